import type { LabelCodes, RowId, RowSet, ShardView, Slices, TextLane } from '../../fleet/fleet-view.ts';
import { type LabelRequirement, type LabelSelector, matchesLabelSelector } from '../../kube/label-selector.ts';
import type { ResourceDef } from '../../resources/resource.ts';
import type { NamePatterns } from '../name-patterns.ts';
import { matchScores, nameScores, otherScores } from './match-score.ts';
import { type CodeScores, RowBlocks } from './row-blocks.ts';
import { type SearchedColumn, searchedColumns } from './searched-fields.ts';
import type { WordVerdicts } from './word-verdicts.ts';

/** What every row of a search must satisfy. */
export interface RowDemands {
  readonly words: readonly WordVerdicts[];
  readonly selector: LabelSelector;
  readonly namespaces: readonly NamePatterns[];
}

/** Who takes the rows that match. */
export interface RowTaker {
  /** Rows of less are only counted. */
  readonly leastScore: number;
  visitor(shard: ShardView): (row: RowId, score: number) => void;
}

/** Uids are found by their beginning, from so many characters on: shorter ones would find objects by chance. */
export const leastUidCharacters = 8;

/** Where one word is found in the shards of one definition: they share their lanes within a view. */
interface WordLanes {
  readonly word: string;
  readonly lanes: readonly (CodeScores & { readonly lane: TextLane })[];
  readonly labels: Uint8Array | undefined;
  /** True when it can be the beginning of a uid. */
  readonly likeUid: boolean;
}

/** What is the same for all shards of one definition. */
interface DefinitionLanes {
  readonly columns: readonly SearchedColumn[];
  readonly words: readonly WordLanes[];
}

const noRows: readonly RowId[] = [];

/**
 * Finds the rows of shards that satisfy all demands, and what they score.
 * Verdicts are by code, so that a row costs a nanosecond or two for each column in which the word occurs anywhere.
 */
export class ShardScan {
  readonly #demands: RowDemands;
  readonly #definitions = new Map<ResourceDef, DefinitionLanes>();
  readonly #selected = new Map<object, Uint8Array>();
  readonly #named = new Map<object, Uint8Array>();
  readonly #blocks = new RowBlocks();
  /** The first requirement that an index answers. */
  readonly #wanted: LabelRequirement | undefined;

  constructor(demands: RowDemands) {
    this.#demands = demands;
    this.#wanted = demands.selector.requirements.find(
      ({ operator, values }) => operator === 'exists' || (operator === 'in' && values.length === 1),
    );
  }

  /** The columns that are searched in a shard. */
  columns(shard: ShardView): readonly SearchedColumn[] {
    return this.#definitions.get(shard.resource)?.columns ?? searchedColumns(shard);
  }

  /** Visits the rows that match and score enough; answers how many match in all. */
  *matches(shard: ShardView, taker: RowTaker): Slices<number> {
    if (shard.rows.size === 0) return 0;
    let known = this.#definitions.get(shard.resource);
    if (known === undefined) {
      known = yield* definitionLanes(this.#demands.words, shard);
      this.#definitions.set(shard.resource, known);
    }
    const { words } = known;
    const uids = words.map((word) => (word.likeUid ? rowsOfUid(shard, word.word) : noRows));
    if (words.some(({ lanes, labels }, w) => lanes.length === 0 && labels === undefined && uids[w]?.length === 0)) return 0;
    this.#blocks.take(this.#selectedRows(shard));
    this.#demand(shard);
    for (const [w, word] of words.entries()) if (!this.#keep(word, shard, uids[w] ?? noRows)) return 0;
    return this.#blocks.visit(taker.leastScore, taker.visitor(shard));
  }

  /** The rows that have a label that is demanded, as the store's own index says; all rows where none is. */
  #selectedRows(shard: ShardView): RowSet {
    const wanted = this.#wanted;
    return wanted === undefined ? shard.rows : shard.byLabel(wanted.key, wanted.values[0]);
  }

  /** Only rows in the namespaces asked whose labels are selected. */
  #demand(shard: ShardView): void {
    const { namespaces, selector } = this.#demands;
    if (namespaces.length > 0) this.#blocks.filter(this.#namespaceTest(shard));
    if (selector.requirements.length > (this.#wanted === undefined ? 0 : 1)) this.#blocks.filter(this.#selectorTest(shard));
  }

  #namespaceTest(shard: ShardView): (row: RowId) => boolean {
    const lane = shard.column('Namespace')?.text;
    if (lane === undefined || !shard.resource.namespaced) return () => false;
    const { namespaces } = this.#demands;
    const verdict = verdictsOf(this.#named, lane.dictionary ?? lane, lane.size);
    return (row) => {
      const code = lane.code(row);
      if (verdict[code] === 0) verdict[code] = namespaces.every((patterns) => patterns.matches(lane.value(code) ?? '')) ? 2 : 1;
      return verdict[code] === 2;
    };
  }

  #selectorTest(shard: ShardView): (row: RowId) => boolean {
    const codes: LabelCodes | undefined = shard.labelCodes;
    const test = (row: RowId): boolean => {
      const labels = shard.labels(row);
      return matchesLabelSelector(this.#demands.selector, (key) => labels.get(key));
    };
    if (codes?.texts === undefined) return test;
    const verdict = verdictsOf(this.#selected, codes.texts, codes.size);
    return (row) => {
      const code = codes.code(row);
      if (verdict[code] === 0) verdict[code] = test(row) ? 2 : 1;
      return verdict[code] === 2;
    };
  }

  /** Keeps the rows that the word is found in; false when there are none. */
  #keep({ lanes, labels, word }: WordLanes, shard: ShardView, uids: readonly RowId[]): boolean {
    const blocks = this.#blocks;
    blocks.clearScores();
    for (const one of lanes) blocks.raise(one.lane, one);
    if (labels !== undefined && shard.labelCodes !== undefined) blocks.raise(shard.labelCodes, { bits: labels, worth: otherScores });
    if (uids.length > 0) blocks.raiseRows(uids, (row) => (shard.uid(row).length === word.length ? matchScores.exact : matchScores.other));
    return blocks.keepScored();
  }
}

function* definitionLanes(words: readonly WordVerdicts[], shard: ShardView): Slices<DefinitionLanes> {
  const columns = searchedColumns(shard);
  const found: WordLanes[] = [];
  for (const word of words) {
    const lanes: WordLanes['lanes'][number][] = [];
    for (const column of columns) {
      const bits = yield* word.column(column);
      // Names of events are made of what they speak of, and a number: they are no names that anybody looks for.
      const named = column.role === 'name' && shard.resource.kind !== 'Event';
      if (bits !== undefined) lanes.push({ lane: column.lane, bits, worth: named ? nameScores : otherScores });
    }
    const labels = shard.labelCodes === undefined ? undefined : yield* word.labels(shard.labelCodes);
    found.push({ word: word.word, lanes, labels, likeUid: word.word.length >= leastUidCharacters });
  }
  return { columns, words: found };
}

function rowsOfUid(shard: ShardView, prefix: string): readonly RowId[] {
  const rows: RowId[] = [];
  shard.byUidPrefix?.(prefix).forEach((row) => {
    rows.push(row);
  });
  return rows;
}

function verdictsOf(known: Map<object, Uint8Array>, identity: object, size: number): Uint8Array {
  const verdict = known.get(identity);
  if (verdict !== undefined && verdict.length >= size) return verdict;
  const fresh = new Uint8Array(size);
  known.set(identity, fresh);
  return fresh;
}
