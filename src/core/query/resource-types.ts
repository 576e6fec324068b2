import type { ClusterId } from '../fleet/fleet-view.ts';
import { groupVersionOf, type ResourceId, resourceId } from '../kube/api-resource.ts';
import { builtinById } from '../resources/builtin-resources.ts';
import type { FleetDirectory } from './fleet-directory.ts';

/** A resource that some clusters serve. */
export interface ResourceType {
  readonly id: ResourceId;
  readonly kind: string;
  readonly plural: string;
  /** The name that a list's address needs: the plural where that is enough, else the id. */
  readonly word: string;
  /** `apps/v1`; several where clusters differ. */
  readonly versions: readonly string[];
  readonly preferred: boolean;
  readonly clusters: number;
}

/** The resources of one scope that clusters serve, each once however many serve it, and the clusters that have not said what they serve. */
export interface ResourceTypes {
  readonly types: readonly ResourceType[];
  /** Clusters asked. */
  readonly asked: number;
  readonly silent: readonly ClusterId[];
}

interface Gathered {
  readonly kind: string;
  readonly plural: string;
  readonly versions: Set<string>;
  readonly clusters: Set<ClusterId>;
  preferred: boolean;
}

/** By kind, then version. What is built in is listed where no cluster has answered yet. Source: kube-web-view (web-view.md A.2). */
export function resourceTypes(
  clusters: readonly ClusterId[],
  directory: Pick<FleetDirectory, 'served'>,
  namespaced: boolean,
): ResourceTypes {
  const found = new Map<ResourceId, Gathered>();
  const silent: ClusterId[] = [];
  for (const cluster of clusters) {
    const served = directory.served?.(cluster);
    if (served === undefined) silent.push(cluster);
    for (const one of served ?? []) {
      if (one.namespaced !== namespaced || one.plural.includes('/') || !one.verbs.includes('list') || !one.verbs.includes('get')) continue;
      const id = resourceId(one);
      const known = found.get(id) ?? { kind: one.kind, plural: one.plural, versions: new Set(), clusters: new Set(), preferred: false };
      known.versions.add(groupVersionOf(one));
      known.clusters.add(cluster);
      if (one.preferred) known.preferred = true;
      found.set(id, known);
    }
  }
  if (found.size === 0) addBuiltins(found, namespaced);
  const words = new Map<string, number>();
  for (const { plural } of found.values()) words.set(plural, (words.get(plural) ?? 0) + 1);
  const types = [...found].map(
    ([id, { kind, plural, versions, clusters: where, preferred }]): ResourceType => ({
      id,
      kind,
      plural,
      word: words.get(plural) === 1 ? plural : id,
      versions: [...versions].sort(),
      preferred,
      clusters: where.size,
    }),
  );
  return { types: types.sort(byKind), asked: clusters.length, silent };
}

function addBuiltins(found: Map<ResourceId, Gathered>, namespaced: boolean): void {
  for (const def of builtinById.values()) {
    if (def.namespaced !== namespaced) continue;
    const version = groupVersionOf(def);
    found.set(def.id, { kind: def.kind, plural: def.plural, versions: new Set([version]), clusters: new Set(), preferred: true });
  }
}

function byKind(a: ResourceType, b: ResourceType): number {
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
