import type { ShardView } from '../fleet/fleet-view.ts';
import type { ResourceDef } from '../resources/resource.ts';
import type { QueryClock } from './cell-tests.ts';
import {
  annotationReader,
  type ColumnReader,
  fixedColumns,
  fixedReader,
  labelHeader,
  labelReader,
  labelsReader,
  ownerReader,
  resourceReader,
} from './column-reader.ts';
import { ownerName, ownerUidName } from './owner-values.ts';
import { problemColumns, problemReader } from './problems/problem-columns.ts';

/** A column that a filter or sort means, found by name. */
export type ColumnChoice =
  | { readonly from: 'resource' | 'fixed'; readonly name: string }
  | { readonly from: 'label' | 'annotation'; readonly key: string; readonly name: string };

/** Finds columns by name: those of the resource (hidden ones too), label columns of the query, and those that always exist. */
export class ColumnNames {
  readonly #choices = new Map<string, ColumnChoice>();
  readonly #folded = new Map<string, ColumnChoice>();

  constructor(defs: Iterable<ResourceDef>, labelColumns: readonly string[]) {
    const all = [...defs];
    for (const def of all) for (const { name } of def.columns) this.#add(name, { from: 'resource', name });
    for (const def of all) for (const { name } of def.kept ?? []) this.#add(name, { from: 'resource', name });
    for (const key of labelColumns) if (key !== '*') this.#add(labelHeader(key), { from: 'label', key, name: labelHeader(key) });
    for (const name of fixedColumns) this.#add(name, { from: 'fixed', name });
    for (const name of [ownerName, ownerUidName]) this.#add(name, { from: 'fixed', name });
    for (const { name } of problemColumns) this.#add(name, { from: 'fixed', name });
  }

  /** By exact name first, then whatever the case; `label:<key>` and `annotation:<key>` always exist. */
  find(name: string): ColumnChoice | undefined {
    const folded = name.toLowerCase();
    // `image` means the images, as people say it.
    const found = this.#choices.get(name) ?? this.#folded.get(folded) ?? (folded === 'image' ? this.#folded.get('images') : undefined);
    if (found !== undefined) return found;
    const prefixed = /^(label|annotation):(.+)$/i.exec(name);
    if (prefixed === null) return undefined;
    return { from: (prefixed[1] as string).toLowerCase() as 'label' | 'annotation', key: prefixed[2] as string, name };
  }

  /** All names, for suggestions. */
  names(): Iterable<string> {
    return this.#choices.keys();
  }

  #add(name: string, choice: ColumnChoice): void {
    if (!this.#choices.has(name)) this.#choices.set(name, choice);
    const folded = name.toLowerCase();
    if (!this.#folded.has(folded)) this.#folded.set(folded, choice);
  }
}

/** Reads a chosen column in one shard, problems as of the clock; undefined when this shard's resource lacks it. */
export function readerOf(shard: ShardView, choice: ColumnChoice, clock: QueryClock): ColumnReader | undefined {
  switch (choice.from) {
    case 'resource':
      return [...shard.resource.columns, ...(shard.resource.kept ?? [])].some(({ name }) => name === choice.name)
        ? resourceReader(shard, choice.name)
        : fixedReader(shard, choice.name);
    case 'fixed':
      return problemReader(shard, choice.name, clock) ?? ownerReader(shard, choice.name) ?? fixedReader(shard, choice.name);
    case 'label':
      return choice.key === '*' ? labelsReader(shard) : labelReader(shard, choice.key, choice.name);
    case 'annotation':
      return annotationReader(shard, choice.key);
  }
}
