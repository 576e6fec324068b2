import { fleetShape } from './fleet-shape.ts';
import { GrownCluster } from './grown-cluster.ts';
import type { SimOptions, SimWorld } from './sim-cluster.ts';

/** The fleet of the talk: 148 clusters, 1,223 nodes, about 31,000 pods. */
export const defaultSimOptions: SimOptions = { seed: 1, epochMs: Date.UTC(2026, 10, 24, 3, 12), clusters: 148, pods: 31_000 };

/** A world of clusters whose objects grow when first asked for; one cluster at least. */
export function growWorld(options: SimOptions = defaultSimOptions): SimWorld {
  const clusters = fleetShape(options).map((identity) => new GrownCluster(identity));
  const byName = new Map(clusters.map((cluster) => [cluster.name, cluster]));
  return { options, clusters, cluster: (name) => byName.get(name) };
}
