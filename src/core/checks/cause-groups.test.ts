import { describe, expect, test } from 'vitest';
import { HindsightError } from '../base/hindsight-error.ts';
import { causeGroups } from './cause-groups.ts';
import type { PlacedFinding } from './check-report.ts';
import { orderedFindings } from './order-findings.ts';
import { checkList } from './registry.gen.ts';
import { selectChecks } from './select-checks.ts';
import type { Severity } from './severity.ts';

function finding(rule: string, cause: string, severity: Severity, file = 'a.yaml', line = 1): PlacedFinding {
  return {
    check: 'missing-config-reference',
    rule,
    severity,
    confidence: 'certain',
    cluster: 'src:x',
    subject: { group: '', apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: `${cause}-${line}` },
    locator: '',
    message: '',
    path: [],
    missing: undefined,
    container: undefined,
    advice: undefined,
    patch: [],
    fingerprints: { instance: `${cause}${line}`, family: `${cause}${line}`, cause: cause === '' ? `${cause}${line}` : cause },
    sinceMs: undefined,
    opensAtMs: undefined,
    place: { file, line, column: 1, endLine: line, endColumn: 2, excerpt: [] },
  };
}

test('what shares a cause stands together, and so does one rule without causes; the worst first', () => {
  const groups = causeGroups(
    [
      finding('missing-key', '', 'warning', 'a', 1),
      finding('missing-object', 'Secret/a', 'info', 'a', 2),
      finding('missing-object', 'Secret/b', 'info', 'a', 3),
      finding('missing-object', 'Secret/a', 'critical', 'a', 4),
      finding('missing-key', '', 'warning', 'a', 5),
    ],
    checkList,
  );
  expect(groups.map(({ rule, severity, findings }) => `${rule.id} ${severity} ${findings.length}`)).toEqual([
    'missing-object critical 2',
    'missing-key warning 2',
    'missing-object info 1',
  ]);
});

test('findings are ordered by severity, then by place', () => {
  const ordered = orderedFindings([
    finding('r', 'c', 'info', 'a', 1),
    finding('r', 'c', 'critical', 'b', 9),
    finding('r', 'c', 'critical', 'b', 2),
    finding('r', 'c', 'critical', 'a', 3),
  ]);
  expect(ordered.map(({ severity, place }) => `${severity} ${place?.file}${place?.line}`)).toEqual([
    'critical a3',
    'critical b2',
    'critical b9',
    'info a1',
  ]);
});

describe('a choice of checks', () => {
  test('only, skip, and single rules', () => {
    const ids = (only: readonly string[], skip: readonly string[]): readonly string[] =>
      selectChecks(checkList, { only, skip }).flatMap(({ id, rules }) => rules.map((rule) => `${id}/${rule.id}`));
    expect(ids(['cronjob-overlap/allow'], [])).toEqual(['cronjob-overlap/allow']);
    expect(ids(['cronjob-overlap'], ['cronjob-overlap/allow'])).not.toContain('cronjob-overlap/allow');
    expect(ids([], ['cronjob-overlap'])).toHaveLength(ids([], []).length - 3);
  });

  test.each(['cronjob-overlpa', 'cronjob-overlap/alow'])('a word that is none: %s', (word) => {
    expect(() => selectChecks(checkList, { only: [word], skip: [] })).toThrow(HindsightError);
  });
});
