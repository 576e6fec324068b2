import { expect, test } from 'vitest';
import { logContainers } from './log-containers.ts';
import { podChoice } from './log-pod-choice.ts';
import type { KubeObject } from './object.ts';

const object = (kind: string, more: object = {}): KubeObject => ({
  kind,
  metadata: { name: 'web', namespace: 'shop', uid: 'u1', resourceVersion: '1' },
  ...more,
});
const pod = (owner?: { kind: string; name: string; uid: string }): KubeObject => ({
  kind: 'Pod',
  metadata: {
    name: 'p',
    namespace: 'shop',
    uid: 'p1',
    resourceVersion: '1',
    ...(owner && { ownerReferences: [{ apiVersion: 'v1', ...owner }] }),
  },
});

test('a workload has the pods of its selector', () => {
  const spec = {
    selector: {
      matchLabels: { app: 'web' },
      matchExpressions: [
        { key: 'tier', operator: 'NotIn', values: ['a', 'b'] },
        { key: 'x', operator: 'Exists' },
        { key: 'y', operator: 'DoesNotExist' },
      ],
    },
  };
  expect(podChoice(object('Deployment', { spec }))?.labelSelector).toBe('app=web,tier notin (a,b),x,!y');
  expect(podChoice(object('Service', { spec: { selector: { app: 'web' } } }))?.labelSelector).toBe('app=web');
});

test('a service or workload that selects nothing has no logs, rather than all of the namespace', () => {
  expect(podChoice(object('Service', { spec: {} }))).toBeUndefined();
  expect(podChoice(object('Service', { spec: { selector: {} } }))).toBeUndefined();
  expect(podChoice(object('Deployment', { spec: { selector: { matchLabels: {} } } }))).toBeUndefined();
});

test('a cron job has the pods of its jobs, and of those that it will make', () => {
  const choice = podChoice(object('CronJob', { spec: {} }), [
    { kind: 'Job', metadata: { name: 'by-hand', uid: 'j1', resourceVersion: '1' } },
  ]);
  expect(choice?.test(pod({ kind: 'Job', name: 'by-hand', uid: 'j1' }))).toBe(true);
  expect(choice?.test(pod({ kind: 'Job', name: 'web-29926065', uid: 'new' }))).toBe(true);
  expect(choice?.test(pod({ kind: 'Job', name: 'web-export-29926065', uid: 'x' }))).toBe(false);
  expect(choice?.test(pod())).toBe(false);
});

test('containers in the order of their start, with how they are', () => {
  const containers = logContainers({
    ...pod(),
    spec: { initContainers: [{ name: 'init' }], containers: [{ name: 'main' }, { name: 'new' }], ephemeralContainers: [{ name: 'debug' }] },
    status: {
      initContainerStatuses: [{ name: 'init', containerID: 'i1', state: { terminated: { reason: 'Completed', exitCode: 0 } } }],
      containerStatuses: [
        { name: 'main', containerID: 'c1', state: { running: {} } },
        { name: 'new', state: { waiting: { reason: 'CrashLoopBackOff' } } },
      ],
    },
  });
  expect(containers).toEqual([
    { name: 'init', role: 'init', state: 'terminated', reason: 'Completed (exit code 0)', run: 'i1' },
    { name: 'main', role: 'container', state: 'running', reason: '', run: 'c1' },
    { name: 'new', role: 'container', state: 'waiting', reason: 'CrashLoopBackOff', run: '' },
    { name: 'debug', role: 'ephemeral', state: 'unknown', reason: '', run: '' },
  ]);
  expect(logContainers({ ...pod(), spec: { containers: 'no' }, status: null })).toEqual([]);
});
