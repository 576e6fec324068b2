import { expect, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import { humanDuration } from '../kube/duration.ts';
import { ageStep } from './printed-time-test.ts';

test('ages of one step print alike', () => {
  const random = seededRandom('steps');
  const printed = new Map<number, string>();
  const look = (ageMs: number): void => {
    const step = ageStep(ageMs);
    if (step < 0) return;
    expect(printed.get(step) ?? humanDuration(ageMs), `age of ${ageMs} ms`).toBe(humanDuration(ageMs));
    printed.set(step, humanDuration(ageMs));
  };
  for (let seconds = 0; seconds < 30_000; seconds++) look(seconds * 1000 + random.int(1000));
  for (let minutes = 0; minutes < 20_000; minutes++) for (const offset of [-1, 0, 1]) look(minutes * 60_000 + offset);
  for (let hours = 0; hours < 24 * 4000; hours++) look(hours * 3_600_000 + random.pick([-1, 0, 1, 1_800_000]));
});

test('what is no age has no step', () => {
  for (const ageMs of [Number.NaN, -1, Number.POSITIVE_INFINITY, 1e15]) expect(ageStep(ageMs)).toBe(-1);
});
