import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../kube/object.ts';
import { builtinById } from './builtin-resources.ts';
import { minimalResource, resourceDefFromCrd } from './custom-resource.ts';
import { decodeSpans, encodeSpans, type ProblemSpan, problemRules, problemSpans } from './problem-spans.ts';
import { problemsColumn } from './problems-column.ts';
import type { ResourceDef } from './resource.ts';

const nowMs = Date.parse('2026-11-24T12:00:00Z');
const minute = 60_000;
const hour = 60 * minute;
const ago = (ms: number): string => new Date(nowMs - ms).toISOString().replace('.000Z', 'Z');
const def = (id: string): ResourceDef => builtinById.get(id) as ResourceDef;

/** An object that is an hour old and was first seen then, with what matters. */
function object(parts: { metadata?: object; spec?: object; status?: object }): KubeObject {
  return {
    ...parts,
    metadata: { name: 'a', namespace: 'n', uid: 'u', resourceVersion: '1', creationTimestamp: ago(240 * hour), ...parts.metadata },
  };
}

/** Reasons at an instant, `?` behind those that nobody can tell; claims are taken as true. */
function reasonsAt(spans: readonly ProblemSpan[], atMs: number): string[] {
  return spans.flatMap(({ reason, fromMs, untilMs, unsureMs }) =>
    atMs >= fromMs && atMs < untilMs ? reason : atMs >= unsureMs && atMs < fromMs ? `${reason}?` : [],
  );
}

/** Reasons now; what is not dated was first seen `seenMs` ago. */
function reasons(id: string | ResourceDef, parts: Parameters<typeof object>[0], q: { seenMs?: number; first?: boolean } = {}): string[] {
  const rules = problemRules(typeof id === 'string' ? def(id) : id);
  const seen = { atMs: nowMs - (q.seenMs ?? hour), first: q.first ?? false };
  return reasonsAt(problemSpans(rules, object(parts), { seen, before: [] }), nowMs);
}

const condition = (type: string, status: string, ms: number, more: object = {}): object => ({
  type,
  status,
  lastTransitionTime: ago(ms),
  ...more,
});

describe('pods', () => {
  const pod = (status: object, more: { metadata?: object; spec?: object } = {}) =>
    reasons('pods', { ...more, status: { phase: 'Running', conditions: [condition('Ready', 'True', hour)], ...status } });
  const container = (more: object): object => ({
    containerStatuses: [{ name: 'main', restartCount: 0, ready: true, state: { running: {} }, ...more }],
  });

  test('a container that waits for another reason than to be created', () => {
    expect(pod(container({ state: { waiting: { reason: 'ImagePullBackOff' } } }))).toEqual(['ImagePullBackOff']);
    expect(pod({ initContainerStatuses: [{ name: 'i', state: { waiting: { reason: 'CrashLoopBackOff' } } }] })).toEqual([
      'CrashLoopBackOff',
    ]);
    for (const reason of ['ContainerCreating', 'PodInitializing', ''])
      expect(pod(container({ state: { waiting: { reason } } }))).toEqual([]);
  });

  test('phases: Failed, Unknown, Pending for long, Running and not ready for long', () => {
    expect(pod({ phase: 'Failed', reason: 'Evicted' })).toEqual(['Evicted']);
    expect(pod({ phase: 'Failed' })).toEqual(['Failed']);
    expect(pod({ phase: 'Unknown' })).toEqual(['Unknown']);
    expect(pod({ phase: 'Succeeded', conditions: [condition('Ready', 'False', hour)] })).toEqual([]);
    const unscheduled = { phase: 'Pending', conditions: [condition('PodScheduled', 'False', hour, { reason: 'Unschedulable' })] };
    expect(pod({ phase: 'Pending' }, { metadata: { creationTimestamp: ago(5 * minute) } })).toEqual(['Pending']);
    expect(pod({ phase: 'Pending' }, { metadata: { creationTimestamp: ago(5 * minute - 1) } })).toEqual([]);
    expect(pod(unscheduled, { metadata: { creationTimestamp: ago(hour) } })).toEqual(['Unschedulable']);
    expect(pod({ conditions: [condition('Ready', 'False', 5 * minute)] })).toEqual(['NotReady']);
    expect(pod({ conditions: [condition('Ready', 'False', 5 * minute - 1)] })).toEqual([]);
    expect(pod({ conditions: [], startTime: ago(hour) })).toEqual(['NotReady']);
  });

  test('a restart of the last hour, an end for want of memory of the last day', () => {
    const ended = (ms: number, reason: string): object =>
      container({ restartCount: 3, lastState: { terminated: { reason, exitCode: 1, finishedAt: ago(ms) } } });
    expect(pod(ended(hour - 1, 'Error'))).toEqual(['Restarted']);
    expect(pod(ended(hour, 'Error'))).toEqual([]);
    expect(pod(ended(24 * hour - 1, 'OOMKilled'))).toEqual(['OOMKilled']);
    expect(pod(ended(24 * hour, 'OOMKilled'))).toEqual([]);
    expect(pod(ended(minute, 'OOMKilled'))).toEqual(['Restarted', 'OOMKilled']);
    expect(
      pod(
        container({
          state: { terminated: { reason: 'OOMKilled', finishedAt: ago(minute) } },
          lastState: { terminated: { reason: 'Error' } },
        }),
      ),
    ).toEqual(['OOMKilled']);
  });

  test('of several containers the newest restart counts and the oldest wait', () => {
    const statuses = [2 * hour, minute].map((ms, i) => ({
      name: `c${i}`,
      restartCount: 1,
      lastState: { terminated: { finishedAt: ago(ms) } },
      state: { waiting: { reason: 'CrashLoopBackOff' } },
    }));
    const spans = problemSpans(problemRules(def('pods')), object({ status: { containerStatuses: statuses } }), {
      seen: { atMs: nowMs, first: false },
      before: [],
    });
    expect(spans.map(({ reason, sinceMs }) => [reason, nowMs - (sinceMs ?? 0)])).toEqual([
      ['CrashLoopBackOff', 2 * hour],
      ['Restarted', minute],
    ]);
  });

  test('terminating longer than the grace period and five minutes; meanwhile it may be unready', () => {
    const metadata = (ms: number): { metadata: object } => ({ metadata: { deletionTimestamp: ago(ms), deletionGracePeriodSeconds: 30 } });
    expect(pod({}, metadata(5 * minute))).toEqual(['Terminating']);
    expect(pod({ conditions: [condition('Ready', 'False', hour)] }, metadata(5 * minute - 1))).toEqual([]);
  });

  test('a failed pod of a Job is a problem unless the Job completes', () => {
    const metadata = { ownerReferences: [{ kind: 'Job', name: 'import-1', uid: 'j', controller: true }] };
    const [span] = problemSpans(problemRules(def('pods')), object({ metadata, status: { phase: 'Failed' } }), {
      seen: { atMs: nowMs, first: false },
      before: [],
    });
    expect(span?.claim).toEqual({ kind: 'job-not-complete', job: 'import-1' });
  });
});

describe('nodes', () => {
  test.each<[string[], object, object?]>([
    [[], { conditions: [condition('Ready', 'True', hour), condition('MemoryPressure', 'False', hour)] }],
    [['NotReady'], { conditions: [condition('Ready', 'Unknown', minute)] }],
    [['NotReady'], { conditions: [] }],
    [
      ['DiskPressure', 'NetworkUnavailable'],
      { conditions: [condition('Ready', 'True', hour), condition('DiskPressure', 'True', 1), condition('NetworkUnavailable', 'True', 1)] },
    ],
    [
      ['Cordoned'],
      { conditions: [condition('Ready', 'True', hour)] },
      { unschedulable: true, taints: [{ key: 'node.kubernetes.io/unschedulable', timeAdded: ago(24 * hour) }] },
    ],
    [
      [],
      { conditions: [condition('Ready', 'True', hour)] },
      { unschedulable: true, taints: [{ key: 'node.kubernetes.io/unschedulable', timeAdded: ago(24 * hour - 1) }] },
    ],
    [[], { conditions: [condition('Ready', 'True', hour)] }, { unschedulable: true }],
  ])('%j', (expected, status, spec = {}) => {
    expect(reasons('nodes', { spec, status })).toEqual(expected);
  });
});

describe('workloads', () => {
  test.each<[string, string[], Parameters<typeof object>[0], number?]>([
    ['deployments.apps', [], { spec: { replicas: 2 }, status: { readyReplicas: 2, observedGeneration: 1 }, metadata: { generation: 1 } }],
    ['deployments.apps', ['TooFewReady'], { spec: { replicas: 2 }, status: { readyReplicas: 1 } }, 10 * minute],
    ['deployments.apps', [], { spec: { replicas: 2 }, status: { readyReplicas: 1 } }, 10 * minute - 1],
    ['deployments.apps', ['TooFewReady'], { spec: {}, status: { conditions: [condition('Available', 'False', 10 * minute)] } }, 0],
    ['deployments.apps', ['NotProgressing'], { spec: { replicas: 0 }, status: { conditions: [condition('Progressing', 'False', 1)] } }],
    ['deployments.apps', ['ReplicaFailure'], { spec: { replicas: 0 }, status: { conditions: [condition('ReplicaFailure', 'True', 1)] } }],
    [
      'deployments.apps',
      ['NotObserved'],
      { spec: { replicas: 0 }, metadata: { generation: 3 }, status: { observedGeneration: 2 } },
      5 * minute,
    ],
    ['deployments.apps', [], { spec: { replicas: 0 }, metadata: { generation: 3 }, status: { observedGeneration: 2 } }, 5 * minute - 1],
    ['statefulsets.apps', ['TooFewReady'], { spec: { replicas: 3 }, status: { readyReplicas: 2 } }, 10 * minute],
    ['daemonsets.apps', ['TooFewReady'], { status: { desiredNumberScheduled: 4, numberReady: 3 } }, 10 * minute],
    ['daemonsets.apps', [], { status: { desiredNumberScheduled: 4, numberReady: 4 } }],
    ['replicasets.apps', ['TooFewReady'], { spec: { replicas: 1 }, status: {} }],
    [
      'replicasets.apps',
      [],
      { spec: { replicas: 1 }, status: {}, metadata: { ownerReferences: [{ kind: 'Deployment', uid: 'd', controller: true }] } },
    ],
  ])('%s %j', (id, expected, parts, seenMs = hour) => {
    expect(reasons(id, parts, { seenMs })).toEqual(expected);
  });
});

describe('jobs and cron jobs', () => {
  test('a Job that failed, or goes on after its deadline', () => {
    expect(reasons('jobs.batch', { status: { conditions: [condition('Failed', 'True', 1)] } })).toEqual(['Failed']);
    const late = (ms: number, status: object = { active: 1 }) =>
      reasons('jobs.batch', { spec: { activeDeadlineSeconds: 60 }, status: { startTime: ago(ms), ...status } });
    expect([
      late(minute),
      late(minute - 1),
      late(hour, { active: 0 }),
      late(hour, { active: 1, conditions: [condition('Complete', 'True', 1)] }),
    ]).toEqual([['DeadlineExceeded'], [], [], []]);
  });

  test('a CronJob whose last schedule is missed by more than one interval and ten minutes', () => {
    const missed = (ms: number, more: object = {}) =>
      reasons('cronjobs.batch', {
        spec: { schedule: '0 * * * *', ...more },
        status: { lastScheduleTime: ago(ms), lastSuccessfulTime: ago(ms) },
      });
    // Noon less 2:10 is 9:50: the run of 10:00 is missed when that of 11:00 is ten minutes late as well.
    expect([missed(hour), missed(2 * hour), missed(2 * hour + minute)]).toEqual([[], [], ['ScheduleMissed']]);
    expect(missed(9 * hour, { suspend: true })).toEqual([]);
    expect(missed(9 * hour, { schedule: 'every now and then' })).toEqual([]);
    expect(missed(9 * hour, { schedule: '0 5 * * *' })).toEqual([]);
  });

  test('a CronJob that has more than one active run with Forbid', () => {
    const active = (concurrencyPolicy: string, n: number) =>
      reasons('cronjobs.batch', { spec: { concurrencyPolicy }, status: { active: Array.from({ length: n }, () => ({})) } });
    expect([active('Forbid', 2), active('Forbid', 1), active('Allow', 2)]).toEqual([['TooManyActive'], [], []]);
  });

  test('no success for three times that it was due', () => {
    const spec = { schedule: '0 * * * *' };
    const since = (ms: number, more: object = {}) =>
      reasons('cronjobs.batch', { spec: { ...spec, ...more }, status: { lastScheduleTime: ago(0), lastSuccessfulTime: ago(ms) } });
    expect([since(3 * hour), since(3 * hour - 1), since(2 * hour)]).toEqual([['NoSuccess'], ['NoSuccess'], []]);
    expect(
      reasons('cronjobs.batch', { spec, status: { lastScheduleTime: ago(0), lastSuccessfulTime: ago(3 * hour), active: [{}] } }),
    ).toEqual([]);
  });
});

describe('volumes, autoscalers, services, ingresses', () => {
  test.each<[string, string[], Parameters<typeof object>[0], number?]>([
    ['persistentvolumeclaims', ['Pending'], { status: { phase: 'Pending' }, metadata: { creationTimestamp: ago(5 * minute) } }],
    ['persistentvolumeclaims', [], { status: { phase: 'Pending' }, metadata: { creationTimestamp: ago(5 * minute - 1) } }],
    ['persistentvolumeclaims', ['Lost'], { status: { phase: 'Lost' } }, 0],
    ['persistentvolumeclaims', [], { status: { phase: 'Bound' } }],
    ['persistentvolumes', ['Failed'], { status: { phase: 'Failed' } }, 0],
    ['persistentvolumes', ['Released'], { status: { phase: 'Released', lastPhaseTransitionTime: ago(24 * hour) } }, 0],
    ['persistentvolumes', [], { status: { phase: 'Released', lastPhaseTransitionTime: ago(24 * hour - 1) } }],
    ['persistentvolumes', [], { status: { phase: 'Released' } }, hour],
    [
      'horizontalpodautoscalers.autoscaling',
      ['ScalingInactive', 'UnableToScale'],
      { status: { conditions: [condition('ScalingActive', 'False', 1), condition('AbleToScale', 'False', 1)] } },
    ],
    ['horizontalpodautoscalers.autoscaling', ['AtMaximum'], { spec: { maxReplicas: 3 }, status: { currentReplicas: 3 } }, 15 * minute],
    ['horizontalpodautoscalers.autoscaling', [], { spec: { maxReplicas: 3 }, status: { currentReplicas: 3 } }, 15 * minute - 1],
    [
      'horizontalpodautoscalers.autoscaling',
      ['AtMaximum'],
      {
        spec: { maxReplicas: 3 },
        status: { currentReplicas: 3, conditions: [condition('ScalingLimited', 'True', 15 * minute, { reason: 'TooManyReplicas' })] },
      },
      0,
    ],
    ['services', ['NoAddress'], { spec: { type: 'LoadBalancer' }, metadata: { creationTimestamp: ago(10 * minute) } }],
    ['services', [], { spec: { type: 'LoadBalancer' }, metadata: { creationTimestamp: ago(10 * minute - 1) } }],
    ['services', [], { spec: { type: 'LoadBalancer' }, status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } } }],
    ['services', ['NoReadyPod'], { spec: { type: 'ClusterIP', selector: { app: 'web' } } }],
    ['services', [], { spec: { type: 'ExternalName', selector: { app: 'web' } } }],
    [
      'ingresses.networking.k8s.io',
      ['BackendMissing', 'BackendMissing'],
      {
        spec: {
          defaultBackend: { service: { name: 'a' } },
          rules: [{ http: { paths: [{ backend: { service: { name: 'b' } } }, { backend: { resource: { name: 'c' } } }] } }],
        },
      },
    ],
  ])('%s %j', (id, expected, parts, seenMs = hour) => {
    expect(reasons(id, parts, { seenMs })).toEqual(expected);
  });
});

describe('what goes for everything', () => {
  test('any object that is being deleted for ten minutes, with its finalizers', () => {
    const metadata = (ms: number): object => ({ deletionTimestamp: ago(ms), finalizers: ['example.org/hold'] });
    for (const id of ['configmaps', 'namespaces', 'deployments.apps'])
      expect([
        reasons(id, { metadata: metadata(10 * minute), spec: { replicas: 0 } }),
        reasons(id, { metadata: metadata(10 * minute - 1), spec: { replicas: 0 } }),
      ]).toEqual([['Terminating'], []]);
    const spans = problemSpans(
      problemRules(def('namespaces')),
      object({
        metadata: metadata(hour),
        spec: { finalizers: ['kubernetes'] },
        status: { conditions: [condition('NamespaceContentRemaining', 'True', 1, { message: 'pods. has 2 left' })] },
      }),
      { seen: { atMs: nowMs, first: false }, before: [] },
    );
    expect(spans.map(({ message }) => message)).toEqual(['waits for finalizers example.org/hold, kubernetes; pods. has 2 left']);
  });

  test('API services must be available, CRDs established', () => {
    const is = (type: string, status: string): object => ({ status: { conditions: [condition(type, status, 1)] } });
    expect(reasons('apiservices.apiregistration.k8s.io', is('Available', 'False'))).toEqual(['Unavailable']);
    expect(reasons('apiservices.apiregistration.k8s.io', is('Available', 'True'))).toEqual([]);
    expect(reasons('customresourcedefinitions.apiextensions.k8s.io', {})).toEqual(['NotEstablished']);
    expect(reasons('customresourcedefinitions.apiextensions.k8s.io', is('Established', 'True'))).toEqual([]);
  });

  test.each([
    ['Ready', 'False', 'NotReady'],
    ['Available', 'False', 'Unavailable'],
    ['Healthy', 'False', 'Unhealthy'],
    ['Synced', 'False', 'NotSynced'],
    ['Failed', 'True', 'Failed'],
    ['Degraded', 'True', 'Degraded'],
    ['Stalled', 'True', 'Stalled'],
  ])('any custom resource: %s=%s for ten minutes is %s', (type, status, reason) => {
    const crd = resourceDefFromCrd(
      object({ spec: { group: 'example.org', names: { plural: 'things', kind: 'Thing' }, versions: [] } }),
      'v1',
    );
    const minimal = minimalResource({
      group: 'example.org',
      version: 'v1',
      plural: 'others',
      kind: 'Other',
      singular: '',
      namespaced: true,
      shortNames: [],
      categories: [],
      verbs: [],
      preferred: true,
    });
    for (const resource of [crd, minimal]) {
      expect(reasons(resource, { status: { conditions: [condition(type, status, 10 * minute)] } })).toEqual([reason]);
      expect(reasons(resource, { status: { conditions: [condition(type, status, 10 * minute - 1)] } })).toEqual([]);
      expect(reasons(resource, { status: { conditions: [condition(type, status === 'True' ? 'False' : 'True', hour)] } })).toEqual([]);
      expect(reasons(resource, { status: { conditions: [condition(type, 'Unknown', hour)] } })).toEqual([]);
    }
  });
});

describe('what is not dated counts from when it was first seen', () => {
  const rules = problemRules(def('statefulsets.apps'));
  const short = object({ spec: { replicas: 2 }, status: { readyReplicas: 1 }, metadata: { creationTimestamp: ago(hour) } });

  test('nobody can tell while it was there at first sight; an object cannot be in trouble longer than it exists', () => {
    const [span] = problemSpans(rules, short, { seen: { atMs: nowMs, first: true }, before: [] });
    expect(span).toMatchObject({ sinceMs: nowMs, atLeast: true, unsureMs: nowMs - hour + 10 * minute, fromMs: nowMs + 10 * minute });
    const [seen] = problemSpans(rules, short, { seen: { atMs: nowMs, first: false }, before: [] });
    expect(seen).toMatchObject({ unsureMs: Number.POSITIVE_INFINITY, fromMs: nowMs + 10 * minute });
  });

  test('the column remembers it as long as it lasts', () => {
    const column = problemsColumn(def('statefulsets.apps'));
    const remember = (before: string | null, atMs: number, readyReplicas: number): string | null =>
      column.remember?.({ ...short, status: { readyReplicas } }, before, { atMs, first: false }) as string | null;
    const first = remember(null, nowMs, 1);
    const later = remember(first, nowMs + minute, 0);
    expect(decodeSpans(later)).toMatchObject([{ sinceMs: nowMs, severity: 'critical', message: '0 of 2 ready' }]);
    const well = remember(later, nowMs + 2 * minute, 2);
    expect(well).toBeNull();
    expect(decodeSpans(remember(well, nowMs + 3 * minute, 1))).toMatchObject([{ sinceMs: nowMs + 3 * minute }]);
  });
});

test('spans are what they were after they were written and read', () => {
  const statuses = [{ name: 'x"\u0000', restartCount: 1, lastState: { terminated: { finishedAt: ago(minute), reason: '<b>\u001b[2J' } } }];
  const objects: [string, KubeObject][] = [
    [
      'pods',
      object({
        status: { phase: 'Failed', message: 'x'.repeat(1000), containerStatuses: statuses },
        metadata: { ownerReferences: [{ kind: 'Job', name: '__proto__', controller: true }] },
      }),
    ],
    ['services', object({ spec: { type: 'LoadBalancer', selector: { ['__proto__']: 'a', constructor: 'b' } } })],
    ['statefulsets.apps', object({ spec: { replicas: 1 }, status: {} })],
  ];
  for (const [id, each] of objects) {
    const spans = problemSpans(problemRules(def(id)), each, { seen: { atMs: nowMs, first: true }, before: [] });
    expect(spans.length).toBeGreaterThan(0);
    expect(decodeSpans(encodeSpans(spans))).toEqual(spans);
  }
  expect(encodeSpans([])).toBeNull();
  expect(decodeSpans(null)).toEqual([]);
});

test('odd objects have no problem, or one, and never throw', () => {
  const odd = [
    null,
    1,
    'x',
    [],
    [null],
    {},
    { conditions: [null, 1, { type: 3 }], containerStatuses: [null, { restartCount: 'x', lastState: 3 }] },
  ];
  for (const resource of builtinById.values())
    for (const part of odd) {
      const parts = {
        metadata: { name: 'a', uid: 'u', deletionTimestamp: part, ownerReferences: part, finalizers: part },
        spec: part,
        status: part,
      };
      expect(
        () => problemSpans(problemRules(resource), parts as unknown as KubeObject, { seen: { atMs: 0, first: false }, before: [] }),
        `${resource.id} ${JSON.stringify(part)}`,
      ).not.toThrow();
    }
});
