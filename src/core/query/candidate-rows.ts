import type { RowId, RowSet, ShardView } from '../fleet/fleet-view.ts';
import { matchesLabelSelector } from '../kube/label-selector.ts';
import { fixedReader } from './column-reader.ts';
import type { IndexedRows, IndexHint } from './index-hints.ts';
import type { QueryPlan } from './query-plan.ts';
import { allOf, everyRow, type RowTest, Verdicts } from './row-test.ts';

/** The rows that an index offers for the place and selector of a question, and the test that is still to be run on them. */
export interface Candidates {
  readonly sets: readonly RowSet[];
  /** The index that offers them; undefined for all rows of the shard. */
  readonly index?: string | undefined;
  readonly test: RowTest;
}

/** What of a plan decides about candidates. */
type CandidatePlan = Pick<QueryPlan, 'query' | 'namespaces' | 'selector' | 'fields'>;

const nodeFields: ReadonlySet<string> = new Set(['spec.nodeName', 'spec.host']);

/** Narrows one shard to the namespaces, names and labels of a question by the smallest index. */
export class CandidateRows {
  readonly #plan: CandidatePlan;
  readonly #hints: readonly IndexHint[];
  readonly #names: ReadonlySet<string> | undefined;
  readonly #selector = new Verdicts();
  readonly #namespace = new Verdicts();

  /** @param hints conditions of the filter that an index may answer */
  constructor(plan: CandidatePlan, hints: readonly IndexHint[] = []) {
    this.#plan = plan;
    this.#hints = hints;
    this.#names = plan.query.names.length > 0 ? new Set(plan.query.names) : undefined;
  }

  /** Candidates of a shard. Costs index lookups, no scan. */
  of(shard: ShardView): Candidates {
    const found =
      this.#named(shard) ??
      smallest([...this.#labelled(shard), this.#inNamespaces(shard), this.#onNode(shard), ...this.#hints.map((hint) => hint(shard))]);
    return { sets: found?.sets ?? [shard.rows], index: found?.index, test: this.test(shard) };
  }

  /** Whether a row of the shard belongs to the place and selector of the question. */
  test(shard: ShardView): RowTest {
    const { namespaces, selector } = this.#plan;
    const tests: RowTest[] = [];
    if (shard.resource.namespaced && !namespaces.all) {
      const reader = fixedReader(shard, 'Namespace');
      if (reader !== undefined) tests.push(this.#namespace.rowTest(shard, reader, (cell) => namespaces.matches(String(cell ?? ''))));
    }
    const names = this.#names;
    if (names !== undefined) tests.push((row) => names.has(nameOf(shard.key(row))));
    if (selector.requirements.length > 0)
      tests.push(this.#selector.labelTest(shard, (labels) => matchesLabelSelector(selector, (key) => labels.get(key))));
    return tests.length === 0 ? everyRow : allOf(tests);
  }

  /** By key, where names and namespaces are exact. */
  #named(shard: ShardView): IndexedRows | undefined {
    if (this.#names === undefined) return undefined;
    const namespaces = shard.resource.namespaced ? this.#plan.namespaces.exact : [''];
    if (namespaces === undefined) return undefined;
    const rows = namespaces.flatMap((namespace) => [...(this.#names ?? [])].map((name) => shard.byKey(`${namespace}/${name}`)));
    return { index: 'name', sets: [rowList(rows.filter((row) => row !== undefined))] };
  }

  #inNamespaces(shard: ShardView): IndexedRows | undefined {
    const exact = shard.resource.namespaced ? this.#plan.namespaces.exact : undefined;
    return exact === undefined
      ? undefined
      : { index: `namespace ${exact.join('|')}`, sets: exact.map((namespace) => shard.byNamespace(namespace)) };
  }

  /** By `spec.nodeName` of the field selector. */
  #onNode(shard: ShardView): IndexedRows | undefined {
    const term = this.#plan.fields.find(({ field, equals, value }) => equals && value !== '' && nodeFields.has(field));
    if (term === undefined || shard.resource.nodeName === undefined) return undefined;
    return { index: `node ${term.value}`, sets: [shard.byNode(term.value)] };
  }

  #labelled(shard: ShardView): readonly (IndexedRows | undefined)[] {
    return this.#plan.selector.requirements.map(({ key, operator, values }) => {
      if (operator === 'in') return { index: `label ${key}=${values.join('|')}`, sets: values.map((value) => shard.byLabel(key, value)) };
      return operator === 'exists' ? { index: `label ${key}`, sets: [shard.byLabel(key)] } : undefined;
    });
  }
}

function nameOf(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

/** The alternative with the fewest rows. */
function smallest(alternatives: readonly (IndexedRows | undefined)[]): IndexedRows | undefined {
  let best: IndexedRows | undefined;
  let bestSize = Number.POSITIVE_INFINITY;
  for (const one of alternatives) {
    if (one === undefined) continue;
    const size = one.sets.reduce((sum, set) => sum + set.size, 0);
    if (size < bestSize) {
      best = one;
      bestSize = size;
    }
  }
  return best;
}

/** Rows as a set; membership costs a scan. */
export function rowList(rows: readonly RowId[]): RowSet {
  return {
    size: rows.length,
    has: (row) => rows.includes(row),
    forEach: (visit) => {
      for (const row of rows) visit(row);
    },
  };
}
