import { expect, test } from 'vitest';
import type { SimCluster } from './sim-cluster.ts';
import { growWorld } from './world.ts';

const epochMs = Date.UTC(2026, 10, 24, 3);
const cluster = growWorld({ seed: 2, epochMs, clusters: 8, pods: 16_000 }).cluster('shop-prod-1') as SimCluster;
const running = cluster.objects
  .list('pods')
  .find(({ object }) => object.status.phase === 'Running' && object.metadata.namespace !== 'kube-system')?.object;
const question = {
  namespace: running?.metadata.namespace ?? '',
  pod: running?.metadata.name ?? '',
  container: running?.spec.containers[0].name as string,
  previous: false,
  untilMs: epochMs,
  tail: 50,
};

test('the last lines come oldest first, none from the future, and the same each time', () => {
  const lines = cluster.logs(question) ?? [];
  expect(lines).toHaveLength(50);
  expect(lines.map(({ atMs }) => atMs)).toEqual(lines.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
  expect(lines.every(({ atMs }) => atMs <= epochMs)).toBe(true);
  expect(cluster.logs(question)).toEqual(lines);
});

test('later lines follow earlier ones: a log that is followed does not change behind its reader', () => {
  const before = cluster.logs({ ...question, tail: 1000 }) ?? [];
  const after = cluster.logs({ ...question, tail: 1000, untilMs: epochMs + 60_000 }) ?? [];
  const from = after.findIndex(({ atMs }) => atMs === before.at(-40)?.atMs);
  expect(after.slice(from, from + 40)).toEqual(before.slice(-40));
  expect(after.at(-1)?.atMs).toBeGreaterThan(epochMs);
});

test('an unknown pod or container is undefined, a container without a life before has no lines of it', () => {
  expect(cluster.logs({ ...question, pod: 'none' })).toBeUndefined();
  expect(cluster.logs({ ...question, container: 'none' })).toBeUndefined();
  const fresh = cluster.objects.list('pods').find(({ object }) => object.status.containerStatuses?.[0]?.restartCount === 0)?.object;
  expect(
    cluster.logs({
      ...question,
      namespace: fresh?.metadata.namespace ?? '',
      pod: fresh?.metadata.name ?? '',
      container: fresh?.spec.containers[0].name,
      previous: true,
    }),
  ).toEqual([]);
});

test('a container that crashed says last why', () => {
  const crashed = cluster.objects
    .list('pods')
    .find(
      ({ object }) =>
        object.status.containerStatuses?.[0]?.lastState.terminated?.reason === 'Error' && object.status.containerStatuses[0].state.waiting,
    )?.object;
  const lines = cluster.logs({
    ...question,
    namespace: crashed?.metadata.namespace ?? '',
    pod: crashed?.metadata.name ?? '',
    container: crashed?.spec.containers[0].name,
  });
  expect(lines?.at(-1)?.text).toMatch(/^FATAL/);
});
