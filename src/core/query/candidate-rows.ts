import type { RowId, RowSet, ShardView } from '../fleet/fleet-view.ts';
import { matchesLabelSelector } from '../kube/label-selector.ts';
import { fixedReader } from './column-reader.ts';
import type { QueryPlan } from './query-plan.ts';
import { allOf, everyRow, type RowTest, Verdicts } from './row-test.ts';

/** The rows that an index offers for the place and selector of a question, and the test that is still to be run on them. */
export interface Candidates {
  readonly sets: readonly RowSet[];
  readonly test: RowTest;
}

/** Narrows one shard to the namespaces, names and labels of a question by the smallest index. */
export class CandidateRows {
  readonly #plan: QueryPlan;
  readonly #names: ReadonlySet<string> | undefined;
  readonly #selector = new Verdicts();
  readonly #namespace = new Verdicts();

  constructor(plan: QueryPlan) {
    this.#plan = plan;
    this.#names = plan.query.names.length > 0 ? new Set(plan.query.names) : undefined;
  }

  /** Candidates of a shard. Costs index lookups, no scan. */
  of(shard: ShardView): Candidates {
    const sets = this.#named(shard) ?? smallest([this.#labelled(shard), this.#inNamespaces(shard)]) ?? [shard.rows];
    return { sets, test: this.test(shard) };
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
  #named(shard: ShardView): readonly RowSet[] | undefined {
    if (this.#names === undefined) return undefined;
    const namespaces = shard.resource.namespaced ? this.#plan.namespaces.exact : [''];
    if (namespaces === undefined) return undefined;
    const rows = namespaces.flatMap((namespace) => [...(this.#names ?? [])].map((name) => shard.byKey(`${namespace}/${name}`)));
    return [rowList(rows.filter((row) => row !== undefined))];
  }

  #inNamespaces(shard: ShardView): readonly RowSet[] | undefined {
    const exact = shard.resource.namespaced ? this.#plan.namespaces.exact : undefined;
    return exact?.map((namespace) => shard.byNamespace(namespace));
  }

  #labelled(shard: ShardView): readonly RowSet[] | undefined {
    const byRequirement = this.#plan.selector.requirements.map(({ key, operator, values }) =>
      operator === 'in' ? values.map((value) => shard.byLabel(key, value)) : operator === 'exists' ? [shard.byLabel(key)] : undefined,
    );
    return smallest(byRequirement);
  }
}

function nameOf(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

/** The alternative with the fewest rows. */
function smallest(alternatives: readonly (readonly RowSet[] | undefined)[]): readonly RowSet[] | undefined {
  let best: readonly RowSet[] | undefined;
  let bestSize = Number.POSITIVE_INFINITY;
  for (const sets of alternatives) {
    if (sets === undefined) continue;
    const size = sets.reduce((sum, set) => sum + set.size, 0);
    if (size < bestSize) {
      best = sets;
      bestSize = size;
    }
  }
  return best;
}

/** A few rows as a set. */
function rowList(rows: readonly RowId[]): RowSet {
  return {
    size: rows.length,
    has: (row) => rows.includes(row),
    forEach: (visit) => {
      for (const row of rows) visit(row);
    },
  };
}
