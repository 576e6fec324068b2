import { HindsightError } from '../base/hindsight-error.ts';
import { nearest } from '../base/nearest.ts';
import type { ClusterId } from '../fleet/fleet-view.ts';
import type { ResourceId } from '../kube/api-resource.ts';
import { allCategory, builtinById } from '../resources/builtin-resources.ts';
import type { ResourceDef } from '../resources/resource.ts';
import type { FleetDirectory } from './fleet-directory.ts';
import type { TablePlan, UnservedPart } from './query-plan.ts';

/** Which resources a question may mean: those of the scope that its path names, or any. */
export type ResourceScope = 'cluster' | 'namespaced' | 'any';

/** What `all` stands for where namespaces are asked, by bare names: which group a cluster serves each in is its own fact. Source: kubectl get all, as kube-web-view expands it. */
const allResources: readonly string[] = allCategory.map((id) => (builtinById.get(id) as ResourceDef).plural);

/** Names of resources to resolve. */
interface ResourceQuestion {
  readonly names: readonly string[];
  readonly clusters: readonly ClusterId[];
  readonly scope: ResourceScope;
  readonly directory: FleetDirectory;
}

/** One table per resource that the names mean anywhere, in order; throws HindsightError `resource-unknown` for a name that means none. */
export function resolveResources(q: ResourceQuestion): {
  readonly tables: readonly TablePlan[];
  readonly unserved: readonly UnservedPart[];
} {
  const tables = new Map<ResourceId, { resource: ResourceId; def: ResourceDef; clusters: ClusterId[] }>();
  const unserved: UnservedPart[] = [];
  for (const { name, optional } of expand(q)) {
    const found = resolveName(name, q);
    if (found.tables.length === 0 && optional) continue;
    if (found.tables.length === 0 && q.clusters.length > 0) throw resourceUnknown(name, q, found.waiting.length);
    for (const table of found.tables) if (!tables.has(table.resource)) tables.set(table.resource, table);
    const resource = found.tables[0]?.resource ?? name;
    for (const cluster of found.missing) unserved.push({ cluster, resource, why: 'not served' });
    for (const cluster of found.waiting) unserved.push({ cluster, resource, why: 'unknown' });
  }
  return { tables: [...tables.values()], unserved };
}

/** One name to resolve; an optional one may mean nothing anywhere. */
interface AskedName {
  readonly name: string;
  readonly optional: boolean;
}

function expand(q: ResourceQuestion): readonly AskedName[] {
  const names = q.names.map((name) => name.trim()).filter((name) => name !== '');
  if (names.length === 0) throw new HindsightError('resource-unknown', 'No resource type was named');
  return [...new Set(names)].flatMap((name): readonly AskedName[] =>
    name === 'all' && q.scope !== 'cluster' ? allResources.map((one) => ({ name: one, optional: true })) : [{ name, optional: false }],
  );
}

/** What one name means in each cluster. */
function resolveName(name: string, q: ResourceQuestion) {
  const tables = new Map<ResourceId, { resource: ResourceId; def: ResourceDef; clusters: ClusterId[] }>();
  const missing: ClusterId[] = [];
  const waiting: ClusterId[] = [];
  for (const cluster of q.clusters) {
    const def = q.directory.resolve(cluster, name);
    if (def === 'unknown') waiting.push(cluster);
    else if (def === undefined || !inScope(def, q.scope)) missing.push(cluster);
    else {
      const table = tables.get(def.id) ?? { resource: def.id, def, clusters: [] };
      table.clusters.push(cluster);
      tables.set(def.id, table);
    }
  }
  return { tables: [...tables.values()], missing, waiting };
}

function inScope(def: ResourceDef, scope: ResourceScope): boolean {
  return scope === 'any' || def.namespaced === (scope === 'namespaced');
}

/** Source: kube-web-view's wording, which scripts look for. */
function resourceUnknown(name: string, q: ResourceQuestion, waiting: number): HindsightError {
  const kind = q.scope === 'any' ? 'Resource' : q.scope === 'cluster' ? 'Cluster resource' : 'Namespaced resource';
  const hint = waiting > 0 ? discoveryHint(waiting, q.clusters.length) : (scopeHint(name, q) ?? nearHint(name, q.directory));
  return new HindsightError('resource-unknown', `${kind} type '${name}' not found`, {
    ...(hint === undefined ? {} : { hint }),
    place: { source: 'resources', text: name, offset: 0, length: name.length },
  });
}

function discoveryHint(waiting: number, asked: number): string {
  return `${waiting} of ${asked} clusters have not yet said what they serve; try again in a moment.`;
}

function scopeHint(name: string, q: ResourceQuestion): string | undefined {
  for (const cluster of q.clusters) {
    const def = q.directory.resolve(cluster, name);
    if (def === undefined || def === 'unknown') continue;
    return def.namespaced
      ? `${def.plural} live in namespaces: use /clusters/…/namespaces/_all/${def.plural}`
      : `${def.plural} live in no namespace: use /clusters/…/${def.plural}`;
  }
  return undefined;
}

function nearHint(name: string, directory: FleetDirectory): string | undefined {
  const known = [...directory.resources().values()].flatMap((def) => [def.plural, def.singular, ...def.shortNames]);
  const near = nearest(name, known);
  return near.length === 0 ? undefined : `Did you mean ${near.join(' or ')}?`;
}
