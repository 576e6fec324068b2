import type { ResourceId } from '../kube/api-resource.ts';
import { resourceList } from './registry.gen.ts';
import type { ResourceDef } from './resource.ts';

/** Groups whose resources win when a bare name means several, best first. Source: k8s.io/kubernetes group priorities of the aggregator. */
const groupOrder: readonly string[] = ['', 'apps', 'batch', 'autoscaling', 'networking.k8s.io', 'policy', 'rbac.authorization.k8s.io'];

/** The place of a group in that order; all others after it. */
function groupRank(group: string): number {
  const place = groupOrder.indexOf(group);
  return place === -1 ? groupOrder.length : place;
}

/** Every resource with declared columns, by id. */
export const builtinById: ReadonlyMap<ResourceId, ResourceDef> = new Map(resourceList.map((resource) => [resource.id, resource]));

/** What `kubectl get all` lists, in its order. Source: k8s.io/kubectl category `all`, replication controllers left out. */
export const allCategory: readonly ResourceId[] = [
  'pods',
  'services',
  'daemonsets.apps',
  'deployments.apps',
  'replicasets.apps',
  'statefulsets.apps',
  'horizontalpodautoscalers.autoscaling',
  'jobs.batch',
  'cronjobs.batch',
];

/** The names that one resource goes by without its group, in lower case. */
function bareNames(resource: ResourceDef): readonly string[] {
  return [resource.plural, resource.singular, resource.kind.toLowerCase(), ...resource.shortNames];
}

/** Every name, bare and `name.group`, with the resource it means. Plurals win over singulars, kinds and short names. */
function namesOf(resources: readonly ResourceDef[]): ReadonlyMap<string, ResourceDef> {
  const ranked = [...resources].sort((a, b) => groupRank(a.group) - groupRank(b.group) || (a.id < b.id ? -1 : 1));
  const names = new Map<string, ResourceDef>();
  const add = (name: string, resource: ResourceDef) => {
    if (!names.has(name)) names.set(name, resource);
  };
  for (const resource of ranked) add(resource.plural, resource);
  for (const resource of ranked) for (const name of bareNames(resource)) add(name, resource);
  for (const resource of ranked) for (const name of bareNames(resource)) add(`${name}.${resource.group}`, resource);
  return names;
}

const byName = namesOf(resourceList);

/** `v1`, `v1beta2`: the part of `plural.version.group` that says which version somebody has in mind. */
const versionPart = /^v\d+(?:(?:alpha|beta)\d+)?$/;

/**
 * The built-in resource that a name means, as kubectl would read it: plural, singular, kind (any case), short name, each also with
 * `.group` or `.version.group` behind it. A version is read and set aside: which one a cluster serves is the cluster's fact.
 */
export function resolveBuiltin(name: string): ResourceDef | undefined {
  const lower = name.toLowerCase();
  const direct = byName.get(lower);
  if (direct !== undefined) return direct;
  const [head, version, ...group] = lower.split('.');
  if (version === undefined || !versionPart.test(version)) return undefined;
  return byName.get(`${head}.${group.join('.')}`);
}
