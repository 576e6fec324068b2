import type { ClusterFacts, FleetView } from '../fleet/fleet-view.ts';

/** Facts of clusters with the resources that were asked for there and may not be listed, as far as the viewer may know of them. */
export function withForbidden(facts: readonly ClusterFacts[], view: FleetView): readonly ClusterFacts[] {
  return facts.map((one) => ({
    ...one,
    forbidden: view.resources(one.id).filter((resource) => {
      const state = view.shard(one.id, resource)?.state;
      return state?.state === 'forbidden' || state?.namespaces !== undefined;
    }),
  }));
}
