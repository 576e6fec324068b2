import { HindsightError } from '../../../core/base/hindsight-error.ts';
import type { ClusterFacts, FleetView, RowId, Scope, ShardView } from '../../../core/fleet/fleet-view.ts';
import type { ResourceId } from '../../../core/kube/api-resource.ts';
import type { KubeObject } from '../../../core/kube/object.ts';
import { answerObjects } from '../../../core/query/answer-objects.ts';
import { answerVersion } from '../../../core/query/answer-version.ts';
import { isComplete } from '../../../core/query/coverage-of.ts';
import { parseSort } from '../../../core/query/parse-sort.ts';
import type { TableQuery } from '../../../core/query/table-query.ts';
import { typedObject } from '../../../core/query/typed-object.ts';
import { describeObject, relatedResources } from '../../../core/reports/describe/describe-object.ts';
import type { Description, ObjectName } from '../../../core/reports/describe/description.ts';
import { selectorText } from '../../../core/reports/describe/pods-section.ts';
import { withContainerUsage } from '../../../core/reports/detail/container-usage.ts';
import { type ObjectPage, podsQueryOf } from '../../../core/reports/detail/object-html.report.ts';
import { relationResources, usedBySection, usesSection } from '../../../core/reports/detail/relations-section.ts';
import { diffObjects } from '../../../core/reports/object-diff/object-diff.ts';
import { builtinById } from '../../../core/resources/builtin-resources.ts';
import type { ResourceDef } from '../../../core/resources/resource.ts';
import type { ShardNeed } from '../../../edge/collector/fleet-source.ts';
import { ask } from '../ask.ts';
import { driveSlices } from '../drive-slices.ts';
import type { ServerParts } from '../server-parts.ts';
import { namedVersion } from './object-question.ts';
import { openWithin } from './open-within.ts';
import { readLiveObject } from './read-live-object.ts';

/** Who asks for which object. */
export interface ObjectQuestion {
  readonly query: TableQuery;
  readonly params: URLSearchParams;
  readonly scope: Scope;
  readonly signal: AbortSignal;
}

/** An object that was found, where it lives. */
export interface FoundObject {
  readonly cluster: ClusterFacts;
  readonly def: ResourceDef;
  readonly view: FleetView;
  readonly shard: ShardView;
  readonly row: RowId;
  /** With kind and apiVersion. */
  readonly object: KubeObject;
}

/** Waits so long for what belongs to an object. */
const relatedWithinMs = 1500;
/** Pods listed on the page of an object; more are one link away. */
const mostPods = 200;

/** Finds the one object of a question; undefined where the cluster cannot say whether it has it. HindsightError `object-not-found` where it says no. */
export async function findObject(parts: ServerParts, q: ObjectQuestion): Promise<FoundObject | undefined> {
  const { answer, plan, view } = await ask(parts, { query: { ...q.query, limit: 1 }, scope: q.scope, signal: q.signal });
  const [table] = answer.tables;
  const found = table?.rows[0];
  if (table === undefined || found === undefined) {
    if (isComplete(answer.coverage)) throw new HindsightError('object-not-found', 'The requested Kubernetes object does not exist');
    return undefined;
  }
  const shard = view.shard(found.cluster, table.resource);
  const row = shard?.byKey(`${found.namespace ?? ''}/${found.name}`);
  const cluster = view.cluster(found.cluster);
  const def = plan.tables.find(({ resource }) => resource === table.resource)?.def;
  if (shard === undefined || row === undefined || cluster === undefined || def === undefined) return undefined;
  return { cluster, def, view, shard, row, object: typedObject(shard, row) };
}

/** The object in the version that was asked for, which only the API server knows; as it is kept where none was named. */
export async function objectAsAsked(parts: ServerParts, q: ObjectQuestion, found: FoundObject): Promise<KubeObject> {
  const version = namedVersion(q.params, found.def);
  if (version === undefined || version === found.object.apiVersion) return found.object;
  const live = await liveObject(parts, q, { found, version });
  if (typeof live !== 'string') return live;
  throw new HindsightError('coverage-insufficient', `${found.cluster.id} could not be asked for ${version}: ${live}`);
}

/** Everything that the page of an object shows, gathered from what is known; only YAML asks the API server. */
export async function objectPage(parts: ServerParts, q: ObjectQuestion, found: FoundObject): Promise<Omit<ObjectPage, 'origin' | 'extra'>> {
  const { cluster, def } = found;
  const view = viewOf(q.params);
  const version = namedVersion(q.params, def);
  const related = await openWithin(parts, { need: relatedNeeds(found), scope: q.scope, signal: q.signal, withinMs: relatedWithinMs });
  const nowMs = parts.clock.nowMs();
  const { shard, row, object } = still(related, found);
  const subject = { view: related, shard, row, object: shard.object(row), nowMs };
  const described = describeObject(related, shard, row, nowMs);
  const page = {
    cluster,
    resource: def,
    object,
    description: withUsage(described, related, found),
    relations: [usesSection(subject), usedBySection(subject)].filter((section) => section !== undefined),
    view,
    findings: findingsOf(parts, q.scope, found),
    notices:
      version !== undefined && version !== object.apiVersion && view !== 'yaml'
        ? [`Version ${version} is shown by the YAML view and the downloads.`]
        : [],
    showsLogs: q.scope.grant(cluster.id, 'pods', 'logs') !== 'none',
    resourceOf: (name: ObjectName) => ownerResource(parts, object, name),
  };
  if (view === 'yaml') return { ...page, yaml: await yamlOf(parts, q, { found: { ...found, shard, row, object }, version }) };
  if (view === 'compare') return { ...page, diff: await compared(parts, q, found) };
  const pods = await podsOf(parts, q, found);
  return pods === undefined ? page : { ...page, pods };
}

function findingsOf({ findings }: ServerParts, scope: Scope, { cluster, def, object }: FoundObject): ObjectPage['findings'] {
  const { namespace, name } = object.metadata;
  return findings?.findingsOf(scope, { cluster: cluster.id, resource: def.id, namespace, name }) ?? [];
}

function viewOf(params: URLSearchParams): ObjectPage['view'] {
  if ((params.get('compare') ?? '') !== '') return 'compare';
  return params.get('view') === 'yaml' ? 'yaml' : 'default';
}

function relatedNeeds({ cluster, def, object }: FoundObject): readonly ShardNeed[] {
  const { namespace, name } = object.metadata;
  const own = def.namespaced ? namespace : def.id === 'namespaces' ? name : undefined;
  const metrics = def.id === 'pods' ? ['pods.metrics.k8s.io'] : [];
  const resources = new Set([...relatedResources(def), ...relationResources(def.id), ...metrics]);
  return [...resources].map((resource) => ({ cluster: cluster.id, resource, ...narrowed(resource, own) }));
}

function narrowed(resource: ResourceId, namespace: string | undefined): Pick<ShardNeed, 'narrow'> {
  return namespace === undefined || builtinById.get(resource)?.namespaced === false ? {} : { narrow: { namespace } };
}

/** The object as the newer view has it; as it was found where it went meanwhile. */
function still(view: FleetView, found: FoundObject): Pick<FoundObject, 'shard' | 'row' | 'object'> {
  const shard = view.shard(found.cluster.id, found.def.id);
  const row = shard?.byKey(found.shard.key(found.row));
  return shard === undefined || row === undefined ? found : { shard, row, object: typedObject(shard, row) };
}

function withUsage(description: Description, view: FleetView, { cluster, def, object }: FoundObject): Description {
  if (def.id !== 'pods') return description;
  const metrics = view.shard(cluster.id, 'pods.metrics.k8s.io');
  const row = metrics?.byKey(`${object.metadata.namespace ?? ''}/${object.metadata.name}`);
  const usage = metrics === undefined || row === undefined ? undefined : metrics.object(row);
  const sections = description.sections.map((section) =>
    section.id === 'containers' ? withContainerUsage(section, object, usage) : section,
  );
  return { ...description, sections };
}

/** The resource of an owner whose kind is no built-in, as discovery knows it. */
function ownerResource({ directory }: ServerParts, { metadata }: KubeObject, { kind, name }: ObjectName): ResourceId | undefined {
  const owner = metadata.ownerReferences?.find((one) => one.kind === kind && one.name === name);
  if (owner === undefined || typeof owner.apiVersion !== 'string') return undefined;
  const slash = owner.apiVersion.indexOf('/');
  const group = slash === -1 ? '' : owner.apiVersion.slice(0, slash);
  for (const def of directory.resources().values()) if (def.kind === kind && def.group === group) return def.id;
  return undefined;
}

async function podsOf(parts: ServerParts, q: ObjectQuestion, { cluster, def, object }: FoundObject): Promise<ObjectPage['pods']> {
  const asked = podsQueryOf(
    { cluster: cluster.id, resource: def.id },
    object,
    selectorText(object.spec?.podSelector ?? object.spec?.selector),
  );
  if (asked === undefined) return undefined;
  const query = { ...asked, sort: parseSort(q.params.get('sort') ?? ''), limit: mostPods };
  const { answer, plan, view } = await ask(parts, { query, scope: q.scope, signal: q.signal });
  return { answer, query, cursor: answerVersion(plan, view) };
}

function liveObject(
  parts: ServerParts,
  q: ObjectQuestion,
  { found, version }: { readonly found: FoundObject; readonly version: string | undefined },
): Promise<KubeObject | string> {
  const { cluster, def, object, shard } = found;
  return readLiveObject(parts, {
    cluster: cluster.id,
    def,
    groupVersion: version ?? (shard.state.groupVersion || object.apiVersion || def.version),
    kept: object,
    scope: q.scope,
    signal: q.signal,
    isNamed: version !== undefined,
  });
}

async function yamlOf(
  parts: ServerParts,
  q: ObjectQuestion,
  of: { readonly found: FoundObject; readonly version: string | undefined },
): Promise<NonNullable<ObjectPage['yaml']>> {
  const live = await liveObject(parts, q, of);
  if (typeof live !== 'string') return { object: live, read: { from: 'live' } };
  return { object: of.found.object, read: { from: 'kept', atMs: of.found.shard.state.trueAtMs, reason: live } };
}

async function compared(parts: ServerParts, q: ObjectQuestion, { cluster }: FoundObject): Promise<NonNullable<ObjectPage['diff']>> {
  const others = (q.params.get('compare') ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const clusters = others.includes('_all') ? ['_all'] : [cluster.id, ...others];
  const { answer, view } = await ask(parts, { query: { ...q.query, clusters }, scope: q.scope, signal: q.signal });
  const objects = await driveSlices(answerObjects(answer, view), { signal: q.signal });
  const rank = (id: string): number => (id === cluster.id ? -1 : others.includes(id) ? others.indexOf(id) : others.length);
  const ordered = [...objects].sort((a, b) => rank(a.cluster) - rank(b.cluster));
  const silent = answer.coverage.gaps.filter(({ state, cluster: id }) => state !== 'stale' && !objects.some((one) => one.cluster === id));
  const told = new Set([...objects.map((one) => one.cluster), ...silent.map((gap) => gap.cluster)]);
  const missing = answer.coverage.asked.filter((id) => !told.has(id));
  return {
    diff: diffObjects({ objects: ordered, missing }),
    silent: silent.map(({ cluster: id, state, reason }) => ({ cluster: id, reason: reason === '' ? state : `${state}: ${reason}` })),
  };
}
