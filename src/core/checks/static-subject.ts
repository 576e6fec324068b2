import type { Inventory } from './inventory.ts';
import type { Workload } from './workload.ts';
import { isOwnedByWorkload } from './workload-owner.ts';

/**
 * Whether rules about templates look at a workload: only at the one that people change (a Deployment, not its ReplicaSets and pods), and only while it may run pods.
 * Being deleted, finished, suspended or scaled to zero exempts it.
 */
export function isStatic({ object, kind }: Workload, inventory: Inventory): boolean {
  const { metadata, spec, status } = object;
  if (metadata.deletionTimestamp !== undefined) return false;
  if (isOwnedByWorkload(object)) return false;
  if (kind === 'Pod') return status?.phase !== 'Succeeded' && status?.phase !== 'Failed' && !isMirror(metadata.annotations);
  if (kind === 'Job' || kind === 'CronJob') return spec?.suspend !== true && !(inventory.mode === 'live' && isFinished(status));
  return spec?.replicas !== 0;
}

function isMirror(annotations: Readonly<Record<string, string>> | undefined): boolean {
  return annotations !== undefined && Object.hasOwn(annotations, 'kubernetes.io/config.mirror');
}

/** Source: batch/v1 JobStatus conditions. */
function isFinished(status: { readonly conditions?: unknown } | undefined): boolean {
  const conditions: unknown = status?.conditions;
  return (
    Array.isArray(conditions) && conditions.some((one) => (one?.type === 'Complete' || one?.type === 'Failed') && one?.status === 'True')
  );
}
