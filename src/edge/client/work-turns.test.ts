import { expect, test } from 'vitest';
import { WorkTurns } from './work-turns.ts';

function busy(ms: number): void {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs);
}

test('slices run in turn, and others get their turn in between', async () => {
  const turns = new WorkTurns();
  const log: string[] = [];
  const done = Promise.withResolvers<void>();
  const job = (name: string, times: number) => () => {
    busy(3);
    log.push(name);
    if (--times === 0 && name === 'b') done.resolve();
    return times > 0;
  };
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  turns.add(job('a', 2));
  turns.add(job('b', 12));
  await done.promise;
  clearInterval(timer);
  expect(log.slice(0, 4)).toEqual(['a', 'b', 'a', 'b']);
  expect(log).toHaveLength(14);
  expect(ticks).toBeGreaterThanOrEqual(3);
});
