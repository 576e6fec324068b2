import type { NamespacedName } from '../kube/object.ts';
import type { SimEntry } from './sim-cluster.ts';

/**
 * The objects of one resource, sorted by `namespace/name` as etcd sorts them.
 * `all()` hands out the array itself; the next write copies it first, so that what was handed out never changes.
 */
export class SimTable {
  #entries: SimEntry[];
  #handedOut = false;

  private constructor(entries: SimEntry[]) {
    this.#entries = entries;
  }

  /** A table of entries in any order; keys must be unique. */
  static of(entries: readonly SimEntry[]): SimTable {
    return new SimTable([...entries].sort(byKey));
  }

  get size(): number {
    return this.#entries.length;
  }

  copy(): SimTable {
    return new SimTable([...this.#entries]);
  }

  all(): readonly SimEntry[] {
    this.#handedOut = true;
    return this.#entries;
  }

  inNamespace(namespace: string): readonly SimEntry[] {
    const from = this.#position(namespace, '');
    let to = from;
    while (this.#entries[to]?.object.metadata.namespace === namespace) to++;
    return this.#entries.slice(from, to);
  }

  get(key: NamespacedName): SimEntry | undefined {
    const at = this.#find(key);
    return at < 0 ? undefined : this.#entries[at];
  }

  /** Inserts the entry, or replaces the one of the same key. */
  put(entry: SimEntry): void {
    const { namespace = '', name } = entry.object.metadata;
    const at = this.#position(namespace, name);
    this.#own();
    this.#entries.splice(at, this.#isAt(at, namespace, name) ? 1 : 0, entry);
  }

  remove(key: NamespacedName): SimEntry | undefined {
    const at = this.#find(key);
    if (at < 0) return undefined;
    this.#own();
    return this.#entries.splice(at, 1)[0];
  }

  #own(): void {
    if (!this.#handedOut) return;
    this.#entries = [...this.#entries];
    this.#handedOut = false;
  }

  #find(key: NamespacedName): number {
    const slash = key.indexOf('/');
    const namespace = key.slice(0, slash);
    const name = key.slice(slash + 1);
    const at = this.#position(namespace, name);
    return this.#isAt(at, namespace, name) ? at : -1;
  }

  #isAt(at: number, namespace: string, name: string): boolean {
    const metadata = this.#entries[at]?.object.metadata;
    return metadata !== undefined && metadata.name === name && (metadata.namespace ?? '') === namespace;
  }

  /** Where the key is, or would be inserted. */
  #position(namespace: string, name: string): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const { metadata } = (this.#entries[middle] as SimEntry).object;
      if (compare(metadata.namespace ?? '', metadata.name, namespace, name) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function byKey({ object: { metadata: a } }: SimEntry, { object: { metadata: b } }: SimEntry): number {
  return compare(a.namespace ?? '', a.name, b.namespace ?? '', b.name);
}

/** Compares `namespace/name` keys without making them: half a million keys would be 60 MB. */
function compare(aNamespace: string, aName: string, bNamespace: string, bName: string): number {
  if (aNamespace === bNamespace) return aName < bName ? -1 : aName > bName ? 1 : 0;
  // The slash that follows decides where one namespace begins like the other: '-' sorts before it, letters after it.
  if (bNamespace.startsWith(aNamespace)) return bNamespace.charCodeAt(aNamespace.length) < slash ? 1 : -1;
  if (aNamespace.startsWith(bNamespace)) return aNamespace.charCodeAt(bNamespace.length) < slash ? -1 : 1;
  return aNamespace < bNamespace ? -1 : 1;
}

const slash = '/'.charCodeAt(0);
