import type { FleetView, RowId, ShardView } from '../../fleet/fleet-view.ts';
import type { ResourceId } from '../../kube/api-resource.ts';
import { humanDuration } from '../../kube/duration.ts';
import type { ResourceDef } from '../../resources/resource.ts';
import { conditionsSection } from './conditions-section.ts';
import { containersSection } from './containers-section.ts';
import { contentSection } from './content-section.ts';
import type { DescribedSection, Description } from './description.ts';
import { eventsSection } from './events-section.ts';
import { hasOwnSections, kindSection } from './kind-sections.ts';
import { ownable, ownedSection } from './owned-section.ts';
import { schedulingSection, volumesSection } from './pod-sections.ts';
import { podsSection } from './pods-section.ts';
import { problemsSection } from './problems-section.ts';
import type { Subject } from './subject.ts';
import { summarySection } from './summary-section.ts';

/**
 * Everything worth saying about one row of a shard, from what the view has: summary, problems with what to look at next, conditions, containers, volumes, scheduling, what
 * it owns, its pods, events. Related resources that are not in the view are left out, events with a note. Never throws on odd objects' content.
 */
export function describeObject(view: FleetView, shard: ShardView, row: RowId, nowMs: number): Description {
  const object = shard.object(row);
  const subject: Subject = { view, shard, row, object, nowMs };
  const { kind, id } = shard.resource;
  const { name, namespace } = object.metadata;
  return {
    cluster: shard.cluster,
    object: { resource: id, kind, name, ...(namespace === undefined ? {} : { namespace }) },
    uid: shard.uid(row),
    stale: staleText(shard, nowMs),
    nowMs,
    sections: sectionsOf(subject),
  };
}

/** The resources that a description reads besides the object's own, where they are synced. */
export function relatedResources({ id, origin }: Pick<ResourceDef, 'id' | 'origin'>): readonly ResourceId[] {
  const owners: readonly ResourceId[] = id === 'pods' ? ['replicasets.apps', 'jobs.batch'] : [];
  const through: readonly ResourceId[] = ownsWorkloads.has(id) || origin !== 'declared' ? ownable : [];
  const pods: readonly ResourceId[] = hasPods.has(id) ? ['pods'] : [];
  return [...new Set<ResourceId>(['events', ...owners, ...through, ...pods])].filter((resource) => resource !== id);
}

const ownsWorkloads: ReadonlySet<ResourceId> = new Set(['deployments.apps', 'cronjobs.batch']);
const hasPods: ReadonlySet<ResourceId> = new Set([
  'nodes',
  'services',
  'persistentvolumeclaims',
  'replicasets.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'jobs.batch',
  'replicationcontrollers',
  'poddisruptionbudgets.policy',
  'networkpolicies.networking.k8s.io',
]);

function sectionsOf(subject: Subject): readonly DescribedSection[] {
  const { object, shard } = subject;
  const isPod = shard.resource.id === 'pods';
  const template = object.spec?.template?.spec ?? object.spec?.jobTemplate?.spec?.template?.spec;
  const podSpec: unknown = isPod ? object.spec : template;
  const sections = [
    summarySection(subject),
    problemsSection(subject),
    conditionsSection(subject),
    kindSection(subject),
    isPod ? containersSection(podSpec, object.status ?? {}) : containersSection(podSpec),
    volumesSection(podSpec),
    schedulingSection(podSpec),
    hasOwnSections(shard.resource.id) ? undefined : contentSection(subject),
    ownedSection(subject),
    podsSection(subject),
    eventsSection(subject),
  ];
  return sections.filter((section) => section !== undefined);
}

function staleText({ state }: ShardView, nowMs: number): string {
  if (state.state === 'live') return '';
  const reason = state.reason === '' ? '' : `: ${state.reason}`;
  return `last known state, ${state.state} for ${humanDuration(nowMs - state.sinceMs)}${reason}`;
}
