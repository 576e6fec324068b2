import { expect, test } from 'vitest';
import { droppingOrder } from './dropping-order.ts';
import { RestoreProgress } from './restore-progress.ts';

/** What has been told by now: resource, and whether rows of it were kept. */
function asked(progress: RestoreProgress, resources: readonly string[]): { readonly told: string[]; settle(): Promise<void> } {
  const told: string[] = [];
  for (const resource of resources) void progress.back(resource).then((kept) => told.push(`${resource} ${kept}`));
  return { told, settle: () => new Promise((resolve) => setImmediate(resolve)) };
}

test('a resource is back when one that is needed less arrives, one that was not kept at once', async () => {
  const progress = new RestoreProgress();
  const { told, settle } = asked(progress, ['pods', 'nodes', 'events', 'things.example.org']);
  await settle();
  expect(told).toEqual([]);
  progress.begin(['pods', 'nodes', 'events']);
  await settle();
  expect(told).toEqual(['things.example.org false']);
  progress.reached('nodes');
  progress.reached('pods');
  await settle();
  expect(told.slice(1)).toEqual(['nodes true']);
  progress.reached('events');
  await settle();
  expect(told.slice(2)).toEqual(['pods true']);
  progress.end();
  await settle();
  expect(told.slice(3)).toEqual(['events true']);
});

test('when what was kept could not be used, nobody waits and nothing was kept', async () => {
  const progress = new RestoreProgress();
  const before = asked(progress, ['pods']);
  progress.begin(['pods']);
  progress.end([]);
  const after = asked(progress, ['pods']);
  await after.settle();
  expect([...before.told, ...after.told]).toEqual(['pods false', 'pods false']);
});

test('events are given up first, then what nobody named, the largest first; nodes last', () => {
  const rows = new Map([
    ['nodes', 1],
    ['pods', 9],
    ['small.example.org', 1],
    ['events', 1],
    ['large.example.org', 5],
    ['jobs.batch', 2],
  ]);
  expect(droppingOrder(rows)).toEqual(['events', 'large.example.org', 'small.example.org', 'jobs.batch', 'pods', 'nodes']);
});
