import { compareCodeUnits } from '../../base/compare-code-units.ts';
import type { ClusterFacts, RowId, ShardView } from '../../fleet/fleet-view.ts';
import { clusterPath, resultPath } from './result-path.ts';

/** Something that matches, not yet written out. */
export type Found =
  | { readonly score: number; readonly name: string; readonly shard: ShardView; readonly row: RowId }
  | { readonly score: number; readonly name: string; readonly facts: ClusterFacts };

const paths = new WeakMap<Found, string>();

/** Where a found thing's page is; made once, since things of one name are told apart by it again and again. */
export function foundPath(found: Found): string {
  let path = paths.get(found);
  if (path === undefined) {
    path = pathOf(found);
    paths.set(found, path);
  }
  return path;
}

function pathOf(found: Found): string {
  if ('facts' in found) return clusterPath(found.facts.id);
  const { shard, row, name } = found;
  return resultPath({ cluster: shard.cluster, def: shard.resource, namespace: namespaceOf(shard, row), name });
}

/** The namespace of a row; undefined for objects without one. */
export function namespaceOf(shard: ShardView, row: RowId): string | undefined {
  const namespace = shard.key(row).split('/', 1)[0];
  return namespace === '' ? undefined : namespace;
}

/** Best score first, then by name, kind and path, as kube-web-view ordered. */
export function compareFound(a: Found, b: Found): number {
  if (a.score !== b.score) return b.score - a.score;
  return compareCodeUnits(a.name, b.name) || compareCodeUnits(kindOf(a), kindOf(b)) || compareCodeUnits(foundPath(a), foundPath(b));
}

function kindOf(found: Found): string {
  return 'facts' in found ? 'Cluster' : found.shard.resource.kind;
}

/** The best of what is offered, as many as the limit: a heap whose worst stands first, so that most offers cost one comparison. */
export class BestResults {
  readonly #limit: number;
  readonly #heap: Found[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Scores below this cannot be among the best any more: spares reading names. */
  get leastScore(): number {
    return this.#heap.length < this.#limit ? 0 : (this.#heap[0]?.score ?? Number.POSITIVE_INFINITY);
  }

  /** False when something of this score and name cannot be among the best: spares making it. */
  admits(score: number, name: string): boolean {
    if (this.#heap.length < this.#limit) return true;
    const worst = this.#heap[0];
    return worst !== undefined && (score > worst.score || (score === worst.score && name <= worst.name));
  }

  offer(found: Found): void {
    const heap = this.#heap;
    if (heap.length < this.#limit) {
      heap.push(found);
      this.#rise(heap.length - 1);
    } else if (heap.length > 0 && compareFound(found, heap[0] as Found) < 0) {
      heap[0] = found;
      this.#sink();
    }
  }

  /** Best first. */
  sorted(): readonly Found[] {
    return [...this.#heap].sort(compareFound);
  }

  #rise(from: number): void {
    const heap = this.#heap;
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (compareFound(heap[at] as Found, heap[parent] as Found) <= 0) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #sink(): void {
    const heap = this.#heap;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      if (left >= heap.length) return;
      const right = left + 1;
      const worse = right < heap.length && compareFound(heap[right] as Found, heap[left] as Found) > 0 ? right : left;
      if (compareFound(heap[worse] as Found, heap[at] as Found) <= 0) return;
      this.#swap(at, worse);
      at = worse;
    }
  }

  #swap(a: number, b: number): void {
    const heap = this.#heap;
    const held = heap[a] as Found;
    heap[a] = heap[b] as Found;
    heap[b] = held;
  }
}
