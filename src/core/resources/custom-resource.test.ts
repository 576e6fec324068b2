import { describe, expect, test } from 'vitest';
import { anObject } from '../../../test/kit/build-objects.ts';
import { printCells } from '../../../test/kit/print-row.ts';
import { minimalResource, resourceDefFromCrd } from './custom-resource.ts';

const names = { plural: 'stacks', kind: 'Stack', shortNames: ['st'], categories: ['all'] };
const traffic = { name: 'Traffic', type: 'number', jsonPath: '.status.traffic' };
const ready = { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' };
const crd = anObject('apiextensions.k8s.io/v1', 'CustomResourceDefinition', {
  metadata: { name: 'stacks.zalando.org' },
  spec: {
    group: 'zalando.org',
    scope: 'Namespaced',
    names,
    versions: [
      { name: 'v1', served: true, additionalPrinterColumns: [traffic] },
      { name: 'v2', served: true, additionalPrinterColumns: [ready, traffic] },
      { name: 'v3', served: true },
    ],
  },
});

describe('resourceDefFromCrd', () => {
  test('names, scope and the columns of the version asked for', () => {
    const stacks = resourceDefFromCrd(crd, 'v2');
    expect(stacks).toMatchObject({
      id: 'stacks.zalando.org',
      group: 'zalando.org',
      version: 'v2',
      plural: 'stacks',
      singular: 'stack',
      kind: 'Stack',
      namespaced: true,
      shortNames: ['st'],
      categories: ['all'],
      origin: 'printer',
    });
    const object = anObject('zalando.org/v2', 'Stack', { status: { traffic: 12.5, conditions: [{ type: 'Ready', status: 'True' }] } });
    expect(printCells(stacks.columns, object)).toEqual(['web-1', 'True', '12.5']);
  });

  test('a version without columns prints Name and Age', () => {
    expect(resourceDefFromCrd(crd, 'v3').columns.map(({ name }) => name)).toEqual(['Name', 'Age']);
  });

  test('v1beta1 declares one set of columns for all versions', () => {
    const old = anObject('apiextensions.k8s.io/v1beta1', 'CustomResourceDefinition', {
      spec: {
        group: 'x.io',
        scope: 'Cluster',
        names,
        version: 'v1',
        additionalPrinterColumns: [{ name: 'A', type: 'string', JSONPath: '.a' }],
      },
    });
    const resource = resourceDefFromCrd(old, 'v1');
    expect([resource.namespaced, resource.columns.map(({ name }) => name)]).toEqual([false, ['Name', 'A']]);
  });

  test('survives a CRD with holes', () => {
    for (const spec of [
      undefined,
      null,
      5,
      [],
      {},
      { names: null, versions: 'x' },
      { versions: [null, { additionalPrinterColumns: 7 }] },
    ]) {
      expect(resourceDefFromCrd(anObject('x', 'CustomResourceDefinition', { spec }), 'v1').columns).toHaveLength(2);
    }
  });
});

test('minimalResource shows Name and Age', () => {
  const api = {
    group: 'metrics.k8s.io',
    version: 'v1beta1',
    plural: 'pods',
    singular: '',
    kind: 'PodMetrics',
    namespaced: true,
    shortNames: [],
    categories: [],
    verbs: ['list'],
    preferred: true,
  };
  const resource = minimalResource(api);
  expect(resource).toMatchObject({ id: 'pods.metrics.k8s.io', singular: 'podmetrics', origin: 'minimal' });
  expect(printCells(resource.columns, anObject('metrics.k8s.io/v1beta1', 'PodMetrics'))).toEqual(['web-1', '4d']);
});
