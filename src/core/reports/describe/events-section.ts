import type { RowId, ShardView } from '../../fleet/fleet-view.ts';
import { statusLevel } from '../status-look.ts';
import type { DescribedSection } from './description.ts';
import { ownable } from './owned-section.ts';
import { podRowsOf } from './pods-section.ts';
import { nameOf, rowsWhere, type Subject, sibling } from './subject.ts';
import { text } from './values.ts';

const mostRows = 30;

/** Objects whose events are looked for at most: a node may carry 250 pods. */
const mostObjects = 300;

/** Events of an object and of what it owns, grouped by reason and object, the newest last; a note where events may not be read. */
export function eventsSection(subject: Subject): DescribedSection | undefined {
  const frame = {
    id: 'events',
    title: 'Events',
    form: 'table',
    columns: ['Last seen', 'Type', 'Reason', 'Object', 'Count', 'Message'],
  } as const;
  if (subject.shard.resource.id === 'events') return undefined;
  const events = sibling(subject, 'events');
  if (events === undefined || events.state.state === 'forbidden' || events.state.state === 'unreachable') {
    const why = events === undefined ? 'they are not synced' : `${events.state.state}: ${events.state.reason}`;
    return { ...frame, rows: [], more: 0, note: `Events are not shown: ${why}.` };
  }
  const groups = groupEvents(events, wantedSubjects(subject));
  if (groups.length === 0)
    return { ...frame, rows: [], more: 0, note: 'None. Clusters forget events after an hour, unless told otherwise.' };
  const shown = groups.slice(-mostRows);
  const rows = shown.map((group) => [
    { type: 'time', atMs: group.lastMs } as const,
    text(group.type, statusLevel('events', 'Type', group.type)),
    text(group.reason, statusLevel('events', 'Reason', group.reason)),
    text(group.object),
    text(String(group.count)),
    text(group.message),
  ]);
  return { ...frame, title: `Events (${groups.length})`, rows, more: groups.length - shown.length };
}

/** Events that say the same of the same object. */
interface EventGroup {
  readonly type: string;
  readonly reason: string;
  readonly object: string;
  readonly message: string;
  count: number;
  lastMs: number;
}

/** `pod/web-1` with the uids that may stand behind it. */
function wantedSubjects(subject: Subject): ReadonlyMap<string, ReadonlySet<string>> {
  const wanted = new Map<string, Set<string>>();
  const add = (shard: ShardView, row: RowId): void => {
    const key = `${shard.resource.kind.toLowerCase()}/${nameOf(shard, row)}`;
    wanted.set(key, (wanted.get(key) ?? new Set()).add(shard.uid(row)));
  };
  add(subject.shard, subject.row);
  const { uid } = subject.object.metadata;
  for (const resource of ownable) {
    const shard = sibling(subject, resource);
    if (shard === undefined) continue;
    for (const row of rowsWhere(shard.byOwner(uid)).slice(0, mostObjects)) add(shard, row);
  }
  const pods = sibling(subject, 'pods');
  const onNode = subject.shard.resource.id === 'nodes';
  if (pods !== undefined && !onNode) for (const row of (podRowsOf(subject, pods) ?? []).slice(0, mostObjects)) add(pods, row);
  return wanted;
}

function groupEvents(events: ShardView, wanted: ReadonlyMap<string, ReadonlySet<string>>): readonly EventGroup[] {
  const cell = (name: string, row: RowId): unknown => events.column(name)?.cell(row) ?? null;
  const groups = new Map<string, EventGroup>();
  for (const row of rowsWhere(events.rows, (one) => wanted.has(String(cell('Object', one) ?? '')))) {
    const object = String(cell('Object', row));
    if (!isAbout(events, row, wanted.get(object) ?? new Set())) continue;
    const [type, reason, message] = ['Type', 'Reason', 'Message'].map((name) => String(cell(name, row) ?? '')) as [string, string, string];
    const lastMs = Number(cell('Last Seen', row) ?? 0);
    const key = JSON.stringify([object, type, reason, message]);
    const group = groups.get(key) ?? { type, reason, object, message, count: 0, lastMs };
    group.count += Number(cell('Count', row) ?? 1);
    group.lastMs = Math.max(group.lastMs, lastMs);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => a.lastMs - b.lastMs);
}

/** Not an event of an earlier object of the same name. Kubelets write a node's name where its uid belongs. */
function isAbout(events: ShardView, row: RowId, uids: ReadonlySet<string>): boolean {
  const about = events.object(row).involvedObject ?? events.object(row).regarding;
  const uid = about?.uid;
  return typeof uid !== 'string' || uid === '' || uids.has(uid) || uid === about?.name;
}
