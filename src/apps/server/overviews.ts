import type { Clock } from '../../core/base/clock.ts';
import type { FleetView, Scope } from '../../core/fleet/fleet-view.ts';
import { finish } from '../../core/query/finish.ts';
import { fleetOverview } from '../../core/query/overview/fleet-overview.ts';
import type { Overview } from '../../core/query/overview/overview.ts';

/** What the fleet at a glance is read from. */
interface OverviewSource {
  view(scope: Scope): FleetView;
  readonly clock: Clock;
}

/** An overview stands for so long however much changes: nobody reads faster, and the ribbon of every page takes part of it. */
const holdMs = 1_000;

/** Without any change an overview stands for so long: time alone turns states into problems. */
const quietHoldMs = 5_000;

/** Viewers that differ in what they may see; the ones who looked last are kept. */
const mostScopes = 32;

interface Kept {
  readonly overview: Overview;
  readonly viewId: string;
  readonly atMs: number;
}

/** Overviews of what each viewer may see, kept for a moment: the first page and the ribbon of every page ask for them. */
export class Overviews {
  readonly #source: OverviewSource;
  readonly #kept = new Map<string, Kept>();

  constructor(source: OverviewSource) {
    this.#source = source;
  }

  /** Some milliseconds when much has changed, nothing when it was asked within the second. */
  of(scope: Scope): Overview {
    const { clock } = this.#source;
    const atMs = clock.nowMs();
    const known = this.#kept.get(scope.id);
    const age = known === undefined ? Number.POSITIVE_INFINITY : Math.abs(atMs - known.atMs);
    if (known !== undefined && age < holdMs && known.overview.clusters.length > 0) return known.overview;
    const view = this.#source.view(scope);
    if (known !== undefined && known.viewId === view.id && age < quietHoldMs) return known.overview;
    // Only shards that changed are scanned again, so that the whole is done in one go.
    const overview = finish(fleetOverview(view, atMs));
    this.#kept.delete(scope.id);
    this.#kept.set(scope.id, { overview, viewId: view.id, atMs });
    for (const id of this.#kept.keys()) {
      if (this.#kept.size <= mostScopes) break;
      this.#kept.delete(id);
    }
    return overview;
  }
}
