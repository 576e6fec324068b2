import type { RowId, ShardView } from '../fleet/fleet-view.ts';
import type { ColumnNames } from './column-names.ts';
import type { CompiledFilter } from './compile-filter.ts';
import type { FilterTerm } from './parse-filter.ts';

/** Rows that a term is tried on. */
const sampledRows = 256;
/** Shards that these are taken from: clusters differ. */
const sampledShards = 8;

/**
 * The terms of a filter, those that let fewest of a sample through first. Free text, problems and whatever may unpack objects keep their
 * order behind: the filter runs them last in any case. `compile` makes a filter of one term, `unpacks` says whether it is such a costly one.
 */
export function bySelectivity(
  terms: readonly FilterTerm[],
  shards: readonly ShardView[],
  { compile, unpacks }: { compile(term: FilterTerm): CompiledFilter; unpacks(term: FilterTerm): boolean },
): readonly FilterTerm[] {
  const sample = sampleOf(shards);
  const ranked = terms.map((term, at) => ({
    term,
    at,
    share: term.type === 'compare' && !unpacks(term) ? shareOf(compile(term), sample) : 2,
  }));
  return ranked.sort((a, b) => a.share - b.share || a.at - b.at).map(({ term }) => term);
}

/** Terms that are tested as one (alternatives on one column), each with the text that they were written as. */
export function termGroups(
  terms: readonly FilterTerm[],
  text: string,
  names: ColumnNames,
): readonly { readonly terms: readonly FilterTerm[]; readonly detail: string }[] {
  const offsets = terms.map(({ offset }) => offset).sort((a, b) => a - b);
  const written = ({ offset }: FilterTerm): string => {
    const next = offsets.find((other) => other > offset) ?? text.length;
    return text.slice(offset, next).replace(/[\s,]+$/, '');
  };
  const groups = new Map<string, FilterTerm[]>();
  for (const [at, term] of terms.entries()) {
    const column = term.type === 'compare' && term.operator === '=' ? (names.find(term.column)?.name ?? term.column) : undefined;
    const key = column === undefined ? `#${at}` : `=${column}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [term]);
    else group.push(term);
  }
  return [...groups.values()].map((group) => ({ terms: group, detail: group.map(written).join(' or ') }));
}

interface SampledShard {
  readonly shard: ShardView;
  readonly rows: readonly RowId[];
}

function sampleOf(shards: readonly ShardView[]): readonly SampledShard[] {
  const full = shards.filter(({ rows }) => rows.size > 0);
  const step = Math.max(1, Math.floor(full.length / sampledShards));
  const chosen = full.filter((_, at) => at % step === 0).slice(0, sampledShards);
  return chosen.map((shard) => ({ shard, rows: firstRows(shard, Math.ceil(sampledRows / chosen.length)) }));
}

function firstRows(shard: ShardView, count: number): readonly RowId[] {
  const rows: RowId[] = [];
  shard.rows.forEach((row) => {
    if (rows.length < count) rows.push(row);
  });
  return rows;
}

function shareOf(filter: CompiledFilter, sample: readonly SampledShard[]): number {
  if (filter.unknownColumns.length > 0) return 0;
  let all = 0;
  let kept = 0;
  for (const { shard, rows } of sample) {
    const test = filter.forShard(shard, []);
    all += rows.length;
    for (const row of rows) if (test(row)) kept++;
  }
  return all === 0 ? 1 : kept / all;
}
