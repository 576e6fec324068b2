import { expect, test } from 'vitest';
import type { KubeObject } from '../kube/object.ts';
import { finish } from '../query/finish.ts';
import { type CheckSetting, defaultCheckSetting } from './check-setting.ts';
import { cronjobOverlap } from './cronjob-overlap.check.ts';
import { fieldsSilentlyDropped } from './fields-silently-dropped.check.ts';
import { imageMutable } from './image-mutable.check.ts';
import { judgeInventory } from './judge-inventory.ts';
import { ObjectInventory } from './object-inventory.ts';
import { requestsMissing } from './requests-missing.check.ts';
import { suppressionInvalid } from './suppression-invalid.check.ts';

const nowMs = Date.parse('2026-11-20T12:00:00Z');

function deployment(annotations: Readonly<Record<string, string>>, more: Readonly<Record<string, unknown>> = {}): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop', uid: '', resourceVersion: '', labels: { team: 'x' }, annotations },
    spec: {
      selector: { matchLabels: { a: 'b' } },
      template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'app', image: 'web' }] } },
      ...more,
    },
  } as KubeObject;
}

function found(objects: readonly KubeObject[], setting: Partial<CheckSetting> = {}) {
  const inventory = new ObjectInventory(objects, { name: 'src:x', mode: 'manifest', nowMs, complete: false });
  const checks = [requestsMissing, imageMutable, fieldsSilentlyDropped, suppressionInvalid, cronjobOverlap];
  return finish(judgeInventory({ inventory, checks, hash: (text) => text, setting: { ...defaultCheckSetting, ...setting } })).findings.map(
    ({ check, rule, severity, suppressed }) => ({ name: `${check}/${rule}`, check, severity, suppressed }),
  );
}

const of = (check: string, all: ReturnType<typeof found>) => all.filter((one) => one.check === check);

test.each([
  ['kube-score/ignore', 'container-resources, container-image-tag', 'requests-missing'],
  ['ignore-check.kube-linter.io/unset-cpu-requirements', 'batch node, we know', 'requests-missing'],
  ['polaris.fairwinds.com/cpuRequestsMissing-exempt', 'true', 'requests-missing'],
  ['ignore-check.kube-linter.io/latest-tag', '', 'image-mutable'],
])('the annotation %s of another scanner is read', (key, value, check) => {
  const all = of(check, found([deployment({ [key]: value })]));
  expect(all.length).toBeGreaterThan(0);
  for (const { suppressed } of all) {
    expect(suppressed?.where).toBe(`annotation ${key}`);
    expect(suppressed?.untilMs).toBe(nowMs + 90 * 86_400_000);
  }
});

test('an annotation of another scanner with another value, for another check or after 90 days accepts nothing', () => {
  const accepted = (annotations: Readonly<Record<string, string>>, setting: Partial<CheckSetting> = {}) =>
    of('requests-missing', found([deployment(annotations)], setting)).filter(({ suppressed }) => suppressed !== undefined);
  expect(accepted({ 'polaris.fairwinds.com/cpuRequestsMissing-exempt': 'false' })).toEqual([]);
  expect(accepted({ 'kube-score/ignore': 'pod-networkpolicy' })).toEqual([]);
  const old = { refused: [], peers: true, peersSinceMs: nowMs - 91 * 86_400_000 };
  expect(accepted({ 'kube-score/ignore': 'container-resources' }, { annotations: old })).toEqual([]);
  expect(
    accepted({ 'kube-score/ignore': 'container-resources' }, { annotations: { ...old, peers: false, peersSinceMs: undefined } }),
  ).toEqual([]);
});

test('no annotation of another scanner accepts a critical rule, and Kubescape brings its own end', () => {
  const check = { ...fieldsSilentlyDropped, replaces: [{ tool: 'kubescape', rule: 'C-0001' } as const] };
  const judge = (object: KubeObject) => {
    const inventory = new ObjectInventory([object], { name: 'src:x', mode: 'manifest', nowMs, complete: false });
    return finish(judgeInventory({ inventory, checks: [check], hash: (text) => text })).findings;
  };
  const skip = { 'kubescape.io/skip-controls': 'C-0001,C-0002', 'kubescape.io/skip-reason': 'vendor' };
  const [misplaced] = judge(deployment(skip, { tolerations: [{ key: 'a' }] }));
  expect(misplaced).toMatchObject({ rule: 'misplaced', severity: 'critical' });
  expect(misplaced?.suppressed).toBeUndefined();
  const [unknown] = judge(deployment({ ...skip, 'kubescape.io/skip-expiry': '2026-12-01' }, { replcas: 3 }));
  expect(unknown?.suppressed).toMatchObject({ reason: 'vendor', untilMs: Date.parse('2026-12-01T23:59:59Z') });
  const [over] = judge(deployment({ ...skip, 'kubescape.io/skip-expiry': '2026-11-01' }, { replcas: 3 }));
  expect(over?.suppressed).toBeUndefined();
});

test('the configuration can refuse annotations, and says so where one is written', () => {
  const annotation = { 'hindsight/ignore.requests-missing': 'reason=we know what we do; until=2027-01-31' };
  expect(of('requests-missing', found([deployment(annotation)])).every(({ suppressed }) => suppressed !== undefined)).toBe(true);
  const annotations = { refused: [{ checks: ['requests-*'], namespaces: ['shop'] }], peers: true, peersSinceMs: undefined };
  const all = found([deployment(annotation)], { annotations });
  expect(of('requests-missing', all).every(({ suppressed }) => suppressed === undefined)).toBe(true);
  expect(of('suppression-invalid', all).map(({ name }) => name)).toEqual(['suppression-invalid/annotation']);
});

test('an annotation that names a check or rule that does not exist is said', () => {
  const known = new Map([['requests-missing', new Set(['no-cpu'])]]);
  const value = 'reason=we know what we do; until=2027-01-31';
  const names = (key: string) => of('suppression-invalid', found([deployment({ [key]: value })], { known })).length;
  expect(names('hindsight/ignore.requests-mising')).toBe(1);
  expect(names('hindsight/ignore.requests-missing.no-cpus')).toBe(1);
  expect(names('hindsight/ignore.requests-missing.no-cpu')).toBe(0);
});

test('severities of namespaces win, and switch rules off or on', () => {
  const off = new Map([['requests-missing', 'off' as const]]);
  const info = new Map([['requests-missing', 'info' as const]]);
  expect(of('requests-missing', found([deployment({})], { namespaces: [{ namespaces: ['sh*'], severities: off }] }))).toEqual([]);
  expect(
    of('requests-missing', found([deployment({})], { namespaces: [{ namespaces: ['other'], severities: off }] })).length,
  ).toBeGreaterThan(0);
  const again = of(
    'requests-missing',
    found([deployment({})], { severities: off, namespaces: [{ namespaces: ['shop'], severities: info }] }),
  );
  expect(again.map(({ severity }) => severity)).toContain('info');
  expect(of('requests-missing', found([deployment({})], { severities: off }))).toEqual([]);
});

test('exclusions leave objects alone by namespace, kind, name and label', () => {
  const left = (match: object, checks?: readonly string[]) =>
    of('requests-missing', found([deployment({})], { exclusions: [{ checks, match }] })).length;
  expect(left({ namespaces: ['shop'] })).toBe(0);
  expect(left({ kinds: ['Deployment'], names: ['w*'], labels: { team: 'x' } }, ['requests-*'])).toBe(0);
  expect(left({ labels: { team: 'y' } })).toBeGreaterThan(0);
  expect(left({ namespaces: ['shop'] }, ['image-mutable'])).toBeGreaterThan(0);
});
