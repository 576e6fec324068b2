import { describe, expect, test } from 'vitest';
import type { FieldPath } from '../../core/checks/fault.ts';
import { fieldPlaces } from './field-places.ts';
import type { ManifestObject } from './manifest-document.ts';
import { readManifests } from './read-manifests.ts';

function place(text: string, path: FieldPath, object = 0) {
  const source = { file: 'x.yaml', text, named: true };
  const at = readManifests([source]).objects[object] as ManifestObject;
  const [found] = fieldPlaces(source, at, [{ path }]);
  return found;
}

/** The marked text of a place that does not leave its line. */
function marked(text: string, path: FieldPath, object = 0): string {
  const found = place(text, path, object);
  return (text.split(/\r?\n/)[(found?.line ?? 0) - 1] ?? '').slice((found?.column ?? 0) - 1, (found?.endColumn ?? 0) - 1);
}

const text = `# a comment
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3 # three
  template:
    spec:
      containers:
        - name: app
          image: "x:1"
          ports: [{containerPort: 80}, {containerPort: 81}]
        - name: side
`;

describe('a field is found', () => {
  test.each([
    [['spec', 'replicas'], 'replicas: 3'],
    [['spec', 'template', 'spec', 'containers', 0, 'image'], 'image: "x:1"'],
    [['spec', 'template', 'spec', 'containers', 0, 'ports', 1, 'containerPort'], 'containerPort: 81'],
    [['spec', 'template', 'spec', 'containers', 1], 'name: side'],
    [['spec', 'template', 'spec', 'containers', 1, 'readinessProbe', 'httpGet'], 'name: side'],
    [['spec', 'strategy'], 'spec'],
    [[], 'apiVersion: apps/v1'],
  ] satisfies readonly (readonly [FieldPath, string])[])('%j', (path, expected) => {
    expect(marked(text, path)).toBe(expected);
  });

  test('with the lines around it', () => {
    expect(place(text, ['spec', 'replicas'])).toMatchObject({
      line: 7,
      column: 3,
      excerpt: [
        { number: 6, text: 'spec:' },
        { number: 7, text: '  replicas: 3 # three' },
      ],
    });
  });

  test('in a later document, in a list, with Windows line ends and content beside the marker', () => {
    const two = `a: 1\n---\n${text}`.replaceAll('\n', '\r\n');
    expect(marked(two, ['spec', 'replicas'])).toBe('replicas: 3');
    expect(place(two, ['spec', 'replicas'])?.line).toBe(9);
    const list =
      '--- {apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Pod, metadata: {name: a}}, {apiVersion: v1, kind: Pod, metadata: {name: b}}]}\n';
    expect(marked(list, ['metadata', 'name'], 1)).toBe('name: b');
  });

  test('through aliases and merges, where it is written', () => {
    const shared =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nx: &base\n  cpu: 1\n  <<: {gpu: 2}\nspec:\n  r: {<<: *base, m: 3}\n  s: *base\n';
    expect(marked(shared, ['spec', 'r', 'm'])).toBe('m: 3');
    expect(marked(shared, ['spec', 'r', 'cpu'])).toBe('cpu: 1');
    expect(marked(shared, ['spec', 's', 'gpu'])).toBe('gpu: 2');
  });

  test('a block is marked by its key; of two keys the later counts', () => {
    const block = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  x: |\n    one\n    two\n  y: 1\n  y: 2\n';
    expect(marked(block, ['data', 'x'])).toBe('x');
    expect(place(block, ['data', 'y'])?.line).toBe(9);
  });

  test('in JSON', () => {
    expect(
      marked('{"apiVersion": "v1", "kind": "Pod",\n "metadata": {"name": "a"}, "spec": {"hostPID": true}}', ['spec', 'hostPID']),
    ).toContain('hostPID": true');
  });
});
