import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../kube/object.ts';
import { builtinById } from './builtin-resources.ts';
import type { ResourceDef } from './resource.ts';
import { imageSign as image, addressSign as ip, annotationSign as key, searchColumns } from './search-columns.ts';

const bare = { columns: [] };

function valuesOf(def: Pick<ResourceDef, 'columns' | 'kept'>, content: object): readonly unknown[] {
  const object = { metadata: { name: 'x', uid: 'u', resourceVersion: '1' }, ...content } as KubeObject;
  return searchColumns(def).map((column) => column.value(object));
}

describe('what search reads of an object', () => {
  const pod = {
    containers: [{ image: 'web:1' }, { image: 'side:2' }],
    initContainers: [{ image: 'init:3' }],
    ephemeralContainers: [{ image: 'debug' }],
  };

  test.each([
    [{ spec: pod }, `${image}web:1${image}side:2${image}init:3${image}debug`],
    [{ spec: { template: { spec: pod } } }, `${image}web:1${image}side:2${image}init:3${image}debug`],
    [{ spec: { jobTemplate: { spec: { template: { spec: { containers: [{ image: 'a' }] } } } } } }, `${image}a`],
    [{ metadata: { annotations: { 'a/b': 'x', c: 1 } } }, `${key}a/b${key}c`],
    [{ spec: { containers: 'nonsense' } }, null],
    [{ spec: { containers: [null, {}, { image: 7 }] } }, null],
    [{ spec: null, metadata: { annotations: null } }, null],
    [{ metadata: { annotations: 'text' } }, null],
  ])('images and annotation keys of %j', (content, traits) => {
    expect(valuesOf(bare, content)[0]).toBe(traits);
  });

  test('images that a column of the resource has are not kept twice', () => {
    const deployments = builtinById.get('deployments.apps') as ResourceDef;
    expect(valuesOf(deployments, { spec: { template: { spec: pod } } })[0]).toBe(`${image}init:3${image}debug`);
  });

  test.each([
    [{ status: { hostIP: '1.1.1.1', podIPs: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }] } }, `${ip}1.1.1.1${ip}fd00::1`],
    [{ status: { addresses: [{ address: 'node-1' }, { address: '2.2.2.2' }] } }, `${ip}node-1${ip}2.2.2.2`],
    [
      {
        spec: { clusterIP: '10.9.0.1', clusterIPs: ['10.9.0.1', 'fd00::9'], externalIPs: ['8.8.8.8'] },
        status: { loadBalancer: { ingress: [{ ip: '9.9.9.9' }, { hostname: 'lb.example' }] } },
      },
      `${ip}fd00::9${ip}8.8.8.8${ip}9.9.9.9${ip}lb.example`,
    ],
    [{ spec: { rules: [{ host: 'a.example' }, {}], tls: [{ hosts: ['a.example', 'b.example'] }] } }, `${ip}a.example${ip}b.example`],
    [{ subsets: [{ addresses: [{ ip: '10.0.0.1' }], notReadyAddresses: [{ ip: '10.0.0.2' }] }] }, `${ip}10.0.0.1${ip}10.0.0.2`],
    [{ endpoints: [{ addresses: ['10.0.0.1'] }, { addresses: 'x' }, null] }, `${ip}10.0.0.1`],
    [{ spec: { rules: 'x', tls: [{ hosts: 'x' }] } }, null],
    [{ status: { hostIP: 7, podIPs: 'x' } }, null],
    [{}, null],
  ])('addresses of %j', (content, addresses) => {
    expect(valuesOf(bare, content)[1]).toBe(addresses);
  });
});
