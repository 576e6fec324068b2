import { inClusterTarget } from '../client/in-cluster-target.ts';
import type { ClusterSource } from './cluster-source.ts';

/** The cluster that this process runs in, by the pod's service account, named `local`; empty outside a cluster. */
export function inClusterSource(env: Readonly<Record<string, string | undefined>>): ClusterSource {
  return {
    label: 'the pod’s service account',
    async read() {
      const own = await inClusterTarget({ env });
      return { targets: own === undefined ? [] : [own], notices: [] };
    },
    watch: () => () => {},
  };
}
