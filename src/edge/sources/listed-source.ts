import type { ClusterSource } from './cluster-source.ts';
import { type ListedCluster, listedTargets } from './listed-cluster.ts';

/** Clusters that a flag or the configuration lists with their addresses. */
export function listedSource(clusters: readonly ListedCluster[], tokenFile: string | undefined): ClusterSource {
  const targets = listedTargets(clusters, tokenFile);
  return {
    label: 'the list of clusters',
    read: async () => ({ targets, notices: [] }),
    watch: () => () => {},
  };
}
