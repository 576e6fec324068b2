import { describe, expect, test } from 'vitest';
import { HindsightError } from '../base/hindsight-error.ts';
import { centralNote, readCentralSuppressions } from './central-suppression.ts';

const nowMs = Date.parse('2026-11-20T12:00:00Z');
const entry = { check: 'pdb-missing', reason: 'a standby is enough here', until: '2027-01-31' };
const finding = {
  check: 'pdb-missing',
  rule: 'missing',
  cluster: 'shop-prod-1',
  subject: { group: 'apps', apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web-1' },
  container: undefined,
};

function noteOf(more: object, labels: Readonly<Record<string, string>> = {}) {
  return centralNote(readCentralSuppressions([{ ...entry, ...more }], 'f.yaml'), finding, { labels, nowMs });
}

describe('an entry covers', () => {
  test.each([
    [{}],
    [{ rule: 'missing' }],
    [{ check: 'pdb-missing/missing' }],
    [{ match: { clusters: ['shop-*'], namespaces: ['shop'], kinds: ['Deployment'], names: 'web-?' } }],
    [{ match: { labels: { team: 'x' } } }],
  ])('%j', (more) => {
    expect(noteOf(more, { team: 'x' })).toEqual({
      reason: entry.reason,
      untilMs: Date.parse('2027-01-31T23:59:59Z'),
      by: undefined,
      where: 'f.yaml, entry 1',
    });
  });

  test.each([
    [{ check: 'pdb' }],
    [{ rule: 'other' }],
    [{ match: { namespaces: ['sho'] } }],
    [{ match: { labels: { team: 'y' } } }],
    [{ match: { containers: ['app'] } }],
    [{ match: { channels: ['beta'] } }],
    [{ until: '2026-11-19' }],
    [{ until: '2029-01-01' }],
  ])('not with %j', (more) => {
    expect(noteOf(more, { team: 'x' })).toBeUndefined();
  });
});

test.each([
  ['no reason', [{ ...entry, reason: 'x' }]],
  ['no end', [{ ...entry, until: 'some day' }]],
  ['a mistyped key', [{ ...entry, resaon: 'x' }]],
  ['a mistyped match', [{ ...entry, match: { namespace: ['x'] } }]],
  ['no check', [{ reason: entry.reason, until: entry.until }]],
  ['no list', 'x'],
])('%s is an error with the place', (_name, value) => {
  expect(() => readCentralSuppressions(value, 'f.yaml')).toThrow(HindsightError);
  expect(() => readCentralSuppressions(value, 'f.yaml')).toThrow(/f\.yaml/);
});
