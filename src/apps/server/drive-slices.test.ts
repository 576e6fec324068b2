import { expect, test } from 'vitest';
import { driveSlices } from './drive-slices.ts';

function* counting(steps: number): Generator<void, number> {
  for (let i = 0; i < steps; i++) yield;
  return steps;
}

test('runs to the end and answers the result', async () => {
  expect(await driveSlices(counting(1000))).toBe(1000);
});

test('lets other work have its turn between slices', async () => {
  let turns = 0;
  const other = setImmediate(function again() {
    turns++;
    setImmediate(again).unref();
  });
  await driveSlices(counting(50), { sliceMs: 0 });
  clearImmediate(other);
  expect(turns).toBeGreaterThan(10);
});

test('stops when the asker is gone', async () => {
  const controller = new AbortController();
  const running = driveSlices(counting(1_000_000), { sliceMs: 0, signal: controller.signal });
  controller.abort(new Error('gone'));
  await expect(running).rejects.toThrow('gone');
});
