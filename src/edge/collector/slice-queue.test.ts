import { expect, test } from 'vitest';
import { ManualTimers } from '../../../test/kit/manual-timers.ts';
import { SliceQueue } from './slice-queue.ts';

/** A queue whose jobs take `jobMs` each; the log has a `|` wherever the event loop had its turn. */
function bench(jobMs: number): { queue: SliceQueue; log: string[]; push(name: string, objects?: number): void; turn(): Promise<void> } {
  const timers = new ManualTimers();
  let nowMs = 0;
  let turn: () => void = () => {};
  const log: string[] = [];
  const queue = new SliceQueue({
    clock: { nowMs: () => nowMs },
    timers: { after: timers.after.bind(timers), yieldToLoop: () => new Promise((resolve) => (turn = resolve)) },
  });
  return {
    queue,
    log,
    push: (name, objects = 1) =>
      queue.push(objects, () => {
        nowMs += jobMs;
        log.push(name);
      }),
    turn: async () => {
      log.push('|');
      turn();
      await timers.settle();
    },
  };
}

test('runs what fits into eight milliseconds of a turn at once, the rest in later turns, in order', async () => {
  const { log, push, turn } = bench(3);
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) push(name);
  await turn();
  await turn();
  expect(log).toEqual(['a', 'b', 'c', '|', 'd', 'e', 'f', '|', 'g']);
});

test('what arrives while something waits, waits behind it', async () => {
  const { log, push, turn } = bench(8);
  push('a');
  push('b');
  await turn();
  push('c');
  await turn();
  expect(log).toEqual(['a', '|', 'b', '|', 'c']);
});

test('is settled when everything pushed before has run', async () => {
  const { queue, log, push, turn } = bench(8);
  await queue.settled();
  push('a');
  push('b');
  void queue.settled().then(() => log.push('settled'));
  await turn();
  await turn();
  expect(log).toEqual(['a', '|', 'b', '|', 'settled']);
});

test('works a crowd off at once, because memory matters more then', () => {
  const { queue, log, push } = bench(8);
  push('a');
  for (let i = 0; i < 100; i++) push('x', 64);
  expect(queue.waitingObjects).toBeLessThanOrEqual(4096);
  expect(log.length).toBeGreaterThan(30);
});
