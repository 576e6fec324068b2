import type { ResourceId } from '../../kube/api-resource.ts';
import { compareNatural } from '../../resources/compare-natural.ts';
import type { DescribedSection, DescribedValue } from './description.ts';
import { cellOf } from './pods-section.ts';
import { nameOf, rowsWhere, type Subject, sibling } from './subject.ts';
import { text } from './values.ts';

/** What may be owned by something, as far as it is kept in sync. */
export const ownable: readonly ResourceId[] = [
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'replicasets.apps',
  'cronjobs.batch',
  'jobs.batch',
  'pods',
  'services',
  'ingresses.networking.k8s.io',
];

const mostRows = 20;

/** What an object owns directly, pods of workloads excepted, which have a table of their own; undefined where that is nothing. Newest first. */
export function ownedSection(subject: Subject): DescribedSection | undefined {
  const rows = ownable.flatMap((resource): readonly (readonly DescribedValue[])[] => {
    const shard = sibling(subject, resource);
    if (shard === undefined || (resource === 'pods' && subject.shard.resource.origin === 'declared')) return [];
    const found = [...rowsWhere(shard.byOwner(subject.object.metadata.uid))];
    const created = shard.column('Created')?.numbers;
    found.sort((a, b) => (created?.number(b) ?? 0) - (created?.number(a) ?? 0) || compareNatural(nameOf(shard, a), nameOf(shard, b)));
    return found.map((row) => [
      cellOf(shard, row, 'Name', subject.nowMs),
      text(gist(subject, resource, row)),
      cellOf(shard, row, 'Age', subject.nowMs),
    ]);
  });
  if (rows.length === 0) return undefined;
  return {
    id: 'owned',
    title: `Owns (${rows.length})`,
    form: 'table',
    columns: ['Object', 'State', 'Age'],
    rows: rows.slice(0, mostRows),
    more: Math.max(0, rows.length - mostRows),
  };
}

/** The columns that tell most of each resource. */
const tellingColumns: ReadonlyMap<ResourceId, readonly string[]> = new Map([
  ['pods', ['Status']],
  ['replicasets.apps', ['Ready', 'Desired']],
  ['daemonsets.apps', ['Ready', 'Desired']],
  ['jobs.batch', ['Status', 'Completions']],
  ['cronjobs.batch', ['Schedule']],
  ['services', ['Type']],
  ['ingresses.networking.k8s.io', ['Hosts']],
]);

function gist(subject: Subject, resource: ResourceId, row: number): string {
  const shard = sibling(subject, resource);
  if (shard === undefined) return '';
  const parts = (tellingColumns.get(resource) ?? ['Ready']).map((name) => {
    const cell = cellOf(shard, row, name, subject.nowMs);
    const shown = cell.type === 'text' ? cell.text : '';
    return name === 'Ready' && shown !== '' ? `${shown} ready` : name === 'Desired' ? `of ${shown}` : shown;
  });
  return parts.filter((part) => part !== '').join(' ');
}
