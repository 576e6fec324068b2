import { describe, expect, test } from 'vitest';
import type { Finding } from '../checks/finding.ts';
import { storyById } from './stories-of-check.ts';
import type { Story } from './story.ts';
import { storyReaches, storyVerdict } from './story-verdict.ts';
import { verdictSentence } from './story-verdict-sentence.ts';

const jetstack = storyById('jetstack-admission-webhook') as Story;
const gravitational = storyById('gravitational-postgresql') as Story;

function finding(q: Partial<Finding> & Pick<Finding, 'check' | 'rule' | 'cluster'> & { readonly name?: string }): Finding {
  const { name = 'gate', ...rest } = q;
  return {
    severity: 'critical',
    confidence: 'certain',
    subject: { group: '', apiVersion: 'v1', kind: 'Service', namespace: 'policy', name },
    locator: '',
    message: 'It is so.',
    path: [],
    missing: undefined,
    container: undefined,
    advice: undefined,
    patch: [],
    fingerprints: { instance: name, family: name, cause: name },
    sinceMs: undefined,
    opensAtMs: undefined,
    ...rest,
  };
}

const found: readonly Finding[] = [
  finding({ check: 'webhook-blast-radius', rule: 'blocks-nodes', cluster: 'b', severity: 'warning' }),
  finding({ check: 'webhook-blast-radius', rule: 'blocks-nodes', cluster: 'a' }),
  finding({ check: 'webhook-backend-unavailable', rule: 'no-endpoints', cluster: 'a' }),
  // Another rule of a check of which the story names some rules only.
  finding({ check: 'node-unhealthy', rule: 'cordoned', cluster: 'c' }),
  // Another check.
  finding({ check: 'oom-killed', rule: 'oom', cluster: 'd' }),
  finding({ check: 'webhook-blast-radius', rule: 'slow', cluster: 'e', severity: 'info' }),
  finding({
    check: 'webhook-blast-radius',
    rule: 'slow',
    cluster: 'f',
    suppressed: { reason: 'known', untilMs: undefined, by: undefined, where: 'annotation' },
  }),
];

describe('could it happen to us', () => {
  test('counts what the rules of the story find, and nothing else', () => {
    const verdict = storyVerdict(jetstack, { findings: found, judged: 9 });
    expect(verdict.clusters).toEqual([
      { cluster: 'a', findings: 2, conditions: 2, worst: 'critical' },
      { cluster: 'b', findings: 1, conditions: 1, worst: 'warning' },
    ]);
    // Two findings in cluster a are about one object.
    expect(verdict.objects).toBe(2);
    expect(verdict.byCheck.get('webhook-blast-radius')).toBe(2);
    expect(verdict.byCheck.get('node-unhealthy')).toBe(0);
    expect(verdict.findings.map(({ severity }) => severity)).toEqual(['critical', 'critical', 'warning']);
  });

  test('reaches of many stories agree with their verdicts', () => {
    const reaches = storyReaches([jetstack, gravitational], { findings: found, judged: 9 });
    expect(reaches.get(jetstack.id)).toEqual({ clusters: 2, worst: 'critical' });
    expect(reaches.get(gravitational.id)).toEqual({ clusters: 0, worst: undefined });
  });

  test.each([
    [undefined, 'Findings have not been judged yet, so this cannot be told.'],
    [storyVerdict(jetstack, { findings: [], judged: 0 }), 'No cluster has been judged yet, so this cannot be told.'],
    [storyVerdict(jetstack, { findings: [], judged: 9 }), 'Nothing found in 9 clusters: what these checks can see is in order.'],
    [
      storyVerdict(jetstack, { findings: found, judged: 9 }),
      '2 objects have what this outage needed, in 2 of 9 clusters. Nearest to it: a, with 2 of 4 conditions.',
    ],
  ])('says what is known and never more', (verdict, sentence) => {
    expect(verdictSentence(jetstack, verdict)).toBe(sentence);
  });

  test('while judging goes on, no cluster is counted twice or forgotten', () => {
    const verdict = storyVerdict(jetstack, { findings: found, judged: 1, clusters: 9 });
    expect([verdict.judged, verdict.waiting]).toEqual([2, 7]);
    expect(verdictSentence(jetstack, verdict)).toMatch(/in 2 of 2 clusters\..* 7 clusters are still to be judged\.$/);
  });

  test('a story that no check can see is never all clear', () => {
    expect(verdictSentence(gravitational, storyVerdict(gravitational, { findings: found, judged: 9 }))).toMatch(/^None of our checks sees/);
  });
});
