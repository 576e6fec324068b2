import { nearest } from '../../base/nearest.ts';
import type { RowId, ShardView } from '../../fleet/fleet-view.ts';
import type { ResourceDef } from '../../resources/resource.ts';
import { type Problem, shardProblems } from './shard-problems.ts';

/** What becomes of rows under a filter on problems, as far as a person should know it. */
export class ProblemTally {
  readonly #unjudged = new Map<ShardView, Set<RowId>>();
  readonly #wanted = new Set<string>();
  readonly #found = new Set<string>();
  readonly #others = new Set<string>();

  /** A row that could be judged neither way. */
  unjudged(shard: ShardView, row: RowId): void {
    const rows = this.#unjudged.get(shard);
    if (rows === undefined) this.#unjudged.set(shard, new Set([row]));
    else rows.add(row);
  }

  /** Reasons that are asked for. */
  wants(reasons: readonly string[]): void {
    for (const reason of reasons) this.#wanted.add(reason);
  }

  /** Reasons of a row. */
  saw(problems: readonly Problem[], asked: boolean): void {
    for (const { reason } of problems) (asked ? this.#found : this.#others).add(reason);
  }

  /** What a person should know. */
  notices(): readonly string[] {
    return [...this.#misspelt(), ...this.#unknown()];
  }

  /** Reasons come from clusters, so that there is no list of them: one that no row has may be misspelt. */
  #misspelt(): readonly string[] {
    if (this.#found.size > 0) return [];
    const others = [...this.#others];
    return [...this.#wanted].flatMap((reason) => {
      const near = nearest(reason, others);
      return near.length === 0
        ? []
        : `Nothing has the problem "${reason}" now. Did you mean ${near.map((one) => `"${one}"`).join(' or ')}?`;
    });
  }

  #unknown(): readonly string[] {
    let young: UnjudgedRows | undefined;
    const lacking = new Map<string, UnjudgedRows & { readonly clusters: readonly string[] }>();
    for (const [shard, { size }] of this.#unjudged) {
      const { resource, cluster } = shard;
      const missing = shardProblems(shard).missing().join(' and ');
      const known = lacking.get(missing);
      if (missing === '') young = { resource, rows: size + (young?.rows ?? 0) };
      else lacking.set(missing, { resource, rows: size + (known?.rows ?? 0), clusters: [...(known?.clusters ?? []), cluster] });
    }
    return [...[...lacking].map(([missing, part]) => lackingNotice(missing, part)), ...(young === undefined ? [] : [youngNotice(young)])];
  }
}

interface UnjudgedRows {
  readonly rows: number;
  readonly resource: Pick<ResourceDef, 'plural' | 'singular'>;
}

function lackingNotice(missing: string, q: UnjudgedRows & { readonly clusters: readonly string[] }): string {
  const where = q.clusters.length === 1 ? q.clusters[0] : `${q.clusters.length} clusters`;
  return `${unknownWhether(q)}: ${missing} of ${where} are not synced.`;
}

function youngNotice(q: UnjudgedRows): string {
  return `${unknownWhether(q)}: it was there when ${q.rows === 1 ? 'it was' : 'they were'} first seen, and nothing says since when.`;
}

function unknownWhether({ rows, resource }: UnjudgedRows): string {
  return rows === 1
    ? `Whether 1 ${resource.singular} has a problem is unknown`
    : `Whether ${rows} ${resource.plural} have a problem is unknown`;
}
