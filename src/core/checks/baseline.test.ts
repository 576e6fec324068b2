import { expect, test } from 'vitest';
import { HindsightError } from '../base/hindsight-error.ts';
import { baselineOf, baselineText, compareWith, readBaseline } from './baseline.ts';
import type { PlacedFinding } from './check-report.ts';
import type { Severity } from './severity.ts';

function finding(family: string, severity: Severity = 'warning'): PlacedFinding {
  return {
    check: 'c',
    rule: 'r',
    severity,
    confidence: 'certain',
    cluster: 'src:x',
    subject: { group: '', apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: family },
    locator: '',
    message: '',
    path: [],
    missing: undefined,
    container: undefined,
    advice: undefined,
    patch: [],
    fingerprints: { instance: family, family, cause: family },
    sinceMs: undefined,
    opensAtMs: undefined,
  };
}

test('what is known stays silent; one more of it, and what got worse, does not', () => {
  const baseline = baselineOf([finding('a'), finding('a'), finding('b'), finding('c')]);
  const now = [finding('a'), finding('a'), finding('a'), finding('b', 'critical'), finding('d')];
  const { fresh, known, fixed } = compareWith(baseline, now);
  expect(fresh.map(({ fingerprints, severity }) => `${fingerprints.family} ${severity}`)).toEqual(['a warning', 'b critical', 'd warning']);
  expect([known, fixed]).toEqual([2, 1]);
});

test('the file reads back, and is the same whatever the order', () => {
  const baseline = baselineOf([finding('a'), finding('b', 'critical'), finding('a')]);
  const text = baselineText(baseline);
  expect(readBaseline(text, 'f')).toEqual(baseline);
  expect(baselineText(baselineOf([finding('b', 'critical'), finding('a'), finding('a')]))).toBe(text);
});

test.each(['', '{}', '{"version": 2, "findings": []}', '{"version": 1, "findings": [{"count": 1}]}'])(
  'another file is refused: %s',
  (text) => {
    expect(() => readBaseline(text, 'f.json')).toThrow(HindsightError);
  },
);
