import { nearest } from '../base/nearest.ts';
import type { ColumnNames } from './column-names.ts';

/** Says that a filter names a column that the table lacks, so that no row can match. */
export function unknownFilterNotice(name: string, plural: string, names: ColumnNames): string {
  return `The filter names a column "${name}" that ${plural} do not have, so no row matches. ${suggestion(name, names)}`;
}

/** Says that a sort names a column that the table lacks. */
export function unknownSortNotice(name: string, plural: string, names: ColumnNames): string {
  return `There is no column "${name}" to sort ${plural} by; the order is by cluster, namespace and name. ${suggestion(name, names)}`;
}

/** Says that rows cannot be counted by a column that the table lacks. */
export function unknownGroupNotice(name: string, plural: string, names: ColumnNames): string {
  return `There is no column "${name}" to count ${plural} by. ${suggestion(name, names)}`;
}

/** Says that a column is empty where its expression fails. */
export function failedColumnNotice(name: string, why: string): string {
  return `The column "${name}" is empty where its expression has no value: ${why}.`;
}

/** Says that nothing but name and age is known of a resource. */
export function minimalNotice(resource: string): string {
  return `The columns of ${resource} are not declared, so only name and age are shown.`;
}

function suggestion(name: string, names: ColumnNames): string {
  const all = [...names.names()];
  const near = nearest(name, all);
  return near.length > 0 ? `Did you mean ${near.map((one) => `"${one}"`).join(' or ')}?` : `Columns are ${all.join(', ')}.`;
}
