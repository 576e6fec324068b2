import { expect, test } from 'vitest';
import type { ApiResource } from '../../core/kube/api-resource.ts';
import { findApiResource, findServed } from './resource-names.ts';

function served(group: string, version: string, more: Partial<ApiResource> = {}): ApiResource {
  return {
    group,
    version,
    plural: 'stacks',
    singular: 'stack',
    kind: 'Stack',
    namespaced: true,
    shortNames: ['st'],
    categories: [],
    verbs: ['list', 'watch'],
    preferred: true,
    ...more,
  };
}

const resources = [
  served('zalando.org', 'v1alpha1', { preferred: false }),
  served('zalando.org', 'v1'),
  served('other.org', 'v1', { plural: 'st', singular: 'st', kind: 'St', shortNames: [] }),
  served('actions.org', 'v1', { plural: 'tokenreviews', kind: 'TokenReview', verbs: ['create'] }),
];

test('plural, singular, kind, short name, with group and with version all mean the resource; the preferred version wins', () => {
  for (const name of ['stacks', 'stack', 'Stack', 'STACKS', 'stacks.zalando.org', 'stack.zalando.org'])
    expect(findApiResource(resources, name), name).toMatchObject({ group: 'zalando.org', version: 'v1' });
  expect(findApiResource(resources, 'stacks.v1alpha1.zalando.org')).toMatchObject({ version: 'v1alpha1' });
});

test('a plural wins over a short name of another group', () => {
  expect(findApiResource(resources, 'st')).toMatchObject({ group: 'other.org' });
});

test('what cannot be listed and what nobody serves means nothing', () => {
  expect(findApiResource(resources, 'tokenreviews')).toBeUndefined();
  expect(findApiResource(resources, 'stacks.nobody.org')).toBeUndefined();
});

test('the wanted version is read where it is served, else the preferred one', () => {
  expect(findServed(resources, 'stacks.zalando.org', 'v1alpha1')?.version).toBe('v1alpha1');
  expect(findServed(resources, 'stacks.zalando.org', 'v2')?.version).toBe('v1');
  expect(findServed(resources, 'nobody.zalando.org', 'v1')).toBeUndefined();
});
