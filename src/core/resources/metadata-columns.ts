import type { ColumnDef } from './column.ts';
import { textOrNull, timeOf } from './content.ts';

/** The first column of nearly every resource. */
export const nameColumn: ColumnDef = {
  name: 'Name',
  type: 'text',
  missing: '',
  value: (object) => textOrNull(object.metadata?.name),
};

/** How long ago the object was created. */
export const ageColumn: ColumnDef = {
  name: 'Age',
  type: 'time',
  value: (object) => timeOf(object.metadata?.creationTimestamp),
};

/**
 * When the object was created, for resources without a printer of their own.
 * Source: k8s.io/apiserver pkg/registry/rest/table.go.
 */
export const createdAtColumn: ColumnDef = {
  name: 'Created At',
  type: 'date',
  // What Go prints of a time that is not set.
  missing: '0001-01-01T00:00:00Z',
  value: (object) => timeOf(object.metadata?.creationTimestamp),
};
