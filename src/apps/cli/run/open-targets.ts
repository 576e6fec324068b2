import { HindsightError } from '../../../core/base/hindsight-error.ts';
import type { ClusterTarget } from '../../../edge/client/cluster-target.ts';
import { inClusterTarget } from '../../../edge/client/in-cluster-target.ts';
import { targetsFromKubeconfig } from '../../../edge/client/kubeconfig-targets.ts';
import type { CommandInput } from '../command.ts';

/** The clusters that the flags mean: of the kubeconfig, else of the pod's service account. HindsightError `no-clusters` when there are none. */
export async function openTargets({ flags, env }: CommandInput): Promise<readonly ClusterTarget[]> {
  const files = flags.list('kubeconfig');
  const contexts = flags.list('context');
  const targets = await targetsFromKubeconfig({ ...(files.length > 0 && { files }), ...(contexts.length > 0 && { contexts }), env });
  if (targets.length > 0) return targets;
  if (files.length === 0 && contexts.length === 0) {
    const own = await inClusterTarget({ env });
    if (own !== undefined) return [own];
  }
  const what = contexts.length > 0 ? `no context matches ${contexts.join(', ')}` : 'no kubeconfig names a cluster';
  throw new HindsightError('no-clusters', what);
}
