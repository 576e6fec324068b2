import type { ApiResource } from '../kube/api-resource.ts';
import type { KubeObject } from '../kube/object.ts';
import { type BuiltInApi, builtInApis } from './built-in-apis.ts';
import type { SimStore } from './sim-cluster.ts';

const customVerbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

/** What an API server of the version serves: its own resources, then those of the CRDs and APIServices that the store holds. */
export function servedResources(version: string, store: SimStore): readonly ApiResource[] {
  const minor = Number(/^v1\.(\d+)/.exec(version)?.[1] ?? 0);
  const crds = store.list('customresourcedefinitions.apiextensions.k8s.io');
  const services = store.list('apiservices.apiregistration.k8s.io');
  return [
    ...builtInApis.filter((api) => api.sinceMinor <= minor).map(asDiscovered),
    ...crds.flatMap(({ object }) => customApis(object)),
    ...services.flatMap(({ object }) => aggregatedApis(object)),
  ];
}

function asDiscovered({ sinceMinor: _since, ...api }: BuiltInApi): ApiResource {
  return api;
}

interface CrdVersion {
  readonly name: string;
  readonly served?: boolean;
}

function customApis(crd: KubeObject): readonly ApiResource[] {
  const established = (crd.status?.conditions as readonly { type?: string; status?: string }[] | undefined)?.some(
    (condition) => condition.type === 'Established' && condition.status === 'True',
  );
  // A CRD that somebody creates here has no controller to establish it: no status counts as established.
  if (crd.status !== undefined && established === false) return [];
  const { names, group, scope, versions } = crd.spec;
  const served = (versions as readonly CrdVersion[]).filter((version) => version.served !== false);
  return served.map((version, i) => ({
    group,
    version: version.name,
    plural: names.plural,
    singular: names.singular ?? String(names.kind).toLowerCase(),
    kind: names.kind,
    namespaced: scope !== 'Cluster',
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    verbs: customVerbs,
    preferred: i === 0,
  }));
}

/** The aggregated API that the simulated company runs. Source: metrics-server. */
function aggregatedApis(service: KubeObject): readonly ApiResource[] {
  if (service.metadata.name !== 'v1beta1.metrics.k8s.io') return [];
  const shared = { group: 'metrics.k8s.io', version: 'v1beta1', shortNames: [], categories: [], verbs: ['get', 'list'], preferred: true };
  return [
    { ...shared, plural: 'nodes', singular: '', kind: 'NodeMetrics', namespaced: false },
    { ...shared, plural: 'pods', singular: '', kind: 'PodMetrics', namespaced: true },
  ];
}
