import type { Check } from './check.ts';
import type { Fault } from './fault.ts';
import type { ObjectRule } from './rule.ts';
import { readSuppressions, suppressionPrefix, suppressionState } from './suppression.ts';
import { podYaml } from './suppression-example.ts';

const annotation: ObjectRule = {
  id: 'annotation',
  title: 'an exception is over',
  severity: 'info',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'object',
  resources: 'any',
  judge: (object, { nowMs, wakeAt }) =>
    readSuppressions(object, 'annotation of the object').flatMap((one): readonly Fault[] => {
      if ('invalid' in one || one.untilMs === undefined) return [];
      if (suppressionState(one, nowMs) !== 'expired') {
        wakeAt(one.untilMs + 1);
        return [];
      }
      const key = `${suppressionPrefix}${one.check}${one.rule === undefined ? '' : `.${one.rule}`}`;
      const who = one.by === undefined ? '' : ` ${one.by} wrote it.`;
      return [
        {
          locator: `metadata.annotations[${key}]`,
          message: `The exception for ${one.check}${one.rule === undefined ? '' : `/${one.rule}`} ended with ${new Date(one.untilMs).toISOString().slice(0, 10)}: what it accepted counts again.${who}`,
          path: ['metadata', 'annotations', key],
          sinceMs: one.untilMs,
          patch: [{ op: 'remove', path: ['metadata', 'annotations', key] }],
        },
      ];
    }),
};

/** Annotations that accepted a finding until lately. */
export const suppressionExpired: Check = {
  id: 'suppression-expired',
  title: 'An exception has come to its end',
  group: 'exceptions',
  explanation:
    'Every accepted finding has an end, so that somebody looks at it again. When it is reached the finding counts as before, and this one says why it is back. ' +
    'Either the cause is gone and the annotation can go, or the reason still holds and gets a new end.',
  fix: 'Mend the cause and remove the annotation, or give it a new until= with a reason that is still true.',
  sources: [
    {
      title: 'Kubernetes: annotations',
      url: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/',
    },
  ],
  replaces: [],
  rules: [annotation],
  examples: {
    flags: [
      {
        name: 'over since a month',
        yaml: podYaml('hindsight/ignore.image-mutable: "reason=third party, no tags; until=2026-10-20; by=team-x"'),
        expect: [{ rule: 'annotation', severity: 'info', locator: 'metadata.annotations[hindsight/ignore.image-mutable]' }],
      },
    ],
    passes: [{ name: 'in force', yaml: podYaml('hindsight/ignore.image-mutable: "reason=third party, no tags; until=2027-01-31"') }],
    guards: [{ name: 'its last day', yaml: podYaml('hindsight/ignore.image-mutable: "reason=third party, no tags; until=2026-11-20"') }],
  },
};
