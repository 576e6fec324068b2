import { describe, expect, test } from 'vitest';
import type { Example } from '../../core/checks/check.ts';
import { defaultCheckSetting } from '../../core/checks/check-setting.ts';
import { checkList } from '../../core/checks/registry.gen.ts';
import { sha256 } from './check.ts';
import { type CheckManifestsRequest, checkManifests } from './check-manifests.ts';
import { mendTexts } from './mend-texts.ts';
import { readManifests } from './read-manifests.ts';

function requestOf({ now, target, complete }: Partial<Example> = {}): Omit<CheckManifestsRequest, 'texts' | 'read'> {
  return {
    name: 'src:x',
    checks: checkList,
    setting: defaultCheckSetting,
    hash: sha256,
    nowMs: Date.parse(now ?? '2026-11-20T12:00:00Z'),
    complete: complete === true,
    suppressions: [],
    edits: false,
    ...(target === undefined ? {} : { minor: Number(target.split('.')[1]) }),
  };
}

const examples = checkList.flatMap((check) =>
  [...check.examples.flags, ...check.examples.guards, ...check.examples.passes]
    .filter(({ mode }) => mode !== 'live')
    .map((example) => [`${check.id}: ${example.name}`, { ...requestOf(example), checks: [check] }, example.yaml] as const),
);

describe('the examples of all checks', () => {
  test.each(examples)('%s: every finding has its place', (_name, q, text) => {
    const texts = [{ file: 'x.yaml', text, named: true }];
    const { findings } = checkManifests({ ...q, texts, read: readManifests(texts) });
    const lines = text.split('\n').length;
    for (const { place, subject } of findings)
      if (subject.kind !== 'Cluster' && subject.kind !== 'Namespace') {
        expect(place?.line).toBeGreaterThan(0);
        expect(place?.line).toBeLessThanOrEqual(lines);
      }
  });

  test.each(examples)('%s: a computed change can be made, and mends', (_name, q, text) => {
    const { leftOver, files } = mendTexts([{ file: 'x.yaml', text, named: true }], q);
    expect(leftOver.map(({ check, rule, patch }) => ({ check, rule, patch }))).toEqual([]);
    for (const { after } of files) expect(readManifests([{ file: 'x.yaml', text: after, named: true }]).unread).toEqual([]);
  });
});

test('several documents and objects of one file are changed in their places', () => {
  const job = (name: string): string =>
    `apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: ${name}, namespace: shop}\nspec:\n  schedule: "7 3 * * *" # night\n`;
  const text = `# head\n${job('a')}---\na: 1 # other\n---\n${job('b')}--- # last\n{"apiVersion": "v1", "kind": "List", "items": [\n  {"apiVersion": "batch/v1beta1", "kind": "CronJob", "metadata": {"name": "c"}},\n  {"apiVersion": "batch/v1beta1", "kind": "CronJob", "metadata": {"name": "d"}}\n]}\n`;
  const checks = checkList.filter(({ id }) => id === 'api-version-removed');
  const { files } = mendTexts([{ file: 'x.yaml', text, named: true }], { ...requestOf(), checks });
  expect(files[0]?.after).toBe(text.replaceAll('batch/v1beta1', 'batch/v1'));
  expect(files[0]?.mended).toHaveLength(4);
});

test('what was rendered is no file to write', () => {
  const text = 'apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: a}\nspec: {}\n';
  expect(mendTexts([{ file: 'k8s', text, rendered: 'kustomize', named: true }], requestOf()).files).toEqual([]);
});
