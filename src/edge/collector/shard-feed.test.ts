import { expect, test } from 'vitest';
import { ManualTimers } from '../../../test/kit/manual-timers.ts';
import type { DeltaBatch } from '../../core/fleet/fleet-view.ts';
import type { FleetWriter } from '../../core/fleet/fleet-writer.ts';
import type { KubeObject } from '../../core/kube/object.ts';
import { ShardFeed } from './shard-feed.ts';
import { SliceQueue } from './slice-queue.ts';

const object = (name: string): KubeObject => ({ metadata: { name, uid: `uid-${name}`, resourceVersion: '1' } });
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

/** A feed whose batches take `jobMs` each to be applied; the log has what the store was given, and what its bytes were then. */
function feeding(jobMs: number) {
  const timers = new ManualTimers();
  let nowMs = 0;
  let turn: () => void = () => {};
  const clock = { nowMs: () => nowMs };
  const queue = new SliceQueue({
    clock,
    timers: { after: timers.after.bind(timers), yieldToLoop: () => new Promise((resolve) => (turn = resolve)) },
  });
  const log: string[] = [];
  const store = {
    apply: (batch: DeltaBatch) => {
      nowMs += jobMs;
      log.push(batch.mark ?? batch.upserts.map((upsert) => text(upsert.object)).join(' '));
    },
    setShardState: (_cluster: string, _resource: string, { state }: { state: string }) => log.push(state),
  } as unknown as FleetWriter;
  const onDefect = (error: unknown): void => void log.push(`defect ${error}`);
  const feed = new ShardFeed({ cluster: 'c', resource: 'pods', store, queue, clock, newEpoch: () => 'one', onDefect });
  const lent = Buffer.alloc(8);
  const list = (name: string): void => {
    lent.fill(0x20).write(name);
    feed.listed([{ object: object(name), bytes: lent.subarray(0, name.length) }], '1');
    lent.fill(0x2d);
  };
  const watch = (name: string): void => feed.events([{ type: 'ADDED', object: object(name), bytes: Buffer.from(name) }], '2');
  const nextTurn = async (): Promise<void> => {
    log.push('|');
    turn();
    await timers.settle();
  };
  return { feed, log, list, watch, nextTurn };
}

test('a list is applied at once, however long it takes: its bytes are only lent', () => {
  const { feed, log, list } = feeding(20);
  feed.beginList('1', false);
  for (const name of ['a', 'b', 'c']) list(name);
  feed.endList('1');
  expect(log).toEqual(['relist-begin', 'a', 'b', 'c', 'relist-end']);
  expect(feed.waiting).toBe(false);
});

test('a list behind events that wait keeps its place and its own copy of the bytes', async () => {
  const { feed, log, list, watch, nextTurn } = feeding(8);
  feed.beginList('1', false);
  for (const name of ['w', 'x', 'y']) watch(name);
  list('a');
  feed.state({ state: 'live' } as never, () => log.push('told'));
  expect([feed.waiting, log]).toEqual([true, ['relist-begin', 'w']]);
  for (let i = 0; i < 4; i++) await nextTurn();
  expect(log.filter((entry) => entry !== '|')).toEqual(['relist-begin', 'w', 'x', 'y', 'a', 'live', 'told']);
  expect(feed.waiting).toBe(false);
});

test('what waits when the feed is closed is not applied', async () => {
  const { feed, log, watch, nextTurn } = feeding(8);
  feed.beginList('1', false);
  watch('w');
  watch('x');
  feed.close();
  await nextTurn();
  expect(log).toEqual(['relist-begin', 'w', '|']);
});
