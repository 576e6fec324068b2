import type { ExtentRows } from './extent-rows.ts';
import type { RowId } from './fleet-view.ts';
import { mixBits } from './hash-index.ts';

/** The kinds of codes that a shard's rows are indexed by. */
export type ChainKind = 'namespace' | 'owner' | 'node';

/** Lookups of one kind that are answered by a scan before chains are built for it. */
const scansFirst = 2;

interface Chain {
  /** First position of each bucket, -1 when empty. */
  readonly heads: Int32Array;
  /** Next position of the same bucket, -1 at the end. */
  readonly next: Int32Array;
  readonly rows: Int32Array;
  /** Rows that got another code, or were added, since the chain was built. */
  readonly changed: RowId[];
}

/**
 * Finds candidate rows by namespace, owner or node code within a shard.
 *
 * Built only for shards and kinds that are asked repeatedly, then kept up by a list of changed rows and rebuilt when that grows long.
 * An answer is a superset of the truth at any instant between the building and the last noted change, and the caller checks
 * each row against the lanes it reads: that is what makes one index right for the newest and for older views alike.
 */
export class RowChains {
  readonly #chains: { [kind in ChainKind]?: Chain };
  readonly #asked = { namespace: 0, owner: 0, node: 0 };

  constructor(chains: { readonly [kind in ChainKind]?: Chain } = {}) {
    this.#chains = { ...chains };
  }

  /** The index of the next version: the same chains, but what either version rebuilds stays its own. */
  share(): RowChains {
    return new RowChains(this.#chains);
  }

  /** True when a kind is indexed, so that changes must be noted. */
  covers(kind: ChainKind): boolean {
    return this.#chains[kind] !== undefined;
  }

  /** Notes that a row may have got another code. */
  note(kind: ChainKind, row: RowId): void {
    this.#chains[kind]?.changed.push(row);
  }

  /** Visits every row that may have the code, some twice; false when the caller should scan instead. */
  visit(kind: ChainKind, q: { code: number; rows: ExtentRows; codeOf: (row: RowId) => number; visit: (row: RowId) => void }): boolean {
    if (++this.#asked[kind] <= scansFirst) return false;
    let chain = this.#chains[kind];
    if (chain === undefined || chain.changed.length > 64 + chain.rows.length / 4) {
      chain = buildChain(q.rows, q.codeOf);
      this.#chains[kind] = chain;
    }
    for (let at = chain.heads[mixBits(q.code) & (chain.heads.length - 1)] as number; at >= 0; at = chain.next[at] as number) {
      q.visit(chain.rows[at] as number);
    }
    chain.changed.forEach(q.visit);
    return true;
  }

  get bytes(): number {
    return Object.values(this.#chains).reduce(
      (sum, { heads, rows, changed }) => sum + heads.byteLength + rows.byteLength * 2 + changed.length * 8,
      0,
    );
  }
}

function buildChain(rows: ExtentRows, codeOf: (row: RowId) => number): Chain {
  let buckets = 8;
  while (buckets < rows.size) buckets *= 2;
  const chain = {
    heads: new Int32Array(buckets).fill(-1),
    next: new Int32Array(rows.size),
    rows: new Int32Array(rows.size),
    changed: [],
  };
  let at = 0;
  rows.forEach((row) => {
    const bucket = mixBits(codeOf(row)) & (buckets - 1);
    chain.rows[at] = row;
    chain.next[at] = chain.heads[bucket] as number;
    chain.heads[bucket] = at++;
  });
  return chain;
}
