import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../kube/object.ts';
import { diffObjects } from './object-diff.ts';
import { objectDiffText } from './object-diff-text.ts';

type Body = Readonly<Record<string, unknown>>;

function deployment(cluster: string, spec: Body, metadata: Body = {}): { cluster: string; object: KubeObject } {
  const own = {
    name: 'x',
    namespace: 'n',
    uid: cluster,
    resourceVersion: cluster,
    generation: cluster.length,
    creationTimestamp: cluster,
    ...metadata,
  };
  return { cluster, object: { kind: 'Deployment', metadata: own, spec, status: { replicas: cluster.length } } as unknown as KubeObject };
}
const paths = (objects: ReturnType<typeof deployment>[]): string[] =>
  diffObjects({ objects, missing: [] }).differences.map(({ path }) => path);

describe('diffObjects', () => {
  test('what every API server sets by itself makes no difference, nor does the order of keys', () => {
    const noise = { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 'a' }, managedFields: [{ manager: 'x' }] };
    expect(paths([deployment('a', { replicas: 1, paused: true }, noise), deployment('bb', { paused: true, replicas: 1 })])).toEqual([]);
  });

  test('status counts only where asked for', () => {
    const objects = [deployment('a', {}), deployment('bb', {})];
    expect(diffObjects({ objects, missing: [], status: true }).differences.map(({ path }) => path)).toEqual(['.status.replicas']);
  });

  test('items of lists are matched by their merge key, others are compared whole', () => {
    const one = {
      containers: [
        { name: 'app', image: 'i:1', args: ['a', 'b'] },
        { name: 'side', image: 's' },
      ],
    };
    const two = {
      containers: [
        { name: 'side', image: 's' },
        { name: 'app', image: 'i:2', args: ['b', 'a'] },
      ],
    };
    expect(paths([deployment('a', one), deployment('b', two)])).toEqual(['.spec.containers[app].image', '.spec.containers[app].args']);
  });

  test('a part that one side lacks is one difference, not one per leaf', () => {
    const { differences } = diffObjects({ objects: [deployment('a', { x: { y: { z: 1 }, w: 2 } }), deployment('b', {})], missing: [] });
    expect(differences).toEqual([
      {
        path: '.spec.x',
        values: [
          { value: { y: { z: 1 }, w: 2 }, clusters: ['a'] },
          { value: undefined, clusters: ['b'] },
        ],
      },
    ]);
  });

  test('of many clusters, what most have stands first', () => {
    const objects = ['a', 'b', 'c'].map((cluster) => deployment(cluster, { replicas: cluster === 'a' ? 1 : 2 }));
    expect(diffObjects({ objects, missing: [] }).differences[0]?.values).toEqual([
      { value: 2, clusters: ['b', 'c'] },
      { value: 1, clusters: ['a'] },
    ]);
  });

  test('keys with dots, and __proto__, are keys', () => {
    const labels = (value: string): Body => ({ labels: JSON.parse(`{"app.kubernetes.io/x":"${value}","__proto__":"${value}"}`) });
    expect(paths([deployment('a', {}, labels('1')), deployment('b', {}, labels('2'))])).toEqual([
      '.metadata.labels["app.kubernetes.io/x"]',
      '.metadata.labels.__proto__',
    ]);
  });
});

describe('objectDiffText', () => {
  test('two clusters read as a diff, more as values with their clusters', () => {
    const two = diffObjects({ objects: [deployment('a', { replicas: 1 }), deployment('b', { replicas: 2 })], missing: ['c'] });
    expect(objectDiffText(two)).toBe(
      ['deployment/x in n: 1 field differs between a and b', '', '.spec.replicas', '  - 1   a', '  + 2   b', '', 'not in c', ''].join('\n'),
    );
    const many = diffObjects({
      objects: ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((c) => deployment(c, { replicas: c === 'g' ? 2 : 1 })),
      missing: [],
    });
    expect(objectDiffText(many)).toContain('6× a, b, c, d and 2 more');
  });

  test('texts of several lines stay lines, and command nothing', () => {
    const diff = diffObjects({ objects: [deployment('a', { text: 'x\ny\x1b[2J' }), deployment('b', { text: 'x' })], missing: [] });
    expect(objectDiffText(diff)).toContain('    a\n  - x\n  - y\\x1b[2J\n  + x   b');
  });
});
