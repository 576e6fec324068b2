import { textOf, timeOf } from './content.ts';
import { minuteMs, noProblems, type ProblemRules } from './problem-rules.ts';

/** What is a problem of a PersistentVolumeClaim. */
export const persistentVolumeClaimProblems: ProblemRules = {
  reads: [],
  of(claim) {
    switch (claim.status?.phase) {
      case 'Pending':
        return [{ reason: 'Pending', severity: 'warning', sinceMs: timeOf(claim.metadata.creationTimestamp), afterMs: 5 * minuteMs }];
      case 'Lost': {
        const message = `volume ${textOf(claim.spec?.volumeName)} does not exist any more`;
        return [{ reason: 'Lost', severity: 'critical', sinceMs: null, afterMs: 0, message }];
      }
      default:
        return noProblems;
    }
  },
};
