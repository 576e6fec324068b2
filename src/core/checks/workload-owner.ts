import type { KubeObject, OwnerReference } from '../kube/object.ts';

/** Kinds that make pods through each other: what they own is judged through them. Source: apps/v1, batch/v1, core/v1 controllers; Argo Rollouts. */
const workloadKinds: ReadonlySet<string> = new Set([
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'ReplicationController',
  'Job',
  'CronJob',
  'Pod',
  'Node',
  'Rollout',
]);

/** The controller that owns an object, if there is one. */
export function controllerOf({ metadata }: KubeObject): OwnerReference | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true);
}

/** Whether an object is made by another workload, which is judged instead. One that an operator made for a custom resource is judged itself. */
export function isOwnedByWorkload(object: KubeObject): boolean {
  const owner = controllerOf(object);
  return owner !== undefined && workloadKinds.has(owner.kind);
}
