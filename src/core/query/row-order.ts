import type { Column, RowId, ShardView } from '../fleet/fleet-view.ts';
import type { Cell, ColumnDef } from '../resources/column.ts';
import { compareCells } from '../resources/compare-cells.ts';
import { compareNatural } from '../resources/compare-natural.ts';
import type { ColumnChoice, ColumnNames } from './column-names.ts';
import type { ColumnReader } from './column-reader.ts';
import type { SortKey } from './table-query.ts';

/** A sort key whose column was found. */
export interface OrderKey {
  readonly choice: ColumnChoice;
  readonly descending: boolean;
}

/** The keys of a sort that this table has, and the names that it has not. */
export function orderKeys(
  sort: readonly SortKey[],
  names: ColumnNames,
): { readonly keys: readonly OrderKey[]; readonly unknown: readonly string[] } {
  const unknown: string[] = [];
  const keys: OrderKey[] = [];
  for (const { column, descending } of sort) {
    const choice = names.find(column);
    if (choice === undefined) unknown.push(column);
    else keys.push({ choice, descending });
  }
  return { keys, unknown };
}

/** The number lane that orders a column completely, if it has one. */
export function orderLane(reader: ColumnReader | undefined): ColumnReader['numbers'] {
  switch (reader?.def.type) {
    case 'number':
    case 'boolean':
    case 'date':
    case 'time':
    case 'quantity':
      return reader.numbers;
    default:
      return undefined;
  }
}

/**
 * Compares two cells of an order key: n/a last in both directions; ages the young first, as a person reads `sort=Age`. COMPAT.
 * Costs no allocation.
 */
export function compareKey(def: ColumnDef, a: Cell, b: Cell, descending: boolean): number {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  if (a === b) return 0;
  const order = compareCells(def, a, b);
  return descending !== (def.type === 'time') ? -order : order;
}

/** What decides between rows that the sort keys leave equal: cluster, namespace, name, uid. */
export interface RowPlace {
  readonly cluster: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly uid: string;
}

/** Orders rows by place: cluster, namespace and name naturally, then uid. */
export function comparePlace(a: RowPlace, b: RowPlace): number {
  return (
    (a.cluster === b.cluster ? 0 : compareNatural(a.cluster, b.cluster)) ||
    (a.namespace === b.namespace ? 0 : compareNatural(a.namespace ?? '', b.namespace ?? '')) ||
    (a.name === b.name ? 0 : compareNatural(a.name, b.name)) ||
    (a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0)
  );
}

/** The place of a row. */
export function placeOf(shard: ShardView, row: RowId): RowPlace {
  const { namespace, name } = new ShardPlaces(shard).of(row);
  return { cluster: shard.cluster, namespace, name, uid: shard.uid(row) };
}

/** Reads namespace and name of a shard's rows straight from their columns, without joining and splitting keys. */
export class ShardPlaces {
  readonly #namespace: Column | undefined;
  readonly #name: Column | undefined;

  constructor(shard: ShardView) {
    this.#namespace = shard.column('Namespace');
    this.#name = shard.column('Name');
  }

  of(row: RowId): { readonly namespace: string | undefined; readonly name: string } {
    return { namespace: this.namespace(row), name: this.name(row) };
  }

  /** Undefined for cluster-scoped objects. */
  namespace(row: RowId): string | undefined {
    return (this.#namespace?.cell(row) as string | null | undefined) || undefined;
  }

  name(row: RowId): string {
    return (this.#name?.cell(row) as string | null | undefined) ?? '';
  }

  /** Orders two rows of the shard by namespace and name, naturally. */
  compare(a: RowId, b: RowId): number {
    const lane = this.#namespace?.text;
    if (lane !== undefined && lane.code(a) === lane.code(b)) return compareNatural(this.name(a), this.name(b));
    const left = this.namespace(a) ?? '';
    const right = this.namespace(b) ?? '';
    return left === right ? compareNatural(this.name(a), this.name(b)) : compareNatural(left, right);
  }
}
