import type { ShardView } from '../fleet/fleet-view.ts';
import type { ResourceId } from '../kube/api-resource.ts';
import { type FieldTerm, fieldValue } from '../kube/field-selector.ts';
import type { DerivedShard } from './derived-shard.ts';
import { allOf, everyRow, type RowTest } from './row-test.ts';

/** Columns that hold exactly what a selectable field holds; an empty field is n/a there. Other fields are read from the object. */
const columnOfField: ReadonlyMap<ResourceId, ReadonlyMap<string, string>> = new Map([
  [
    'pods',
    new Map([
      ['spec.nodeName', 'Node'],
      ['spec.host', 'Node'],
      ['status.phase', 'Phase'],
      ['status.podIP', 'IP'],
      ['status.nominatedNodeName', 'Nominated Node'],
    ]),
  ],
]);
const columnOfAny: ReadonlyMap<string, string> = new Map([
  ['metadata.name', 'Name'],
  ['metadata.namespace', 'Namespace'],
]);

/** The column that tells a field of a resource, if one does. */
export function fieldColumn(resource: ResourceId, field: string): string | undefined {
  return columnOfAny.get(field) ?? columnOfField.get(resource)?.get(field);
}

/** The test of a field selector on the rows of one shard; fields without a column unpack objects, which are kept like columns. */
export function fieldTest(fields: readonly FieldTerm[], shard: ShardView | DerivedShard, resource: ResourceId): RowTest {
  const tests = fields.map(({ field, equals, value }): RowTest => {
    const column = shard.column(fieldColumn(resource, field) ?? `field:${field}`);
    const read = (row: number): string =>
      String((column === undefined ? fieldValue(resource, shard.object(row), field) : column.cell(row)) ?? '');
    return (row) => (read(row) === value) === equals;
  });
  return tests.length === 0 ? everyRow : allOf(tests);
}
