import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { allCategory, builtinById, resolveBuiltin } from './builtin-resources.ts';

/** What a kube-apiserver 1.37.2 says in discovery and prints as Table: columns are name, type, format, priority. */
interface ServerTable {
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly columns: readonly (readonly [string, string, string, number])[];
}

const tables: Readonly<Record<string, ServerTable>> = JSON.parse(
  readFileSync(new URL('../../../test/kit/tables-1.37.json', import.meta.url), 'utf8'),
);

/** `apps/v1/deployments` → `deployments.apps`. */
function idOf(path: string): string {
  const parts = path.split('/');
  const [group, plural] = parts.length === 3 ? [parts[0], parts[2]] : ['', parts[1]];
  return group === '' ? String(plural) : `${plural}.${group}`;
}

describe('every resource that a 1.37 server prints', () => {
  test.each(Object.entries(tables))('%s', (path, table) => {
    const resource = builtinById.get(idOf(path));
    expect(resource).toMatchObject({ kind: table.kind, namespaced: table.namespaced, origin: 'declared' });
    expect(resource?.shortNames).toEqual(table.shortNames);
    expect(resource?.categories).toEqual(table.categories);
    expect(resource?.columns.map(({ name, wide }) => [name, wide === true])).toEqual(
      table.columns.map(([name, , , priority]) => [name, priority > 0]),
    );
  });

  test('and no other', () => {
    const served = [...builtinById.values()].filter(({ polled }) => polled !== true).map(({ id }) => id);
    expect(served.sort()).toEqual([...new Set(Object.keys(tables).map(idOf))].sort());
  });

  test('the version that columns are read from is one that it serves', () => {
    // metrics.k8s.io is served by an API server of its own.
    for (const { group, version, plural, polled } of builtinById.values()) {
      if (polled === true) continue;
      expect(Object.keys(tables)).toContain(group === '' ? `${version}/${plural}` : `${group}/${version}/${plural}`);
    }
  });
});

describe('resolveBuiltin', () => {
  test.each([
    ['pods', 'pods'],
    ['pod', 'pods'],
    ['Pod', 'pods'],
    ['PO', 'pods'],
    ['pods.v1.', 'pods'],
    ['endpoints', 'endpoints'],
    ['deploy', 'deployments.apps'],
    ['deployments.apps', 'deployments.apps'],
    ['Deployment.apps', 'deployments.apps'],
    ['deployments.v1.apps', 'deployments.apps'],
    ['deployments.v1beta1.apps', 'deployments.apps'],
    ['hpa', 'horizontalpodautoscalers.autoscaling'],
    ['horizontalpodautoscalers.v1.autoscaling', 'horizontalpodautoscalers.autoscaling'],
    ['events', 'events'],
    ['ev', 'events'],
    ['events.events.k8s.io', 'events.events.k8s.io'],
    ['events.v1.events.k8s.io', 'events.events.k8s.io'],
    ['ingress', 'ingresses.networking.k8s.io'],
    ['ing.networking.k8s.io', 'ingresses.networking.k8s.io'],
    ['crds', 'customresourcedefinitions.apiextensions.k8s.io'],
    ['networkpolicies.v1.networking.k8s.io', 'networkpolicies.networking.k8s.io'],
  ])('%s is %s', (name, id) => {
    expect(resolveBuiltin(name)?.id).toBe(id);
  });

  test.each([
    '',
    '.',
    'podz',
    'pods.apps',
    'deployments.v1',
    'deployments.v1.batch',
    'deployments.vnext.apps',
    'constructor',
    '__proto__',
    'pods.metrics.example.org',
  ])('%j is none', (name) => {
    expect(resolveBuiltin(name)).toBeUndefined();
  });

  test('all is what kubectl get all lists, without replication controllers', () => {
    const inAll = [...builtinById.values()].filter(({ categories }) => categories.includes('all')).map(({ id }) => id);
    expect([...allCategory, 'replicationcontrollers'].sort()).toEqual(inAll.sort());
    expect(allCategory[0]).toBe('pods');
  });
});
