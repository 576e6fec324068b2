import type { ClusterId, FleetView, Slices } from '../../fleet/fleet-view.ts';
import type { ResourceId } from '../../kube/api-resource.ts';
import { type CoveragePlan, coverageOf } from '../coverage-of.ts';
import { type NamePatterns, namePatterns } from '../name-patterns.ts';
import type { TablePlan, UnservedPart } from '../query-plan.ts';
import type { Coverage } from '../table.ts';
import type { SearchPlan } from './plan-search.ts';

/** The parts of a fleet that a search looks at, and those that it cannot. */
export interface LookedAt {
  readonly tables: readonly TablePlan[];
  readonly unserved: readonly UnservedPart[];
}

/** Stands for all resources of a cluster of which nothing was ever read. */
const anything: ResourceId = '*';

/** The shards that a search looks at: what was asked, or whatever the clusters asked have synced. Cluster by cluster, by resource. */
export function* searchedTables(plan: SearchPlan, view: FleetView): Slices<LookedAt> {
  if (plan.tables !== undefined) return { tables: plan.tables, unserved: plan.unserved };
  const tables = new Map<ResourceId, { resource: ResourceId; def: TablePlan['def']; clusters: ClusterId[] }>();
  const unserved: UnservedPart[] = [];
  for (const cluster of plan.clusters) {
    yield;
    const resources = view.resources(cluster);
    if (resources.length === 0) unserved.push({ cluster, resource: anything, why: 'unknown' });
    for (const resource of resources) {
      const def = view.shard(cluster, resource)?.resource;
      if (def === undefined || (plan.namespaces.length > 0 && !def.namespaced)) continue;
      const table = tables.get(resource) ?? { resource, def, clusters: [] };
      table.clusters.push(cluster);
      tables.set(resource, table);
    }
  }
  return { tables: [...tables.values()].sort((a, b) => (a.resource < b.resource ? -1 : 1)), unserved };
}

/** What a search could not speak for. */
export function searchCoverage(plan: SearchPlan, view: FleetView, looked: LookedAt): Coverage {
  const parts: CoveragePlan = { clusters: plan.clusters, namespaces: narrowest(plan.namespaces), ...looked };
  return coverageOf(parts, view);
}

/** Says which resources were searched in some of the clusters only: they are synced where somebody looked at them. */
export function partlySynced(plan: SearchPlan, tables: readonly TablePlan[]): readonly string[] {
  if (plan.tables !== undefined) return [];
  const most = tables.reduce((max, { clusters }) => Math.max(max, clusters.length), 0);
  const partly = tables.filter(({ clusters }) => clusters.length < most);
  const named = partly.slice(0, 3).map(({ def, clusters }) => `${def.plural} in ${clusters.length}`);
  if (named.length === 0) return [];
  const more = partly.length > named.length ? `, and ${partly.length - named.length} more` : '';
  return [`Synced, and so searched, in some of ${most} clusters only: ${named.join(', ')}${more}. Name a type to search it everywhere.`];
}

function narrowest(namespaces: readonly NamePatterns[]): NamePatterns {
  return namespaces.find(({ exact }) => exact !== undefined) ?? namespaces[0] ?? namePatterns([]);
}
