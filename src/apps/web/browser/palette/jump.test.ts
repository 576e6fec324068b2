import { expect, test } from 'vitest';
import { jump, type KnownNames, placesFor } from './jump.ts';

const names: KnownNames = {
  clusters: [
    { name: 'shop-prod-1', aliases: [] },
    { name: 'prod-shop', aliases: [] },
  ],
  namespaces: ['shop'],
  resources: [
    { plural: 'pods', group: '', otherNames: ['pod', 'po'], namespaced: true },
    { plural: 'nodes', group: '', otherNames: ['node', 'no'], namespaced: false },
    { plural: 'deployments', group: 'apps', otherNames: ['deployment', 'deploy'], namespaced: true },
  ],
};

test.each([
  ['pods', '/clusters/_all/namespaces/_all/pods'],
  ['po prod-*', '/clusters/prod-*/namespaces/_all/pods'],
  ['dep channel=beta /shop', '/clusters/channel=beta/namespaces/shop/deployments'],
  ['no', '/clusters/_all/nodes'],
])(':%s leads to %s', (text, href) => {
  expect(decodeURIComponent(jump(text, names)?.href ?? '')).toBe(href);
});

test('what begins no resource leads nowhere', () => {
  expect(jump('xyz', names)).toBeUndefined();
  expect(jump('', names)).toBeUndefined();
});

test('places hold all words, those that begin with the first come first', () => {
  const pages = [{ href: '/', title: 'Fleet', kind: 'page' }];
  expect(placesFor('prod', names, pages).map(({ title }) => title)).toEqual(['prod-shop', 'shop-prod-1']);
  expect(placesFor('shop 1', names, pages).map(({ title }) => title)).toEqual(['shop-prod-1']);
  expect(placesFor('', names, pages)).toEqual(pages);
});
