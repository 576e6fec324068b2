import { expect, test } from 'vitest';
import { LogRing } from './log-ring.ts';

test('entries come out in order; what is too much goes oldest first and is counted once', () => {
  const ring = new LogRing<number>(10);
  for (let i = 0; i < 1000; i++) ring.push(i);
  const seen: number[] = [];
  let lost = 0;
  expect(ring.isFull).toBe(true);
  while (ring.waiting > 0) {
    const { entries, dropped } = ring.take(4);
    seen.push(...entries);
    lost += dropped;
  }
  expect(seen.length + lost).toBe(1000);
  expect(seen).toEqual(Array.from({ length: seen.length }, (_, i) => 1000 - seen.length + i));
  expect(seen.length).toBeLessThan(20);
  expect(ring.take(4)).toEqual({ entries: [], dropped: 0 });
});
