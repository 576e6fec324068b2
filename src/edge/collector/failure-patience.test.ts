import { expect, test } from 'vitest';
import { ManualTimers } from '../../../test/kit/manual-timers.ts';
import { seededRandom } from '../../core/base/random.ts';
import { ApiFailure, type ApiFailureKind } from '../client/api-server.ts';
import { type Circumstances, FailurePatience, type Verdict } from './failure-patience.ts';

const listing: Circumstances = { synced: false, mustList: true, limited: false };
const watching: Circumstances = { synced: true, mustList: false, limited: false };

function patience(): { clock: { nowMs: number }; judged: FailurePatience; judge(kind: ApiFailureKind, q: Circumstances): Verdict } {
  const clock = { nowMs: 1_000_000 };
  const judged = new FailurePatience({
    clock: { nowMs: () => clock.nowMs },
    timers: new ManualTimers(),
    random: seededRandom('patience'),
    reachableSinceMs: () => 1_000_000,
  });
  return { clock, judged, judge: (kind, q) => judged.judge(new ApiFailure(kind, 'said by the server'), q) };
}

test('what a moment ago was served is not given up at the first 404, but at the second', () => {
  const { judge } = patience();
  expect(judge('not-found', watching)).toEqual({ state: 'stale', delayMs: 30_000, mustList: false, notServed: false });
  const second = judge('not-found', watching);
  expect(second).toMatchObject({ state: 'not served', mustList: true, notServed: true });
  expect(second.delayMs).toBeGreaterThanOrEqual(30_000);
});

test('a complete list between two 404s makes the second a first one', () => {
  const { judged, judge } = patience();
  judge('not-found', watching);
  judged.listed({ limited: false });
  expect(judge('not-found', watching)).toMatchObject({ state: 'stale', notServed: false });
});

test('what was never served is believed at once, and asked for ever more rarely, ten minutes apart at most', () => {
  const { judge } = patience();
  const delays = Array.from({ length: 8 }, () => judge('not-found', listing).delayMs);
  expect(delays[0]).toBeLessThanOrEqual(60_000);
  delays.forEach((delay, i) => {
    expect(delay).toBeGreaterThanOrEqual(Math.min(600_000, 60_000 * 2 ** i) / 2);
    expect(delay).toBeLessThanOrEqual(600_000);
  });
});

test('a refusal of everything is doubted until it was repeated for a while', () => {
  const { clock, judged, judge } = patience();
  const refuse = (): Verdict => {
    judged.wideRefusals.refused();
    return judge('forbidden', listing);
  };
  expect([refuse(), refuse()].map(({ state, delayMs }) => [state, delayMs <= 4000])).toEqual([
    ['syncing', true],
    ['syncing', true],
  ]);
  clock.nowMs += 5000;
  const believed = refuse();
  expect(believed).toMatchObject({ state: 'forbidden', mustList: true });
  expect(believed.delayMs).toBeGreaterThanOrEqual(30_000);
});

test('rows stay, stale, while a refusal is doubted; a refusal of what is limited already is believed', () => {
  const { judged, judge } = patience();
  judged.wideRefusals.refused();
  expect(judge('forbidden', { synced: true, mustList: true, limited: false }).state).toBe('stale');
  expect(judge('forbidden', { synced: true, mustList: true, limited: true }).state).toBe('forbidden');
});

test('a watch that is forbidden makes a list find out what is still allowed', () => {
  const { judge } = patience();
  const verdict = judge('forbidden', watching);
  expect(verdict).toMatchObject({ mustList: true, notServed: false });
  expect(verdict.delayMs).toBeLessThanOrEqual(500);
});

test('other failures are waited for longer each time, with Retry-After on top; a good watch begins anew', () => {
  const { judged, judge } = patience();
  const bounds = [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000];
  for (const bound of bounds) expect(judge('reset', watching).delayMs).toBeLessThanOrEqual(bound);
  judged.watched(29_999);
  const late = Array.from({ length: 20 }, () => judge('reset', watching).delayMs);
  expect(Math.max(...late)).toBeGreaterThan(500);
  judged.watched(30_000);
  expect(judge('reset', watching).delayMs).toBeLessThanOrEqual(500);
  const throttled = new ApiFailure('throttled', 'too many requests', { retryAfterMs: 7000 });
  const { state, delayMs } = judged.judge(throttled, listing);
  expect([state, delayMs >= 7000, delayMs <= 8000]).toEqual(['syncing', true, true]);
});
