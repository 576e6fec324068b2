import { expect, test } from 'vitest';
import { removalsAhead } from './api-removals.ts';

const ahead = (served: readonly string[], minor: number) =>
  removalsAhead(served, { minor, within: 3 }).map(({ groupVersion, removedIn }) => `${groupVersion} ${removedIn}`);

test('what is served and goes within the next three minors', () => {
  expect(ahead(['policy/v1', 'policy/v1beta1', 'batch/v1beta1', 'autoscaling/v2beta2'], 24)).toEqual([
    'batch/v1beta1 25',
    'policy/v1beta1 25',
    'autoscaling/v2beta2 26',
  ]);
  expect(ahead(['flowcontrol.apiserver.k8s.io/v1beta3'], 28)).toEqual([]);
  expect(ahead(['flowcontrol.apiserver.k8s.io/v1beta3'], 29)).toEqual(['flowcontrol.apiserver.k8s.io/v1beta3 32']);
  expect(ahead(['apps/v1', 'stable.example/v1beta1'], 37)).toEqual([]);
});

test('what should be gone and is still served is told too', () => {
  expect(ahead(['storage.k8s.io/v1beta1'], 37)).toEqual(['storage.k8s.io/v1beta1 37']);
});
