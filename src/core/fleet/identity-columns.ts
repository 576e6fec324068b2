import type { KubeObject } from '../kube/object.ts';
import { parseTime } from '../kube/parse-time.ts';
import type { ColumnDef } from '../resources/column.ts';
import type { DictionaryLane } from './dictionary-lane.ts';
import type { Column } from './fleet-view.ts';
import type { FloatLane } from './float-lane.ts';

const nameColumn: ColumnDef = { name: 'Name', type: 'text', value: (object) => object.metadata.name };

const namespaceColumn: ColumnDef = {
  name: 'Namespace',
  type: 'text',
  value: (object) => object.metadata.namespace ?? null,
};

const createdColumn: ColumnDef = {
  name: 'Created',
  type: 'date',
  value: (object) => parseTime(object.metadata.creationTimestamp),
};

/** The columns that every resource has, whatever it declares: `Name`, `Namespace` (n/a for cluster-scoped objects), `Created`. */
export function identityColumns(q: {
  names: DictionaryLane;
  namespaces: DictionaryLane;
  created: FloatLane;
}): Readonly<Record<string, Column>> {
  const { names, namespaces, created } = q;
  return {
    __proto__: null as never,
    Name: { def: nameColumn, text: names, cell: (row) => names.text(row) ?? null },
    Namespace: { def: namespaceColumn, text: namespaces, cell: (row) => namespaces.text(row) ?? null },
    Created: { def: createdColumn, numbers: created, cell: (row) => (Number.isNaN(created.number(row)) ? null : created.number(row)) },
  };
}

/** When an object was created, in milliseconds since 1970; NaN when it does not say. */
export function createdMs(object: KubeObject): number {
  return parseTime(object.metadata.creationTimestamp) ?? Number.NaN;
}
