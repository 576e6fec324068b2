import type { ClusterId } from '../../fleet/fleet-view.ts';
import type { LiveFinding, ResolvedFinding } from './live-finding.ts';

/** What is remembered of a finding that is open: the rest is found again. */
export interface RememberedFinding {
  readonly openedAtMs: number;
  readonly episodes: number;
  readonly atLeast: boolean;
}

/** Findings that are over, and what a former process knew of the open ones. */
export class FindingHistory {
  readonly #resolved = new Map<string, ResolvedFinding>();
  readonly #remembered = new Map<ClusterId, ReadonlyMap<string, RememberedFinding>>();
  readonly #most: number;
  readonly #changed = new Set<ClusterId>();

  /** Keeps the last `most` that are over. */
  constructor(most = 2000) {
    this.#most = most;
  }

  /** The last first. */
  resolved(): readonly ResolvedFinding[] {
    return [...this.#resolved.values()].reverse();
  }

  /** Clusters whose findings have changed since the last call. */
  takeChanged(): readonly ClusterId[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }

  changed(cluster: ClusterId): void {
    this.#changed.add(cluster);
  }

  /** What was open when the last process ended. */
  remember(cluster: ClusterId, findings: ReadonlyMap<string, RememberedFinding>): void {
    this.#remembered.set(cluster, findings);
  }

  restore(resolved: Iterable<ResolvedFinding>): void {
    for (const one of resolved) this.#resolved.set(one.instance, one);
  }

  /** What a finding that turns up was before: open when the last process ended, or open once and over. */
  before(cluster: ClusterId, instance: string): RememberedFinding | ResolvedFinding | undefined {
    return this.#remembered.get(cluster)?.get(instance) ?? this.#resolved.get(instance);
  }

  opened(finding: LiveFinding): void {
    this.#resolved.delete(finding.instance);
    this.#changed.add(finding.subject.cluster);
  }

  over(finding: ResolvedFinding): void {
    this.#resolved.delete(finding.instance);
    this.#resolved.set(finding.instance, finding);
    this.#changed.add(finding.subject.cluster);
    if (this.#resolved.size <= this.#most) return;
    const [oldest] = this.#resolved.keys();
    if (oldest !== undefined) this.#resolved.delete(oldest);
  }

  /** After a cluster was judged from scratch: what was open before and is not found any more is over, and nobody saw when. */
  judged(cluster: ClusterId): void {
    this.#remembered.delete(cluster);
  }
}
