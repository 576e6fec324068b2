import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../kube/object.ts';
import { fieldOwners } from './field-owners.ts';

function deployment(managedFields: readonly unknown[]): KubeObject {
  return JSON.parse(
    JSON.stringify({
      kind: 'Deployment',
      metadata: { name: 'x', uid: 'u', resourceVersion: '1', labels: { app: 'x', 'a/b': 'c' }, finalizers: ['one', 'two'], managedFields },
      spec: {
        replicas: 3,
        template: {
          spec: {
            containers: [
              { name: 'side', image: 's' },
              { name: 'app', image: 'i', ports: [{ containerPort: 80, protocol: 'TCP' }] },
            ],
          },
        },
      },
    }),
  ) as KubeObject;
}
const applied = {
  manager: 'kubectl-client-side-apply',
  operation: 'Update',
  time: '2026-11-01T00:00:00Z',
  fieldsV1: {
    'f:metadata': { 'f:labels': { '.': {}, 'f:app': {}, 'f:a/b': {} }, 'f:finalizers': { 'v:"two"': {} } },
    'f:spec': {
      'f:replicas': {},
      'f:template': {
        'f:spec': {
          'f:containers': {
            'k:{"name":"app"}': {
              '.': {},
              'f:image': {},
              'f:ports': { 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} } },
            },
          },
        },
      },
    },
  },
};
const scaled = {
  manager: 'hpa',
  operation: 'Update',
  subresource: 'scale',
  time: '2026-11-02T00:00:00Z',
  fieldsV1: { 'f:spec': { 'f:replicas': {} } },
};

describe('fieldOwners', () => {
  const owners = fieldOwners(deployment([applied, scaled]));
  const managers = (...path: (string | number)[]): string[] => owners.of(path).map(({ manager }) => manager);

  test('the latest writer of a field stands first', () => {
    expect(managers('spec', 'replicas')).toEqual(['hpa', 'kubectl-client-side-apply']);
    expect(owners.writers.map(({ manager }) => manager)).toEqual(['hpa', 'kubectl-client-side-apply']);
  });

  test('items of lists are found by their keys and values, wherever they stand', () => {
    const containers = ['spec', 'template', 'spec', 'containers'];
    expect(managers(...containers, 1, 'image')).toEqual(['kubectl-client-side-apply']);
    expect(managers(...containers, 1, 'ports', 0, 'containerPort')).toEqual(['kubectl-client-side-apply']);
    expect(managers(...containers, 0, 'image')).toEqual([]);
    expect(managers('metadata', 'finalizers', 1)).toEqual(['kubectl-client-side-apply']);
    expect(managers('metadata', 'finalizers', 0)).toEqual([]);
  });

  test('what nobody accounts for has no writer', () => {
    expect(managers('metadata', 'name')).toEqual([]);
    expect(managers('spec')).toEqual([]);
    expect(managers('metadata', 'labels', 'other')).toEqual([]);
  });

  test('a part that is held as a whole speaks for everything in it', () => {
    const whole = fieldOwners(deployment([{ manager: 'm', operation: 'Apply', fieldsV1: { 'f:spec': { 'f:template': {} } } }]));
    expect(whole.of(['spec', 'template', 'spec', 'containers', 0, 'name']).map(({ manager }) => manager)).toEqual(['m']);
  });

  test('odd accounts break nothing', () => {
    for (const odd of [null, 'x', [], { 'k:{': {} }, { 'f:__proto__': { 'f:constructor': {} } }, { 'k:null': {}, 'i:x': {}, '?': {} }])
      expect(fieldOwners(deployment([{ manager: 5, fieldsV1: odd }, null])).of(['spec', 'replicas'])).toEqual([]);
  });
});
