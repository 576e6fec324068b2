import { describe, expect, test } from 'vitest';
import { readManifests } from './read-manifests.ts';

function read(text: string, named = true) {
  return readManifests([{ file: 'x.yaml', text, named }]);
}

const pod = (name: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\n`;
const names = (text: string): readonly string[] => read(text).objects.map(({ object }) => object.metadata.name);

describe('documents', () => {
  test('one that cannot be read hides neither its file nor the others', () => {
    const { objects, unread } = read(`${pod('a')}---\napiVersion: v1\nkind: Pod\nmetadata: {name: b\n---\n${pod('c')}`);
    expect(objects.map(({ object }) => object.metadata.name)).toEqual(['a', 'c']);
    expect(unread).toHaveLength(1);
    expect(unread[0]).toMatchObject({ file: 'x.yaml' });
    expect(unread[0]?.line).toBeGreaterThanOrEqual(5);
  });

  test('empty ones, comments alone and end markers are none', () => {
    expect(read(`---\n# nothing\n---\n\n---\n${pod('a')}...\n---\n`)).toMatchObject({ documents: 1, others: 0, unread: [] });
  });

  test('a block that holds dashes is one document; content beside the marker is read', () => {
    expect(names('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  x: |\n    ---\n    b\n  y: "-----BEGIN"\n')).toEqual([
      'a',
    ]);
    expect(
      names('--- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n--- # two\napiVersion: v1\nkind: Pod\nmetadata: {name: b}\n'),
    ).toEqual(['a', 'b']);
  });

  test('byte order mark and Windows line ends', () => {
    expect(names(`\ufeff${pod('a')}---\n${pod('b')}`.replaceAll('\n', '\r\n'))).toEqual(['a', 'b']);
  });

  test('lines are those of the file', () => {
    const { objects } = read(`# head\n${pod('a')}---\n\n${pod('b')}`);
    expect(objects.map(({ line }) => line)).toEqual([1, 5]);
  });

  test('a List gives its items, with where they stand', () => {
    const list =
      '{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}}, {"kind": "Pod"}]}';
    expect(read(list).objects.map(({ within }) => within)).toEqual([['items', 0]]);
  });

  test('other YAML is left alone and counted, even where it is broken', () => {
    expect(read('a: 1\n---\nfoo: [1\n---\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n', false)).toMatchObject({
      objects: [],
      unread: [],
      others: 3,
    });
    expect(read('apiVersion: v1\nkind: Config\nclusters: []\ncontexts: []\n')).toMatchObject({ objects: [], unread: [], others: 1 });
  });

  test('an object without a name or a version is told', () => {
    expect(read('apiVersion: apps/v1\nkind: Deployment\nmetadata: {}\nspec: {}\n').unread[0]?.reason).toContain('metadata.name');
    expect(read('kind: Deployment\nmetadata: {name: a}\nspec: {}\n').unread).toEqual([]);
  });
});

describe('what people write', () => {
  test('values are what kubectl makes of them', () => {
    const text = `${pod('a')}spec: {a: yes, b: on, c: off, d: 010, e: 0o10, f: 1_000, g: 12:30, h: 2026-01-01, i: 1e3, j: "yes", k: 0x1F, l: ~, m: .5, n0: y, off: z}\n`;
    expect(read(text).objects[0]?.object.spec).toEqual({
      a: true,
      b: true,
      c: false,
      d: 8,
      e: 8,
      f: 1000,
      g: '12:30',
      h: '2026-01-01',
      i: 1000,
      j: 'yes',
      k: 31,
      l: null,
      m: 0.5,
      n0: true,
      // A key that is a truth value becomes a text. Source: sigs.k8s.io/yaml convertToJSONableObject.
      false: 'z',
    });
  });

  test('anchors and merge keys', () => {
    const { objects } = read(`${pod('a')}x: &base {cpu: 1, memory: 2}\nspec: {r: {<<: *base, cpu: 3}, s: *base}\n`);
    expect(objects[0]?.object.spec).toEqual({ r: { cpu: 3, memory: 2 }, s: { cpu: 1, memory: 2 } });
  });

  test('a duplicate key is told with both lines, and the later one counts', () => {
    const { objects, unread } = read('apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels: {}\n  name: b\n');
    expect(objects[0]?.object.metadata.name).toBe('b');
    expect(unread).toMatchObject([{ line: 6, column: 3 }]);
    expect(unread[0]?.reason).toContain('first in line 4');
  });

  test('a tab is told as one, at its place', () => {
    expect(read('apiVersion: v1\nkind: Pod\nmetadata:\n\tname: a\n').unread).toMatchObject([
      { line: 4, column: 1, reason: expect.stringContaining('tab') },
    ]);
  });

  test.each([
    '{{- if .Values.on }}\napiVersion: v1\nkind: Pod\n{{- end }}\n',
    'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  a: {{ .Values.a }}\n',
  ])('a template is named as such: %j', (text) => {
    expect(read(text, false).unread).toMatchObject([
      { reason: expect.stringContaining('template'), remedy: expect.stringContaining('helm template') },
    ]);
  });

  test('double braces in a text are no template', () => {
    expect(
      read('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  x: |\n    {{ define "y" }}\n  z: "{{ .x }}"\n').unread,
    ).toEqual([]);
  });

  test('keys named like inherited ones stay keys', () => {
    const object = read(`${pod('a')}spec: {__proto__: {polluted: 1}, constructor: 2}\n`).objects[0]?.object;
    expect(Object.keys(object?.spec)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('hostile text', () => {
  test('a billion laughs is refused at once', () => {
    const levels = Array.from({ length: 12 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array.from({ length: 9 }, () => `*l${i}`).join(', ')}]`);
    const { objects, unread } = read(`${pod('a')}l0: &l0 [x]\n${levels.join('\n')}\n`);
    expect(objects).toEqual([]);
    expect(unread[0]?.reason).toContain('aliases');
  });

  test('an alias to what it stands in', () => {
    expect(read(`${pod('a')}spec: &x [*x]\n`).unread[0]?.reason).toContain('aliases');
  });

  test('depth', () => {
    const deep = `${pod('a')}spec: ${'['.repeat(50_000)}${']'.repeat(50_000)}\n`;
    expect(read(deep)).toMatchObject({ objects: [], unread: [{ file: 'x.yaml' }] });
    const json = `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    expect(read(json).objects.length + read(json).unread.length).toBe(1);
  });
});
