import type { RowSet, ShardView } from '../fleet/fleet-view.ts';
import type { ColumnChoice, ColumnNames } from './column-names.ts';
import { ownerUidName } from './owner-values.ts';
import type { FilterTerm } from './parse-filter.ts';

/** Rows that an index offers for one condition, and what it is called in explanations. */
export interface IndexedRows {
  readonly index: string;
  readonly sets: readonly RowSet[];
}

/** A condition of the filter that an index may answer; undefined where this shard has no index for it. */
export type IndexHint = (shard: ShardView) => IndexedRows | undefined;

/**
 * The `=` terms of a filter that an index narrows: node, label, namespace, name, owner, cluster. An index may offer more rows than the
 * term keeps, never fewer; all terms are still tested.
 */
export function indexHints(terms: readonly FilterTerm[], names: ColumnNames): readonly IndexHint[] {
  const byColumn = new Map<string, { choice: ColumnChoice; values: string[] }>();
  for (const term of terms) {
    if (term.type !== 'compare' || term.operator !== '=') continue;
    const choice = names.find(term.column);
    if (choice === undefined) continue;
    const key = `${choice.from} ${choice.name}`;
    const values = [...term.values.map(({ text }) => text), ...(term.whole === undefined ? [] : [term.whole])];
    const known = byColumn.get(key);
    if (known === undefined) byColumn.set(key, { choice, values });
    else known.values.push(...values);
  }
  return [...byColumn.values()].flatMap(({ choice, values }) => hintOf(choice, [...new Set(values)]) ?? []);
}

/** n/a equals the empty text and what it prints as, and no index knows the rows that have nothing. */
function hintOf(choice: ColumnChoice, values: readonly string[]): IndexHint | undefined {
  if (values.length > 16 || values.some((value) => value === '' || value.startsWith('<'))) return undefined;
  const list = values.join('|');
  if (choice.from === 'label' && choice.key !== '*')
    return (shard) => ({ index: `label ${choice.key}=${list}`, sets: values.map((value) => shard.byLabel(choice.key, value)) });
  switch (`${choice.from} ${choice.name}`) {
    case 'fixed Cluster':
      return (shard) => (values.includes(shard.cluster) ? undefined : { index: `cluster ${list}`, sets: [] });
    case 'fixed Namespace':
      return (shard) =>
        shard.resource.namespaced ? { index: `namespace ${list}`, sets: values.map((value) => shard.byNamespace(value)) } : undefined;
    case 'resource Node':
      return (shard) =>
        shard.resource.nodeName === undefined ? undefined : { index: `node ${list}`, sets: values.map((value) => shard.byNode(value)) };
    case `fixed ${ownerUidName}`:
      return (shard) => ({ index: `owner ${list}`, sets: values.map((value) => shard.byOwner(value)) });
    default:
      return undefined;
  }
}
