import { HindsightError } from '../../../core/base/hindsight-error.ts';
import type { ClusterId } from '../../../core/fleet/fleet-view.ts';
import { LogPlaces } from '../../../edge/collector/log-places.ts';

/** Source: design §5. */
const perViewer = 8;
const perApiServer = 16;

/** How many logs a server reads at a time, for one viewer and of one API server. */
export class LogCeilings {
  readonly places: LogPlaces = new LogPlaces({ total: Number.POSITIVE_INFINITY, perCluster: perApiServer });
  readonly #byViewer = new Map<string, number>();

  /** Lets a viewer read one more log page or stream; the answer gives the place back. HindsightError `too-many-streams` beyond the ceiling. */
  enter(viewer: string): () => void {
    const open = this.#byViewer.get(viewer) ?? 0;
    if (open >= perViewer) {
      throw new HindsightError('too-many-streams', `You read ${perViewer} logs already, and more are not given to one viewer.`, {
        hint: 'Close one of them, or read several pods as one: names, a workload or a selector.',
      });
    }
    this.#byViewer.set(viewer, open + 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const rest = (this.#byViewer.get(viewer) ?? 1) - 1;
      if (rest > 0) this.#byViewer.set(viewer, rest);
      else this.#byViewer.delete(viewer);
    };
  }

  /** Refuses to follow where none of the clusters has room. */
  requireRoom(clusters: readonly ClusterId[]): void {
    if (clusters.length === 0 || clusters.some((cluster) => this.places.hasRoom(cluster))) return;
    throw new HindsightError(
      'too-many-streams',
      `${perApiServer} logs of ${clusters.join(', ')} are being read already, and more are not asked of one API server.`,
      {
        hint: 'Try again when others have closed theirs, or read it without follow=1.',
      },
    );
  }
}
