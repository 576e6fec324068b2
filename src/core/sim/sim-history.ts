import type { ResourceId } from '../kube/api-resource.ts';
import type { SimEvent } from './sim-cluster.ts';

interface Watcher {
  /** Only events beyond this version are delivered. */
  position: number;
  readonly onEvent: (event: SimEvent) => void;
}

/**
 * The recent changes of one store and the watches on them.
 * Bounded: beyond twice `limit` events the oldest are compacted away.
 */
export class SimHistory {
  readonly #limit: number;
  readonly #watchers = new Map<ResourceId, Set<Watcher>>();
  #events: SimEvent[] = [];
  #compacted: number;

  constructor(q: { baseVersion: number; limit: number }) {
    this.#limit = Math.max(1, q.limit);
    this.#compacted = q.baseVersion;
  }

  get compactedVersion(): number {
    return this.#compacted;
  }

  append(event: SimEvent): void {
    this.#events.push(event);
    if (this.#events.length > this.#limit * 2) this.compact((this.#events[this.#limit - 1] as SimEvent).entry.resourceVersion);
    for (const watcher of this.#watchers.get(event.resource) ?? []) deliver(watcher, event);
  }

  /** Replays what is known beyond `sinceVersion`, then delivers as it happens; a version of the future stays silent until it is passed. */
  watch(resource: ResourceId, sinceVersion: number, onEvent: (event: SimEvent) => void): { close(): void } | 'expired' {
    if (sinceVersion < this.#compacted) return 'expired';
    const watcher: Watcher = { position: sinceVersion, onEvent };
    for (const event of this.#events.slice(this.#firstBeyond(sinceVersion))) if (event.resource === resource) deliver(watcher, event);
    const watchers = this.#watchers.get(resource) ?? new Set();
    this.#watchers.set(resource, watchers.add(watcher));
    return { close: () => void watchers.delete(watcher) };
  }

  compact(version: number): void {
    if (version <= this.#compacted) return;
    this.#events = this.#events.slice(this.#firstBeyond(version));
    this.#compacted = version;
  }

  /** The store went back from `was` to `version`: what came after is forgotten, and open watches wait for versions beyond `was`. */
  rewind(version: number, was: number): void {
    this.#events = this.#events.slice(0, this.#firstBeyond(version));
    this.#compacted = Math.min(this.#compacted, version);
    for (const watchers of this.#watchers.values()) for (const watcher of watchers) watcher.position = Math.max(watcher.position, was);
  }

  #firstBeyond(version: number): number {
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#events[middle] as SimEvent).entry.resourceVersion <= version) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function deliver(watcher: Watcher, event: SimEvent): void {
  if (event.entry.resourceVersion <= watcher.position) return;
  watcher.position = event.entry.resourceVersion;
  watcher.onEvent(event);
}
