import { expect, test } from 'vitest';
import type { ApiResource } from '../../core/kube/api-resource.ts';
import { sharedResources } from './shared-resources.ts';

const served = (plural: string, more: Partial<ApiResource> = {}): ApiResource => ({
  group: '',
  version: 'v1',
  plural,
  singular: '',
  kind: 'Kind',
  namespaced: true,
  shortNames: [],
  categories: [],
  verbs: ['get', 'list', 'watch'],
  preferred: true,
  ...more,
});

test('equal resources of several clusters are one object, others are not', () => {
  const [pods, nodes] = sharedResources([served('pods'), served('nodes')]);
  expect(sharedResources([served('nodes'), served('pods')])).toEqual([served('nodes'), served('pods')]);
  expect(sharedResources([served('pods')])[0]).toBe(pods);
  for (const other of [
    served('pods', { verbs: ['get', 'list'] }),
    served('pods', { version: 'v2' }),
    served('pods', { preferred: false }),
  ]) {
    expect(sharedResources([other])[0]).toBe(other);
  }
  expect(sharedResources([served('nodes')])[0]).toBe(nodes);
});

test('a crowd of resources that nobody has any more is no harm', () => {
  for (let i = 0; i < 5000; i++) sharedResources([served(`invented-${i}`)]);
  const kept = sharedResources([served('kept')]);
  for (let i = 0; i < 5000; i++) sharedResources([served(`more-${i}`)]);
  expect(sharedResources([served('kept')])[0]).toBe(kept[0]);
});
