import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { KubeObject } from '../kube/object.ts';
import { finish } from '../query/finish.ts';
import type { Check, Example } from './check.ts';
import { judgeInventory } from './judge-inventory.ts';
import { ObjectInventory } from './object-inventory.ts';
import { checkList } from './registry.gen.ts';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

function judged(check: Check, example: Example) {
  const objects = parseAllDocuments(example.yaml).map((document) => {
    expect(document.errors, example.name).toEqual([]);
    return document.toJS() as KubeObject;
  });
  const mode = example.mode ?? 'manifest';
  const inventory = new ObjectInventory(objects, {
    name: 'example',
    mode,
    nowMs: Date.parse(example.now ?? '2026-11-20T12:00:00Z'),
    complete: mode === 'live' || example.complete === true,
    ...(example.target === undefined ? {} : { minor: Number(example.target.split('.')[1]) }),
  });
  return finish(judgeInventory({ inventory, checks: [check], hash }))
    .findings.map(({ rule, severity, locator }) => ({ rule, severity, locator }))
    .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}

describe.each(checkList.map((check) => [check.id, check] as const))('%s', (_id, check) => {
  test.each(check.examples.flags.map((example) => [example.name, example] as const))('flags: %s', (_name, example) => {
    const expected = [...example.expect].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
    expect(judged(check, example)).toEqual(expected.map(({ rule, severity, locator }) => ({ rule, severity, locator })));
  });

  test.each([...check.examples.passes, ...check.examples.guards].map((example) => [example.name, example] as const))(
    'passes: %s',
    (_name, example) => {
      expect(judged(check, example)).toEqual([]);
    },
  );

  test('every rule is flagged by an example, and something passes', () => {
    const flagged = new Set(check.examples.flags.flatMap(({ expect: all }) => all.map(({ rule }) => rule)));
    expect(check.rules.map(({ id }) => id).filter((id) => !flagged.has(id))).toEqual([]);
    expect(check.examples.passes.length).toBeGreaterThan(0);
  });

  test('its id and its rules fit into an annotation, and nothing heuristic is critical', () => {
    expect(check.id).toMatch(/^[a-z][a-z0-9-]{1,39}$/);
    for (const { id, severity, confidence } of check.rules) {
      expect(`${check.id}.${id}`.length).toBeLessThanOrEqual(55);
      expect(confidence === 'heuristic' && severity === 'critical').toBe(false);
    }
  });
});
