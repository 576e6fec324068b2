import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { judgeInventory } from '../../core/checks/judge-inventory.ts';
import { ObjectInventory } from '../../core/checks/object-inventory.ts';
import { checkList } from '../../core/checks/registry.gen.ts';
import type { KubeObject } from '../../core/kube/object.ts';
import { finish } from '../../core/query/finish.ts';
import { celCondition, mostCelSteps } from './cel-condition.ts';
import { configuredChecks } from './check-settings.ts';
import { EffectiveSettings } from './effective-settings.ts';
import { parseConfig } from './parse-config.ts';

const read = (text: string) =>
  configuredChecks(
    new EffectiveSettings({ file: parseConfig(text, 'hindsight.yaml'), flags: { has: () => false, texts: () => [] }, env: {} }),
  );

const teamLabel = `
    - id: team-label
      severity: critical
      match: {kinds: [Deployment]}
      expression: has(object.metadata.labels) && 'team' in object.metadata.labels
      message: no team
      fix: give it one
      examples: {flags: ["{}"], passes: ["{}"]}
`;

describe('checks of the configuration', () => {
  test('without any, all of ours with their defaults', async () => {
    const { checks, setting } = await read('');
    expect(checks).toEqual(checkList);
    expect(setting.severities.size).toBe(0);
    expect([...setting.platformNamespaces]).toEqual(['kube-system', 'kube-node-lease']);
  });

  test('the example of the reference is taken over', async () => {
    const text = readFileSync(join(import.meta.dirname, '../../../docs/reference/hindsight.yaml'), 'utf8');
    const { checks, setting } = await read(text);
    expect(checks.some(({ id }) => id === 'cpu-limit-throttles')).toBe(false);
    expect(checks.at(-1)?.id).toBe('team-label');
    expect(setting.severities.get('image-mutable/latest')).toBe('critical');
    expect(setting.thresholds.get('object-pileup/finished-pods/most')).toBe(500);
    expect(setting.exclusions).toMatchObject([{ checks: ['requests-missing'], match: { kinds: ['Job'], labels: { lifetime: 'short' } } }]);
    expect(setting.annotations).toEqual({
      refused: [{ checks: ['host-access'], namespaces: ['shop'] }],
      peers: true,
      peersSinceMs: Date.parse('2026-11-01'),
    });
  });

  test('single rules are switched on and off by globs', async () => {
    const { checks } = await read('checks: {enable: ["cronjob-*", image-mutable/latest], disable: [cronjob-herd]}');
    expect(checks.map(({ id }) => id).sort()).toEqual(['cronjob-misses-runs', 'cronjob-overlap', 'image-mutable']);
    expect(checks.find(({ id }) => id === 'image-mutable')?.rules.map(({ id }) => id)).toEqual(['latest']);
  });

  test('central only: every annotation is refused', async () => {
    const { setting } = await read('checks: {suppression: {allowedFrom: central}}');
    expect(setting.annotations?.refused).toEqual([{ checks: undefined, namespaces: undefined }]);
  });

  test.each([
    ['checks: {disable: [cronjob-overlapp]}', /hindsight.yaml:1:\d+: there is no check "cronjob-overlapp"/, /Did you mean cronjob-overlap/],
    ['checks: {severities: {cronjob-overlap/alow: info}}', /has no rule "alow"/, /allow/],
    ['checks: {thresholds: {nothing/at/all: 1}}', /there is no check "nothing\/at"/, /./],
    ['checks: {exclude: [{checks: [x], reason: y}]}', /there is no check "x"/, /./],
    [`checks:\n  custom:${teamLabel}${teamLabel}`, /there are two checks "team-label"/, /names of their own/],
    [`checks:\n  custom:${teamLabel.replace('team-label', 'cronjob-herd')}`, /there are two checks "cronjob-herd"/, /./],
    [`checks:\n  custom:${teamLabel.replace(/has\(.*/, 'object.(')}`, /hindsight.yaml:6:\d+: the expression of team-label is no CEL/, /./],
  ])('%j is a mistake', async (text, message, hint) => {
    await expect(read(text)).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });
});

describe('rules of the house', () => {
  const judged = async (custom: string, object: object) => {
    const { checks, setting } = await read(`checks:\n  custom:${custom}`);
    const inventory = new ObjectInventory([object as KubeObject], { name: 'x', mode: 'manifest', nowMs: 0, complete: false });
    const house = checks.filter(({ group }) => group === 'house');
    return finish(judgeInventory({ inventory, checks: house, setting, hash: (text) => text }));
  };
  const web = (labels?: object) => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', labels } });

  test('find what their expression says no to, of the kinds that they mean', async () => {
    expect((await judged(teamLabel, web())).findings).toMatchObject([{ check: 'team-label', severity: 'critical', message: 'no team' }]);
    expect((await judged(teamLabel, web({ team: 'x' }))).findings).toEqual([]);
    expect((await judged(teamLabel, { ...web(), kind: 'StatefulSet' })).findings).toEqual([]);
  });

  test('what cannot be evaluated is unknown, and never green', async () => {
    const { findings, unevaluated } = await judged(teamLabel.replace(/has\(.*/, 'object.spec.nowhere > 1'), web());
    expect(findings).toEqual([]);
    expect(unevaluated).toMatchObject([{ check: 'team-label', reason: expect.stringContaining('field not found'), subjects: 1 }]);
  });
});

describe('expressions', () => {
  const object = {
    spec: { replicas: 3, list: Array.from({ length: 300 }, (_, i) => i), images: ['a:1', 'b:2'] },
    metadata: { name: 'web' },
  };
  test.each([
    ['object.spec.replicas == 3', true],
    ['object.spec.replicas / 2 == 1', true],
    ["object.spec.images.all(i, i.matches('^[a-z]:[0-9]$'))", true],
    ["object.spec.images.exists(i, i.startsWith('c'))", false],
    ["object.metadata.name.indexOf('e') == 1", true],
    ["has(object.spec.missing) || object.metadata.name == 'web'", true],
    ['object.spec.list.filter(x, x > 200).size() == 99', true],
    ['has(object.constructor) || has(object.metadata.__proto__)', false],
  ])('%s', (expression, expected) => {
    expect(celCondition(expression)(object)).toBe(expected);
  });

  test('loops within loops have an end, and it says so; the next evaluation starts anew', () => {
    const condition = celCondition('object.all(x, object.all(y, object.all(z, x + y + z >= 0)))');
    expect(condition(object.spec.list)).toEqual({ failed: expect.stringContaining(String(mostCelSteps)) });
    expect(condition([1, 2, 3])).toBe(true);
    expect(celCondition('object.exists(x, object.exists(y, x + y < 0))')(object.spec.list)).toMatchObject({
      failed: expect.stringContaining('turns'),
    });
  });

  test('what says neither true nor false is no answer', () => {
    expect(celCondition('object.spec.replicas')(object)).toEqual({ failed: expect.stringContaining('neither') });
    expect(() => celCondition('x'.repeat(5000))).toThrow(/4000/);
  });
});
