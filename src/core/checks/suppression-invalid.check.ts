import type { KubeObject } from '../kube/object.ts';
import type { Check } from './check.ts';
import { type CheckSetting, isRefused } from './check-setting.ts';
import type { Fault } from './fault.ts';
import type { ObjectRule } from './rule.ts';
import { type ReadSuppression, readSuppressions, suppressionPrefix, suppressionState } from './suppression.ts';
import { podYaml } from './suppression-example.ts';

const annotation: ObjectRule = {
  id: 'annotation',
  title: 'an exception that accepts nothing',
  severity: 'info',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'object',
  resources: 'any',
  judge: (object, { setting, nowMs }) =>
    readSuppressions(object, 'annotation of the object').flatMap((one): readonly Fault[] => {
      const reason = whyNot(one, object, { setting, nowMs });
      return reason === undefined ? [] : [fault(keyOf(one), reason)];
    }),
};

/** Keys of other scanners that switch everything off at once. Source: documentation of kube-linter and Polaris. */
const ignoreAll = ['kube-linter.io/ignore-all', 'polaris.fairwinds.com/exempt'];

const everything: ObjectRule = {
  id: 'everything',
  title: 'nothing accepts everything at once',
  severity: 'info',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'object',
  resources: 'any',
  judge: ({ metadata }) => {
    const { annotations } = metadata;
    if (annotations === undefined || annotations === null) return [];
    const wanted = [...ignoreAll, `${suppressionPrefix}*`, `${suppressionPrefix}all`];
    return wanted
      .filter((key) => Object.hasOwn(annotations, key))
      .map((key) => fault(key, 'no annotation accepts everything at once: name the checks, each with a reason and an end'));
  },
};

function fault(key: string, reason: string): Fault {
  return {
    locator: `metadata.annotations[${key}]`,
    message: `The exception ${key} accepts nothing: ${reason}.`,
    path: ['metadata', 'annotations', key],
  };
}

function keyOf({ check, rule }: ReadSuppression): string {
  return `${suppressionPrefix}${check}${rule === undefined ? '' : `.${rule}`}`;
}

function whyNot(
  one: ReadSuppression,
  { metadata }: KubeObject,
  { setting, nowMs }: { readonly setting: CheckSetting; readonly nowMs: number },
): string | undefined {
  const { check, rule } = one;
  if (check === '*' || check === 'all') return undefined;
  const rules = setting.known?.get(check);
  if (setting.known !== undefined && rules === undefined) return `there is no check "${check}"`;
  if (rules !== undefined && rule !== undefined && !rules.has(rule)) return `check ${check} has no rule "${rule}"`;
  if ('invalid' in one) return `it ${one.invalid}`;
  if (suppressionState(one, nowMs) === 'too long')
    return 'it asks for more than a year; an exception is looked at again after a year at the latest';
  if (isRefused(setting, { check, rule: rule ?? '*' }, metadata.namespace))
    return 'the configuration takes exceptions for it from the central file only (hindsight.suppressions.yaml)';
  return undefined;
}

/** Annotations that were meant to accept a finding, and do not. */
export const suppressionInvalid: Check = {
  id: 'suppression-invalid',
  title: 'An exception is written so that it accepts nothing',
  group: 'exceptions',
  explanation:
    'A finding is accepted with an annotation that says why and until when. One that is mistyped, gives no reason, has no end or ends after more than a year accepts nothing, ' +
    'so that no exception outlives those who know why it was made. Who wrote it should hear of that.',
  fix: 'Write hindsight/ignore.<check>: "reason=at least ten characters; until=2027-01-31; by=team", on the workload itself, not on its pod template.',
  sources: [
    {
      title: 'Kubernetes: annotations',
      url: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/',
    },
  ],
  replaces: [],
  rules: [annotation, everything],
  examples: {
    flags: [
      {
        name: 'without an end',
        yaml: podYaml('hindsight/ignore.single-point-of-failure: "reason=one is enough for us"'),
        expect: [{ rule: 'annotation', severity: 'info', locator: 'metadata.annotations[hindsight/ignore.single-point-of-failure]' }],
      },
      {
        name: 'for ten years',
        yaml: podYaml('hindsight/ignore.image-mutable.latest: "reason=one is enough for us; until=2036-01-01"'),
        expect: [{ rule: 'annotation', severity: 'info', locator: 'metadata.annotations[hindsight/ignore.image-mutable.latest]' }],
      },
      {
        name: 'everything at once',
        yaml: podYaml('kube-linter.io/ignore-all: "third party"'),
        expect: [{ rule: 'everything', severity: 'info', locator: 'metadata.annotations[kube-linter.io/ignore-all]' }],
      },
    ],
    passes: [
      {
        name: 'with reason and end',
        yaml: podYaml(
          'hindsight/ignore.single-point-of-failure: "reason=leader-elected, standby is cold; until=2027-01-31; by=team-fulfilment"',
        ),
      },
    ],
    guards: [{ name: 'other annotations', yaml: podYaml('hindsight/tier: critical') }],
  },
};
