import type { RowId } from '../../fleet/fleet-view.ts';
import type { ResourceId } from '../../kube/api-resource.ts';

/** A number for each row of each resource, 0 when none is known: 4 bytes an object. */
export class RowHashes {
  readonly #byResource = new Map<ResourceId, Uint32Array>();

  get(resource: ResourceId, row: RowId): number {
    return this.#byResource.get(resource)?.[row] ?? 0;
  }

  set(resource: ResourceId, row: RowId, hash: number): void {
    let lane = this.#byResource.get(resource);
    if (lane === undefined || row >= lane.length) {
      const grown = new Uint32Array(Math.max(1024, Math.ceil((row + 1) * 1.25)));
      if (lane !== undefined) grown.set(lane);
      this.#byResource.set(resource, grown);
      lane = grown;
    }
    lane[row] = hash;
  }
}
