// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was written
import type { KubeObject } from '../kube/object.ts';
import type { Inventory } from './inventory.ts';
import { containsLabels } from './relations.ts';
import { type Workload, workloadOf } from './workload.ts';

/** The cluster's own DNS: its Service and the workloads behind it. */
export interface ClusterDns {
  readonly service: KubeObject;
  readonly workloads: readonly Workload[];
}

const names = new Set(['kube-dns', 'coredns', 'rke2-coredns-rke2-coredns']);

/** Finds the DNS of a cluster; undefined where it is kept outside, or cannot be seen. */
export function clusterDns(inventory: Inventory): ClusterDns | undefined {
  const service = inventory
    .list('services', 'kube-system')
    .find(
      ({ metadata, spec }) => (metadata.labels?.['k8s-app'] === 'kube-dns' || names.has(metadata.name)) && spec?.selector !== undefined,
    );
  if (service === undefined) return undefined;
  const workloads = ['deployments.apps', 'daemonsets.apps']
    .flatMap((resource) => inventory.list(resource, 'kube-system'))
    .flatMap((object) => workloadOf(object) ?? [])
    .filter(({ labels }) => containsLabels(labels, service.spec.selector));
  return { service, workloads };
}

/** The Corefile that CoreDNS reads; undefined where there is none. */
export function corefile(inventory: Inventory): string | undefined {
  const map =
    inventory.get('configmaps', 'kube-system', 'coredns') ?? inventory.get('configmaps', 'kube-system', 'rke2-coredns-rke2-coredns');
  const text: unknown = map?.data?.Corefile;
  return typeof text === 'string' ? text : undefined;
}
