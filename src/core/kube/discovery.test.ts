import { expect, test } from 'vitest';
import { isAggregatedDiscovery, readAggregatedDiscovery, readLegacyGroups, readLegacyResources, readLegacyVersions } from './discovery.ts';

test('aggregated: the first version is preferred; what cannot be listed and read is left out; odd documents yield nothing', () => {
  const verbs = ['get', 'list'];
  const document = {
    kind: 'APIGroupDiscoveryList',
    items: [
      {
        metadata: { name: 'apps' },
        versions: [
          {
            version: 'v1',
            resources: [
              {
                resource: 'deployments',
                responseKind: { kind: 'Deployment' },
                scope: 'Namespaced',
                verbs,
                shortNames: ['deploy'],
                categories: ['all'],
              },
            ],
          },
          {
            version: 'v1beta1',
            resources: [
              { resource: 'deployments', responseKind: { kind: 'Deployment' }, scope: 'Cluster', verbs },
              { resource: 'scales', verbs: ['get'] },
            ],
          },
        ],
      },
    ],
  };
  const { resources } = readAggregatedDiscovery(document);
  expect(resources.map((r) => [r.group, r.version, r.plural, r.singular, r.namespaced, r.preferred])).toEqual([
    ['apps', 'v1', 'deployments', 'deployment', true, true],
    ['apps', 'v1beta1', 'deployments', 'deployment', false, false],
  ]);
  expect(resources[0]).toMatchObject({ shortNames: ['deploy'], categories: ['all'], kind: 'Deployment' });
  for (const odd of [{}, { items: null }, { items: [{}] }, { items: [{ versions: [{ version: 'v1', resources: null }] }] }]) {
    expect(readAggregatedDiscovery(odd).resources).toEqual([]);
  }
  expect([document, { kind: 'APIGroupList' }, null, 'x'].map(isAggregatedDiscovery)).toEqual([true, false, false, false]);
});

test('legacy: versions, preferred versions, no subresources', () => {
  expect(readLegacyVersions({ versions: ['v1'] })).toEqual([{ group: '', version: 'v1', preferred: true }]);
  expect(
    readLegacyGroups({ groups: [{ name: 'a', versions: [{ version: 'v2' }, { version: 'v1' }], preferredVersion: { version: 'v1' } }] }),
  ).toEqual([
    { group: 'a', version: 'v2', preferred: false },
    { group: 'a', version: 'v1', preferred: true },
  ]);
  const at = { group: 'a', version: 'v1', preferred: true };
  const resources = [
    { name: 'xs', kind: 'X', verbs: ['get', 'list'] },
    { name: 'xs/status', kind: 'X', verbs: ['get', 'list'] },
    { name: 'ys', kind: 'Y', verbs: ['create'] },
  ];
  expect(readLegacyResources({ resources }, at).map((r) => [r.plural, r.singular, r.namespaced])).toEqual([['xs', 'x', false]]);
  expect(readLegacyResources({ resources: null }, at)).toEqual([]);
});
