import { describe, expect, test } from 'vitest';
import { anObject, aTemplate, type ObjectParts } from '../../../test/kit/build-objects.ts';
import { printCell, printRow } from '../../../test/kit/print-row.ts';
import { jobs } from './jobs.resource.ts';

const selector = { matchLabels: { tier: 'a', app: 'web' } };
const template = aTemplate;

describe('rows of workloads', () => {
  test.each<[string, string, string, ObjectParts]>([
    [
      'deployments',
      'apps/v1 Deployment',
      'web-1 | 1/3 | 2 | 1 | 4d | app,log | app:1,log:2 | app=web,tier=a',
      { spec: { replicas: 3, selector, template }, status: { readyReplicas: 1, updatedReplicas: 2, availableReplicas: 1 } },
    ],
    ['deployments', 'apps/v1 Deployment', 'web-1 | 0/0 | 0 | 0 | 4d |  |  | ', {}],
    [
      'deployments',
      'apps/v1 Deployment',
      'web-1 | 0/1 | 0 | 0 | 4d |  |  | <invalid>',
      { spec: { replicas: 1, selector: { matchExpressions: [{ key: 'a', operator: 'Like' }] } } },
    ],
    [
      'replicasets',
      'apps/v1 ReplicaSet',
      'web-1 | 3 | 2 | 1 | 4d | app,log | app:1,log:2 | app=web,tier=a',
      { spec: { replicas: 3, selector, template }, status: { replicas: 2, readyReplicas: 1 } },
    ],
    [
      'replicasets',
      'apps/v1 ReplicaSet',
      'web-1 | 0 | 0 | 0 | 4d |  |  | <error>',
      { spec: { selector: { matchExpressions: [{ key: 'a', operator: 'Like' }] } } },
    ],
    [
      'statefulsets',
      'apps/v1 StatefulSet',
      'web-1 | 1/3 | 4d | app,log | app:1,log:2',
      { spec: { replicas: 3, selector, template }, status: { readyReplicas: 1 } },
    ],
    [
      'daemonsets',
      'apps/v1 DaemonSet',
      'web-1 | 5 | 4 | 3 | 2 | 1 | kubernetes.io/os=linux | 4d | app | app:1 | app=web,tier=a',
      {
        spec: {
          selector,
          template: { spec: { nodeSelector: { 'kubernetes.io/os': 'linux' }, containers: [{ name: 'app', image: 'app:1' }] } },
        },
        status: { desiredNumberScheduled: 5, currentNumberScheduled: 4, numberReady: 3, updatedNumberScheduled: 2, numberAvailable: 1 },
      },
    ],
    ['daemonsets', 'apps/v1 DaemonSet', 'web-1 | 0 | 0 | 0 | 0 | 0 | <none> | 4d |  |  | <none>', {}],
    [
      'replicationcontrollers',
      'v1 ReplicationController',
      'web-1 | 3 | 2 | 1 | 4d | app,log | app:1,log:2 | a=b',
      { spec: { replicas: 3, selector: { a: 'b' }, template }, status: { replicas: 2, readyReplicas: 1 } },
    ],
    ['podtemplates', 'v1 PodTemplate', 'web-1 | app,log | app:1,log:2 | app=web', { template }],
    [
      'cronjobs',
      'batch/v1 CronJob',
      'web-1 | */5 * * * * | Europe/Berlin | True | 2 | 3m | 4d | app,log | app:1,log:2 | <none>',
      {
        spec: { schedule: '*/5 * * * *', timeZone: 'Europe/Berlin', suspend: true, jobTemplate: { spec: { template } } },
        status: { active: [{}, {}], lastScheduleTime: '2026-11-24T11:57:00Z' },
      },
    ],
    [
      'cronjobs',
      'batch/v1 CronJob',
      'web-1 | @daily | <none> | False | 0 | <none> | 4d |  |  | <none>',
      { spec: { schedule: '@daily', suspend: false }, status: {} },
    ],
    ['cronjobs', 'batch/v1 CronJob', 'web-1 |  | <none> | <unset> | 0 | <none> | 4d |  |  | <none>', {}],
    [
      'controllerrevisions',
      'apps/v1 ControllerRevision',
      'web-1 | statefulset.apps/db | 7 | 4d',
      {
        metadata: {
          ownerReferences: [
            { apiVersion: 'v1', kind: 'X', name: 'no', uid: 'a' },
            { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', uid: 'b', controller: true },
          ],
        },
        revision: 7,
      },
    ],
    [
      'controllerrevisions',
      'apps/v1 ControllerRevision',
      'web-1 | node/n1 | 0 | 4d',
      { metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'n1', uid: 'b', controller: true }] } },
    ],
    ['controllerrevisions', 'apps/v1 ControllerRevision', 'web-1 | <none> | 0 | 4d', {}],
  ])('%s', (resource, type, expected, parts) => {
    const [apiVersion, kind] = type.split(' ') as [string, string];
    expect(printRow(resource, anObject(apiVersion, kind, parts))).toBe(expected);
  });
});

describe('jobs', () => {
  const job = (parts: ObjectParts) => anObject('batch/v1', 'Job', parts);
  const is = (...types: string[]) => types.map((type) => ({ type, status: 'True' }));

  test.each<[string, ObjectParts]>([
    ['Running', { status: {} }],
    ['Complete', { status: { conditions: is('SuccessCriteriaMet', 'Complete') } }],
    ['Failed', { status: { conditions: is('FailureTarget', 'Failed') } }],
    ['Suspended', { status: { conditions: is('Suspended') } }],
    ['Running', { status: { conditions: [{ type: 'Suspended', status: 'False' }] } }],
    ['FailureTarget', { status: { conditions: is('FailureTarget') } }],
    ['SuccessCriteriaMet', { status: { conditions: is('SuccessCriteriaMet') } }],
    ['Terminating', { metadata: { deletionTimestamp: '2026-11-24T11:00:00Z' }, status: { conditions: is('Suspended') } }],
    ['Complete', { metadata: { deletionTimestamp: '2026-11-24T11:00:00Z' }, status: { conditions: is('Complete') } }],
  ])('%s', (expected, parts) => {
    expect(printCell('jobs', 'Status', job(parts))).toBe(expected);
  });

  test.each<[string, ObjectParts]>([
    ['3/5', { spec: { completions: 5 }, status: { succeeded: 3 } }],
    ['0/1', { spec: {} }],
    ['1/1 of 4', { spec: { parallelism: 4 }, status: { succeeded: 1 } }],
    ['0/0', { spec: { completions: 0 } }],
  ])('completions %s', (expected, parts) => {
    expect(printCell('jobs', 'Completions', job(parts))).toBe(expected);
  });

  test.each<[string, ObjectParts]>([
    ['', { status: {} }],
    ['90m', { status: { startTime: '2026-11-24T10:30:00Z' } }],
    ['2m30s', { status: { startTime: '2026-11-24T10:30:00Z', completionTime: '2026-11-24T10:32:30Z' } }],
  ])('duration %j', (expected, parts) => {
    expect(printCell('jobs', 'Duration', job(parts))).toBe(expected);
  });

  test('a duration is a span, still open while the job runs', () => {
    const running = job({ status: { startTime: '2026-11-24T10:30:00Z' } });
    expect(jobs.columns.find(({ name }) => name === 'Duration')?.value(running)).toEqual({
      fromMs: Date.UTC(2026, 10, 24, 10, 30),
      toMs: null,
    });
  });

  test('a whole row', () => {
    expect(printRow('jobs', job({ spec: { completions: 1, selector, template }, status: {} }))).toBe(
      'web-1 | Running | 0/1 |  | 4d | app,log | app:1,log:2 | app=web,tier=a',
    );
  });
});

describe('selectors', () => {
  test.each([
    ['<none>', undefined],
    ['<none>', {}],
    ['a=1,b=2', { matchLabels: { b: '2', a: '1' } }],
    [
      'app=web,!old,tier in (a,b),zone notin (z),zz',
      {
        matchLabels: { app: 'web' },
        matchExpressions: [
          { key: 'zz', operator: 'Exists' },
          { key: 'tier', operator: 'In', values: ['b', 'a'] },
          { key: 'old', operator: 'DoesNotExist' },
          { key: 'zone', operator: 'NotIn', values: ['z'] },
        ],
      },
    ],
  ])('%s', (expected, podSelector) => {
    expect(printCell('networkpolicies', 'Pod-Selector', anObject('networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector } }))).toBe(
      expected,
    );
  });
});
