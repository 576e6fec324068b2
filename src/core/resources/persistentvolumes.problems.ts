import { textOf, timeOf } from './content.ts';
import { hourMs, minuteMs, noProblems, type ProblemDraft, type ProblemRules } from './problem-rules.ts';

/** Since Kubernetes 1.31 a volume dates its phase. Source: k8s.io/api core/v1 PersistentVolumeStatus.lastPhaseTransitionTime. */
export const persistentVolumeProblems: ProblemRules = {
  reads: [],
  of(volume) {
    const { status } = volume;
    const phase = (q: Pick<ProblemDraft, 'severity' | 'afterMs'>): readonly ProblemDraft[] => [
      { reason: textOf(status?.phase), sinceMs: timeOf(status?.lastPhaseTransitionTime), message: textOf(status?.message), ...q },
    ];
    switch (status?.phase) {
      case 'Pending':
        return phase({ severity: 'warning', afterMs: 5 * minuteMs });
      case 'Failed':
        return phase({ severity: 'critical', afterMs: 0 });
      case 'Released':
        return phase({ severity: 'warning', afterMs: 24 * hourMs });
      default:
        return noProblems;
    }
  },
};
