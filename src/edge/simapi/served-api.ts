import { type ApiResource, type ResourceId, resourceId } from '../../core/kube/api-resource.ts';
import type { SimCluster, SimEntry } from '../../core/sim/sim-cluster.ts';

/** A subresource, as discovery tells it. */
export interface Subresource {
  readonly name: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

/** The id of the resource that defines custom resources. */
export const crdId = 'customresourcedefinitions.apiextensions.k8s.io';
const statusVerbs = ['get', 'patch', 'update'];
const scale: Subresource = { name: 'scale', kind: 'Scale', verbs: statusVerbs };

const withStatus = new Set<ResourceId>([
  'namespaces',
  'nodes',
  'persistentvolumeclaims',
  'persistentvolumes',
  'pods',
  'replicationcontrollers',
  'resourcequotas',
  'services',
  'apiservices.apiregistration.k8s.io',
  'certificatesigningrequests.certificates.k8s.io',
  'cronjobs.batch',
  'customresourcedefinitions.apiextensions.k8s.io',
  'daemonsets.apps',
  'deployments.apps',
  'horizontalpodautoscalers.autoscaling',
  'ingresses.networking.k8s.io',
  'jobs.batch',
  'poddisruptionbudgets.policy',
  'replicasets.apps',
  'statefulsets.apps',
  'validatingadmissionpolicies.admissionregistration.k8s.io',
  'volumeattachments.storage.k8s.io',
  'flowschemas.flowcontrol.apiserver.k8s.io',
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io',
]);

const withScale = new Set<ResourceId>(['deployments.apps', 'replicasets.apps', 'statefulsets.apps', 'replicationcontrollers']);

const createOnly = (group: string, version: string, kind: string, namespaced = false): ApiResource => ({
  group,
  version,
  plural: `${kind.toLowerCase()}s`,
  singular: kind.toLowerCase(),
  kind,
  namespaced,
  shortNames: [],
  categories: [],
  verbs: ['create'],
  preferred: true,
});

/** Resources that answer questions and store nothing; every API server has them. */
const reviewResources: readonly ApiResource[] = [
  createOnly('authentication.k8s.io', 'v1', 'SelfSubjectReview'),
  createOnly('authentication.k8s.io', 'v1', 'TokenReview'),
  createOnly('authorization.k8s.io', 'v1', 'LocalSubjectAccessReview', true),
  createOnly('authorization.k8s.io', 'v1', 'SelfSubjectAccessReview'),
  createOnly('authorization.k8s.io', 'v1', 'SelfSubjectRulesReview'),
  createOnly('authorization.k8s.io', 'v1', 'SubjectAccessReview'),
];

const keyOf = (r: ApiResource): string => `${r.group}/${r.version}/${r.plural}`;

/** What was served when the definitions were these; a store hands out the same list until it changes. */
interface Remembered {
  readonly crds: readonly SimEntry[];
  readonly services: readonly SimEntry[];
  readonly resources: readonly ApiResource[];
}

const remembered = new WeakMap<SimCluster, Remembered>();

/** Everything an endpoint serves: the cluster's own resources and the reviews. Costs nothing while no definition changes. */
export function servedApi(cluster: SimCluster): readonly ApiResource[] {
  const crds = cluster.objects.list(crdId);
  const services = cluster.objects.list('apiservices.apiregistration.k8s.io');
  const last = remembered.get(cluster);
  if (last !== undefined && last.crds === crds && last.services === services) return last.resources;
  const own = cluster.resources();
  const known = new Set(own.map(keyOf));
  const resources = [...own, ...reviewResources.filter((review) => !known.has(keyOf(review)))];
  remembered.set(cluster, { crds, services, resources });
  return resources;
}

/** Tells whether a resource comes from a CustomResourceDefinition of the cluster. */
export function isCustom(cluster: SimCluster, resource: ApiResource): boolean {
  return cluster.objects.get(crdId, `/${resourceId(resource)}`) !== undefined;
}

/** The subresources of a resource, in the order of discovery. */
export function subresourcesOf(cluster: SimCluster, resource: ApiResource): readonly Subresource[] {
  const id = resourceId(resource);
  const status: Subresource = { name: 'status', kind: resource.kind, verbs: statusVerbs };
  const crd = cluster.objects.get(crdId, `/${id}`)?.object;
  if (crd !== undefined) {
    const version = (crd.spec?.versions as { name: string; subresources?: object }[] | undefined)?.find((v) => v.name === resource.version);
    const declared = version?.subresources ?? {};
    return [...('status' in declared ? [status] : []), ...('scale' in declared ? [scale] : [])];
  }
  if (id === 'pods') return [{ name: 'log', kind: 'Pod', verbs: ['get'] }, status];
  return [...(withScale.has(id) ? [scale] : []), ...(withStatus.has(id) ? [status] : [])];
}
