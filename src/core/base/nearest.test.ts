import { expect, test } from 'vitest';
import { nearest } from './nearest.ts';

test('finds the word that was meant, whatever its case', () => {
  expect(nearest('Staus', ['Status', 'Restarts', 'Age'])).toEqual(['Status']);
  expect(nearest('pod', ['pods', 'nodes'])).toEqual(['pods']);
  expect(nearest('namespce', ['namespace', 'namespaces'])).toEqual(['namespace', 'namespaces']);
});

test('offers nothing when nothing is near', () => {
  expect(nearest('zebra', ['Status', 'Restarts'])).toEqual([]);
  expect(nearest('', ['a'])).toEqual(['a']);
});
