// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was sent
import type { Check } from './check.ts';
import { instant } from './container-states.ts';
import type { ObjectRule } from './rule.ts';
import { servedDeployment } from './service-example.ts';

const minuteMs = 60_000;

const deadline: ObjectRule = {
  id: 'deadline-exceeded',
  title: 'a rollout has given up',
  severity: 'warning',
  runsOn: ['live'],
  symptom: true,
  reads: [],
  anchor: 'object',
  resources: ['deployments.apps'],
  judge: ({ status }) =>
    list(status?.conditions)
      .filter(({ type, status: state }) => type === 'Progressing' && state === 'False')
      .map(({ reason, message, lastTransitionTime }) => ({
        locator: 'conditions[Progressing]',
        message: `The rollout does not go on (${reason}): ${String(message ?? '').slice(0, 200)}`,
        path: ['status', 'conditions'],
        ...since(lastTransitionTime),
        ...((status?.availableReplicas ?? 0) === 0 ? { severity: 'critical' as const } : {}),
      })),
};

const unavailable: ObjectRule = {
  id: 'unavailable',
  title: 'fewer pods serve than it needs',
  severity: 'warning',
  runsOn: ['live'],
  symptom: true,
  holdMs: 10 * minuteMs,
  reads: [],
  anchor: 'object',
  resources: ['deployments.apps'],
  judge: ({ spec, status }) =>
    list(status?.conditions)
      .filter(({ type, status: state }) => type === 'Available' && state === 'False')
      .map(({ lastTransitionTime }) => ({
        locator: 'conditions[Available]',
        message: `${status?.availableReplicas ?? 0} of its ${spec?.replicas ?? 1} pods are available.`,
        path: ['status', 'conditions'],
        ...since(lastTransitionTime),
        ...((status?.availableReplicas ?? 0) === 0 ? { severity: 'critical' as const } : {}),
      })),
};

const partition: ObjectRule = {
  id: 'held-back',
  title: 'a rollout is held half-way',
  severity: 'info',
  runsOn: ['live'],
  reads: [],
  anchor: 'object',
  resources: ['deployments.apps', 'statefulsets.apps'],
  judge: ({ spec, status, kind }) => {
    if (kind === 'Deployment' && spec?.paused === true)
      return [
        { locator: 'spec.paused', message: 'It is paused: changes of its template do not reach its pods.', path: ['spec', 'paused'] },
      ];
    const bound = spec?.updateStrategy?.rollingUpdate?.partition;
    if (typeof bound !== 'number' || bound === 0 || status?.updateRevision === status?.currentRevision) return [];
    return [
      {
        locator: 'spec.updateStrategy.rollingUpdate.partition',
        message: `Pods below number ${bound} keep the old revision until the partition is lowered.`,
        path: ['spec', 'updateStrategy', 'rollingUpdate', 'partition'],
      },
    ];
  },
};

function since(text: unknown): { readonly sinceMs?: number } {
  const sinceMs = instant(text);
  return sinceMs === undefined ? {} : { sinceMs };
}

function list(value: unknown): readonly any[] {
  return Array.isArray(value) ? value : [];
}

const withStatus = (status: string, spec?: string): string =>
  servedDeployment({ ...(spec === undefined ? {} : { spec }) }).replace('---', `status: ${status}\n---`);

/** Rollouts that neither go on nor back. */
export const rolloutStuck: Check = {
  id: 'rollout-stuck',
  title: 'Rollout does not finish',
  group: 'symptoms',
  explanation:
    'A Deployment whose new pods do not become ready keeps the old ones, for ever: the pipeline is green or red, the cluster runs a mixture, and the next change makes it ' +
    'harder to tell what is served.',
  fix: 'Look at what its newest pods say (hindsight describe), then roll back or mend; remove what holds it.',
  sources: [
    {
      title: 'Kubernetes: failed Deployment',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#failed-deployment',
    },
  ],
  replaces: [],
  rules: [deadline, unavailable, partition],
  examples: {
    flags: [
      {
        name: 'the deadline is over, old pods serve',
        mode: 'live',
        yaml: withStatus(
          '{availableReplicas: 3, conditions: [{type: Progressing, status: "False", reason: ProgressDeadlineExceeded, lastTransitionTime: "2026-11-20T11:00:00Z"}]}',
        ),
        expect: [{ rule: 'deadline-exceeded', severity: 'warning', locator: 'conditions[Progressing]' }],
      },
      {
        name: 'nothing is available',
        mode: 'live',
        yaml: withStatus('{conditions: [{type: Available, status: "False", lastTransitionTime: "2026-11-20T11:00:00Z"}]}'),
        expect: [{ rule: 'unavailable', severity: 'critical', locator: 'conditions[Available]' }],
      },
      {
        name: 'paused',
        mode: 'live',
        yaml: withStatus('{availableReplicas: 3}', 'paused: true'),
        expect: [{ rule: 'held-back', severity: 'info', locator: 'spec.paused' }],
      },
    ],
    passes: [
      {
        name: 'done',
        mode: 'live',
        yaml: withStatus(
          '{availableReplicas: 3, conditions: [{type: Available, status: "True"}, {type: Progressing, status: "True", reason: NewReplicaSetAvailable}]}',
        ),
      },
    ],
    guards: [
      {
        name: 'under way',
        mode: 'live',
        yaml: withStatus('{availableReplicas: 2, conditions: [{type: Progressing, status: "True", reason: ReplicaSetUpdated}]}'),
      },
    ],
  },
};
