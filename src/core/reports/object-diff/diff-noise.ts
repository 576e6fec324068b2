import type { KubeObject } from '../../kube/object.ts';

/** Paths that the API server or a controller of every cluster sets by itself: they differ although nobody made a difference. */
const noisyPaths: readonly (readonly string[])[] = [
  ['metadata', 'uid'],
  ['metadata', 'resourceVersion'],
  ['metadata', 'generation'],
  ['metadata', 'creationTimestamp'],
  ['metadata', 'managedFields'],
  ['metadata', 'selfLink'],
  ['metadata', 'ownerReferences', '*', 'uid'],
  ['metadata', 'annotations', 'kubectl.kubernetes.io/last-applied-configuration'],
  ['metadata', 'annotations', 'deployment.kubernetes.io/revision'],
  ['metadata', 'annotations', 'deprecated.daemonset.template.generation'],
  ['metadata', 'annotations', 'pv.kubernetes.io/bind-completed'],
  ['metadata', 'annotations', 'pv.kubernetes.io/bound-by-controller'],
  ['metadata', 'annotations', 'hindsight/cluster'],
  ['spec', 'template', 'metadata', 'creationTimestamp'],
  // Services.
  ['spec', 'clusterIP'],
  ['spec', 'clusterIPs'],
  ['spec', 'healthCheckNodePort'],
  ['spec', 'ports', '*', 'nodePort'],
  // Volumes and claims.
  ['spec', 'volumeName'],
  ['spec', 'claimRef', 'uid'],
  ['spec', 'claimRef', 'resourceVersion'],
  // Nodes and pods.
  ['spec', 'nodeName'],
  ['spec', 'providerID'],
  ['spec', 'podCIDR'],
  ['spec', 'podCIDRs'],
  // Jobs name themselves by uid.
  ['spec', 'selector', 'matchLabels', 'controller-uid'],
  ['spec', 'selector', 'matchLabels', 'batch.kubernetes.io/controller-uid'],
  ['spec', 'template', 'metadata', 'labels', 'controller-uid'],
  ['spec', 'template', 'metadata', 'labels', 'batch.kubernetes.io/controller-uid'],
];

/** An object without what API servers set by themselves; `status` is kept only where asked for. Maps and lists that become empty are left out. */
export function withoutNoise(object: KubeObject, q: { readonly status: boolean }): unknown {
  const paths = q.status ? noisyPaths : [...noisyPaths, ['status']];
  return without(object, paths);
}

function without(value: unknown, paths: readonly (readonly string[])[]): unknown {
  if (paths.length === 0 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => without(each, below(paths, '*')));
  const kept = Object.entries(value).flatMap(([key, each]): [string, unknown][] => {
    const deeper = below(paths, key);
    if (deeper.some((path) => path.length === 0)) return [];
    const left = without(each, deeper);
    return deeper.length > 0 && isEmpty(left) && !isEmpty(each) ? [] : [[key, left]];
  });
  return Object.fromEntries(kept);
}

function below(paths: readonly (readonly string[])[], key: string): readonly (readonly string[])[] {
  return paths.filter((path) => path[0] === key).map((path) => path.slice(1));
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
