import type { ClusterId, FleetView, ShardState, ShardView, Slices } from '../fleet/fleet-view.ts';
import type { ResourceDef } from '../resources/resource.ts';
import { shardsByCluster } from './match-order.ts';
import type { QueryPlan } from './query-plan.ts';
import type { TableRow } from './table.ts';
import { tableQueryToUrl } from './table-query-url.ts';
import { type ShardReader, type TableReader, tableRow } from './table-reader.ts';

/** Tables with more rows are made anew for every answer: these memories are for what many people look at again and again. */
const mostRows = 5000;
/** Rows kept for all questions together; 1.5 KB each with their JSON and HTML. */
const mostRowsOfAll = 20_000;

/** The rows of one shard, in order, as the shard was when they were made. */
interface KeptPart {
  readonly epoch: string;
  readonly changes: number;
  readonly state: ShardState;
  readonly def: ResourceDef;
  readonly rows: readonly TableRow[];
}

/**
 * Keeps the rows of shards between answers to the same question, and with each row what reports made of it: most shards of small
 * resources have not changed since somebody asked last. For questions without filter and sort key; forgets the longest unasked.
 */
export class KeptRows {
  readonly #questions = new Map<string, Map<ClusterId, KeptPart>>();
  #size = 0;

  /** All rows of a table in order; undefined for a question whose rows are not kept. */
  *rows(plan: QueryPlan, reader: TableReader, view: FleetView): Slices<readonly TableRow[] | undefined> {
    if (!plan.derived.isEmpty || !isKept(reader)) return undefined;
    const parts = this.#partsOf(
      `${view.scope.id}\n${reader.plan.resource}\n${tableQueryToUrl({ ...plan.query, limit: undefined, offset: 0 })}`,
    );
    const rows: TableRow[] = [];
    let made = 0;
    for (const shard of inOrder(reader.shards)) {
      const { cluster, resource: def, state } = shard;
      const version = view.version(cluster, def.id);
      if (version?.changes === undefined) return undefined;
      const { epoch, changes } = version;
      let part = parts.get(cluster);
      if (part?.changes !== changes || part.epoch !== epoch || part.state !== state || part.def !== def) {
        const fresh = shardRows(reader.of(shard));
        this.#size += fresh.length - (part?.rows.length ?? 0);
        part = { epoch, changes, state, def, rows: fresh };
        parts.set(cluster, part);
        made += fresh.length;
        if (made > 256) {
          made = 0;
          yield;
        }
      }
      for (const row of part.rows) rows.push(row);
    }
    this.#forget();
    return rows;
  }

  /** The parts of a question, which becomes the one asked last. */
  #partsOf(question: string): Map<ClusterId, KeptPart> {
    const parts = this.#questions.get(question) ?? new Map<ClusterId, KeptPart>();
    this.#questions.delete(question);
    this.#questions.set(question, parts);
    return parts;
  }

  #forget(): void {
    for (const [question, parts] of this.#questions) {
      if (this.#size <= mostRowsOfAll) return;
      this.#questions.delete(question);
      for (const { rows } of parts.values()) this.#size -= rows.length;
    }
  }
}

/** A filter may depend on the time, and columns of several definitions on each other; these questions are answered anew. */
function isKept({ filter, order, shards }: TableReader): boolean {
  if (!filter.isEmpty || order.length > 0) return false;
  const def = shards[0]?.resource;
  let size = 0;
  for (const shard of shards) {
    size += shard.rows.size;
    if (shard.resource !== def || size > mostRows) return false;
  }
  return true;
}

function inOrder(shards: readonly ShardView[]): readonly ShardView[] {
  return shardsByCluster(shards).map((at) => shards[at] as ShardView);
}

function shardRows(reader: ShardReader): readonly TableRow[] {
  const ids: number[] = [];
  for (const set of reader.candidates.sets)
    set.forEach((row) => {
      if (reader.test(row)) ids.push(row);
    });
  ids.sort((a, b) => reader.place.compare(a, b));
  return ids.map((row) => ({ ...tableRow(reader, row), memo: {} }));
}
