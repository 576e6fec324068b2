import { expect, test } from 'vitest';
import { cutManagedFields } from './managed-fields.ts';

test('who wrote, how and when is kept; what was written is cut, at every depth', () => {
  const entry = { manager: 'kubelet', operation: 'Update', apiVersion: 'v1', time: 't', subresource: 'status' };
  const full = { ...entry, fieldsType: 'FieldsV1', fieldsV1: { 'f:a': {} } };
  const object = { metadata: { managedFields: [full, null, 7] }, spec: { template: { metadata: { managedFields: [full] } } } };
  cutManagedFields(object);
  expect(object).toEqual({ metadata: { managedFields: [entry, null, 7] }, spec: { template: { metadata: { managedFields: [entry] } } } });
});

test('a field of that name that is no list is left alone', () => {
  const object = { managedFields: { fieldsV1: {} } };
  cutManagedFields(object);
  expect(object).toEqual({ managedFields: { fieldsV1: {} } });
});
