import type { CollectorStore } from '../../../edge/collector/collector.ts';
import type { NamespacePolicy } from '../../../edge/config/namespace-policy.ts';

/** The same store, into which objects of denied namespaces never get: whatever reads it later cannot show them. Objects without a namespace pass. */
export function withinNamespaces(store: CollectorStore, policy: NamespacePolicy): CollectorStore {
  return {
    putCluster: (facts) => store.putCluster(facts),
    removeCluster: (cluster) => store.removeCluster(cluster),
    openShard: (cluster, resource, state) => store.openShard(cluster, resource, state),
    closeShard: (cluster, resource) => store.closeShard(cluster, resource),
    setShardState: (cluster, resource, state) => store.setShardState(cluster, resource, state),
    apply(batch) {
      const denied = batch.upserts.some(({ key }) => isDenied(key, policy));
      store.apply(denied ? { ...batch, upserts: batch.upserts.filter(({ key }) => !isDenied(key, policy)) } : batch);
    },
    view: (scope) => store.view(scope),
  };
}

function isDenied(key: string, policy: NamespacePolicy): boolean {
  const namespace = key.slice(0, Math.max(0, key.indexOf('/')));
  return namespace !== '' && !policy.allows(namespace);
}
