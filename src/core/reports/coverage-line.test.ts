import { describe, expect, test } from 'vitest';
import { sampleAnswer, sampleNowMs, sampleTable } from '../../../test/kit/sample-answer.ts';
import type { CoverageGap } from '../query/table.ts';
import { coverageHeader, coverageLine } from './coverage-line.ts';

function gap(cluster: string, state: CoverageGap['state'], more: Partial<CoverageGap> = {}): CoverageGap {
  return { cluster, resource: 'pods', state, sinceMs: sampleNowMs - 3_600_000, reason: '', received: 0, expected: undefined, ...more };
}

function line(gaps: readonly CoverageGap[], options = {}): string {
  return coverageLine(sampleAnswer({ coverage: { asked: ['a', 'b', 'c', 'd', 'e'], gaps, seconds: 0.0042 } }), options);
}

describe('coverageLine', () => {
  test.each([
    [[], {}, 'Found 2 rows for 1 resource type in 5 clusters in 0.004 seconds.'],
    [[gap('a', 'stale')], { utcOffsetMinutes: 60 }, '1 cluster stale (a since 12:00).'],
    [
      [gap('a', 'stale'), gap('b', 'stale'), gap('c', 'forbidden', { reason: 'pods is forbidden' })],
      {},
      '2 clusters stale (a since 11:00Z, b since 11:00Z), 1 forbidden (c: pods is forbidden).',
    ],
    [[gap('a', 'stale', { sinceMs: sampleNowMs - 86_400_000 })], {}, '1 cluster stale (a since 2026-11-23 12:00Z).'],
    [
      ['a', 'b', 'c', 'd', 'e'].map((id) => gap(id, 'unreachable', { reason: 'refused' })),
      {},
      '5 clusters unreachable (a: refused, b: refused, c: refused and 2 more).',
    ],
    [[gap('a', 'syncing', { received: 12, expected: 40 })], {}, '1 cluster syncing (a 12 of 40).'],
    [['a', 'b', 'c', 'd'].map((id) => gap(id, 'not served')), {}, '4 clusters not served.'],
    [[gap('a', 'stale'), gap('a', 'stale', { resource: 'services' })], {}, '1 cluster stale (a since 11:00Z).'],
    [[gap('a\x1b[2J', 'forbidden')], {}, '1 cluster forbidden (a\\x1b[2J).'],
  ])('%#', (gaps, options, expected) => {
    const text = line(gaps, options);
    expect(text.startsWith('Found 2 rows for 1 resource type in 5 clusters in 0.004 seconds.')).toBe(true);
    expect(text.endsWith(expected)).toBe(true);
  });

  test('says which part of the rows is shown', () => {
    const answer = sampleAnswer({ tables: [sampleTable({ total: 12345 })], coverage: { asked: ['a'], gaps: [], seconds: 1 } });
    expect(coverageLine(answer)).toBe('Found 2 rows for 1 resource type in 1 cluster in 1.000 seconds: first 2 of 12,345.');
    expect(coverageLine(answer, { offset: 10 })).toBe(
      'Found 2 rows for 1 resource type in 1 cluster in 1.000 seconds: rows 11 to 12 of 12,345.',
    );
  });

  test('no clusters, no tables', () => {
    expect(coverageLine(sampleAnswer({ tables: [], coverage: { asked: [], gaps: [], seconds: 0 } }))).toBe(
      'Found 0 rows for 0 resource types in 0 clusters in 0.000 seconds.',
    );
  });
});

test('the header counts clusters that are fully spoken for; one that lacks the resource is', () => {
  const coverage = { asked: ['a', 'b', 'c'], gaps: [gap('b', 'stale'), gap('c', 'not served')], seconds: 0 };
  expect(coverageHeader(coverage)).toBe('2/3; stale=b');
});
