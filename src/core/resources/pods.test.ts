import { describe, expect, test } from 'vitest';
import { aContainerStatus, aPod, type ObjectParts } from '../../../test/kit/build-objects.ts';
import { printCell, printRow } from '../../../test/kit/print-row.ts';
import { pods } from './pods.resource.ts';

type Part = Readonly<Record<string, unknown>>;
const waiting = (reason: string): Part => aContainerStatus({ ready: false, started: false, state: { waiting: { reason } } });
const ended = (exitCode: number, more: Part = {}): Part =>
  aContainerStatus({ ready: false, started: false, state: { terminated: { exitCode, ...more } } });
const deleted = { deletionTimestamp: '2026-11-24T11:59:00Z' };
const condition = (type: string, status: string, more: Part = {}): Part => ({ type, status, ...more });
const initContainers = [{ name: 'i0' }, { name: 'i1' }];
const initDone = { name: 'i0', restartCount: 0, state: { terminated: { exitCode: 0, reason: 'Completed' } } };
const sidecar = { name: 'proxy', restartPolicy: 'Always' };
const sidecarUp = aContainerStatus({ name: 'proxy' });

/** Ready, Status and Restarts of a pod whose spec and status are merged over a running one. */
function shown(spec: Part, status: Part, more: ObjectParts = {}): string {
  const pod = aPod({ spec, status, ...more });
  return ['Ready', 'Status', 'Restarts'].map((column) => printCell('pods', column, pod)).join(' | ');
}

describe('the state of a pod', () => {
  test.each<[string, string, Part, Part, ObjectParts?]>([
    ['running', '1/1 | Running | 0', {}, {}],
    ['pending, nothing known yet', '0/1 | Pending | 0', {}, { phase: 'Pending', conditions: undefined, containerStatuses: undefined }],
    ['without a status', '0/1 |  | 0', {}, { phase: undefined, conditions: undefined, containerStatuses: undefined }],
    ['image cannot be pulled', '0/1 | ImagePullBackOff | 0', {}, { phase: 'Pending', containerStatuses: [waiting('ImagePullBackOff')] }],
    ['crashing', '0/1 | CrashLoopBackOff | 0', {}, { containerStatuses: [waiting('CrashLoopBackOff')] }],
    [
      'waiting without a reason keeps the phase',
      '0/1 | Running | 0',
      {},
      { containerStatuses: [aContainerStatus({ ready: true, state: { waiting: {} } })] },
    ],
    [
      'one of two ready',
      '1/2 | Running | 0',
      { containers: [{}, {}] },
      { containerStatuses: [aContainerStatus(), aContainerStatus({ ready: false })] },
    ],
    [
      'the first container has the last word',
      '0/2 | ErrImagePull | 0',
      { containers: [{}, {}] },
      { containerStatuses: [waiting('ErrImagePull'), waiting('CrashLoopBackOff')] },
    ],
    ['completed', '0/1 | Completed | 0', {}, { phase: 'Succeeded', containerStatuses: [ended(0, { reason: 'Completed' })] }],
    ['out of memory', '0/1 | OOMKilled | 0', {}, { containerStatuses: [ended(137, { reason: 'OOMKilled' })] }],
    ['ended by a signal', '0/1 | Signal:9 | 0', {}, { containerStatuses: [ended(137, { signal: 9 })] }],
    ['ended with an exit code', '0/1 | ExitCode:3 | 0', {}, { phase: 'Failed', containerStatuses: [ended(3)] }],
    ['evicted', '0/1 | Evicted | 0', {}, { phase: 'Failed', reason: 'Evicted', containerStatuses: [] }],
    [
      'one completed, one runs, pod ready',
      '1/2 | Running | 0',
      { containers: [{}, {}] },
      { containerStatuses: [ended(0, { reason: 'Completed' }), aContainerStatus()] },
    ],
    [
      'one completed, one runs, pod not ready',
      '1/2 | NotReady | 0',
      { containers: [{}, {}] },
      { conditions: [condition('Ready', 'False')], containerStatuses: [ended(0, { reason: 'Completed' }), aContainerStatus()] },
    ],
    [
      'one completed, one failed before it',
      '0/2 | Error | 0',
      { containers: [{}, {}] },
      { containerStatuses: [ended(0, { reason: 'Completed' }), ended(1, { reason: 'Error' })] },
    ],
    [
      'scheduling gated',
      '0/1 | SchedulingGated | 0',
      {},
      { phase: 'Pending', conditions: [condition('PodScheduled', 'False', { reason: 'SchedulingGated' })], containerStatuses: undefined },
    ],
    ['terminating', '1/1 | Terminating | 0', {}, {}, { metadata: deleted }],
    [
      'deleted after it failed',
      '0/1 | Error | 0',
      {},
      { phase: 'Failed', containerStatuses: [ended(1, { reason: 'Error' })] },
      { metadata: deleted },
    ],
    ['on a lost node', '1/1 | Unknown | 0', {}, { reason: 'NodeLost' }, { metadata: deleted }],
    ['node lost, not deleted', '1/1 | NodeLost | 0', {}, { reason: 'NodeLost' }],
  ])('%s', (_name, expected, spec, status, more) => {
    expect(shown(spec, status, more)).toBe(expected);
  });
});

describe('a pod that initializes', () => {
  const pending = { phase: 'Pending', conditions: [condition('Initialized', 'False')], containerStatuses: [waiting('PodInitializing')] };
  test.each<[string, string, Part, Part]>([
    [
      'runs its second init container',
      '0/1 | Init:1/2 | 0',
      { initContainers },
      { initContainerStatuses: [initDone, { name: 'i1', state: { running: {} } }] },
    ],
    [
      'waits for PodInitializing',
      '0/1 | Init:0/2 | 0',
      { initContainers },
      { initContainerStatuses: [{ name: 'i0', state: { waiting: { reason: 'PodInitializing' } } }] },
    ],
    [
      'crashes',
      '0/1 | Init:CrashLoopBackOff | 4',
      { initContainers },
      { initContainerStatuses: [{ name: 'i0', restartCount: 4, state: { waiting: { reason: 'CrashLoopBackOff' } } }] },
    ],
    [
      'failed with a reason',
      '0/1 | Init:Error | 0',
      { initContainers },
      { initContainerStatuses: [{ name: 'i0', state: { terminated: { exitCode: 1, reason: 'Error' } } }] },
    ],
    [
      'failed by signal',
      '0/1 | Init:Signal:9 | 0',
      { initContainers },
      { initContainerStatuses: [{ name: 'i0', state: { terminated: { exitCode: 1, signal: 9 } } }] },
    ],
    [
      'failed by exit code',
      '0/1 | Init:ExitCode:7 | 0',
      { initContainers },
      { initContainerStatuses: [{ name: 'i0', state: { terminated: { exitCode: 7 } } }] },
    ],
    [
      'is through, containers wait',
      '0/1 | PodInitializing | 0',
      { initContainers: [{ name: 'i0' }] },
      { initContainerStatuses: [initDone] },
    ],
    [
      'has a ready sidecar and a running init container',
      '1/2 | Init:1/2 | 0',
      { initContainers: [sidecar, { name: 'i1' }] },
      { initContainerStatuses: [sidecarUp, { name: 'i1', state: { running: {} } }] },
    ],
    [
      'has a sidecar that does not start',
      '0/2 | Init:0/1 | 0',
      { initContainers: [sidecar] },
      { initContainerStatuses: [aContainerStatus({ name: 'proxy', started: false, ready: false })] },
    ],
    [
      'restarts of earlier init containers count',
      '0/1 | Init:1/2 | 3',
      { initContainers },
      {
        initContainerStatuses: [
          { ...initDone, restartCount: 2 },
          { name: 'i1', restartCount: 1, state: { running: {} } },
        ],
      },
    ],
  ])('%s', (_name, expected, spec, status) => {
    expect(shown(spec, { ...pending, ...status })).toBe(expected);
  });

  test('a running pod with sidecar counts it in Ready, and its restarts', () => {
    const spec = { initContainers: [{ name: 'i0' }, sidecar] };
    const status = {
      initContainerStatuses: [
        { ...initDone, restartCount: 9 },
        { ...sidecarUp, restartCount: 2 },
      ],
    };
    expect(shown(spec, status)).toBe('2/2 | Running | 2');
  });

  test('an init container restarted after the pod was initialized does not hide the containers', () => {
    const status = { initContainerStatuses: [{ name: 'i0', restartCount: 1, state: { running: {} } }] };
    expect(shown({ initContainers: [{ name: 'i0' }] }, status)).toBe('1/1 | Init:0/1 | 0');
  });
});

describe('restarts', () => {
  const restarted = (restartCount: number, finishedAt: string | null): Part =>
    aContainerStatus({ restartCount, lastState: { terminated: { exitCode: 1, finishedAt } } });
  test.each<[string, Part[]]>([
    ['0', [restarted(0, '2026-11-24T09:00:00Z')]],
    ['5 (3h ago)', [restarted(5, '2026-11-24T09:00:00Z')]],
    ['1404 (4m59s ago)', [restarted(1400, '2026-11-24T11:55:01Z'), restarted(4, '2026-11-20T09:00:00Z')]],
    ['2', [restarted(2, null)]],
    ['2', [restarted(2, '0001-01-01T00:00:00Z')]],
    ['2', [aContainerStatus({ restartCount: 2 })]],
  ])('%s', (expected, containerStatuses) => {
    expect(printCell('pods', 'Restarts', aPod({ status: { containerStatuses } }))).toBe(expected);
  });

  test('are a count and the time of the last, so that they sort and filter as numbers', () => {
    const pod = aPod({ status: { containerStatuses: [restarted(5, '2026-11-24T09:00:00Z')] } });
    expect(pods.columns.find(({ name }) => name === 'Restarts')?.value(pod)).toEqual({ count: 5, lastMs: Date.UTC(2026, 10, 24, 9) });
  });
});

describe('the rest of the row', () => {
  test('a whole row, wide', () => {
    expect(printRow('pods', aPod())).toBe('web-1 | 1/1 | Running | 0 | 4d | 10.2.0.7 | node-1 | <none> | <none>');
  });

  test('readiness gates count the first condition of each type', () => {
    const readinessGates = [{ conditionType: 'x.io/a' }, { conditionType: 'x.io/b' }, { conditionType: 'x.io/c' }];
    const conditions = [condition('x.io/a', 'True'), condition('x.io/b', 'False'), condition('x.io/b', 'True')];
    expect(printCell('pods', 'Readiness Gates', aPod({ spec: { readinessGates }, status: { conditions } }))).toBe('1/3');
  });

  test('not yet placed, nominated elsewhere', () => {
    const pod = aPod({ spec: { nodeName: undefined }, status: { podIPs: [], nominatedNodeName: 'node-7' } });
    expect(printRow('pods', pod)).toContain('| <none> | <none> | node-7 | <none>');
    expect(pods.nodeName?.(pod)).toBeUndefined();
  });

  test('an old server sends podIP alone', () => {
    expect(printCell('pods', 'IP', aPod({ status: { podIPs: undefined, podIP: '10.9.9.9' } }))).toBe('10.9.9.9');
  });

  test('tells the store its node', () => {
    expect(pods.nodeName?.(aPod())).toBe('node-1');
  });
});
