import type { Answer, Table, TableRow } from '../../query/table.ts';
import type { Cell } from '../../resources/column.ts';

/** Buckets of the last hour, five minutes each. */
export const hourBuckets = 12;
const bucketMs = 300_000;

/** Events that say the same of objects of one kind. */
export interface EventGroup {
  readonly type: string;
  readonly reason: string;
  /** `pod`, in lower case as events print it. */
  readonly kind: string;
  /** How often it was said. */
  readonly count: number;
  readonly lastMs: number;
  /** What was said last. */
  readonly message: string;
  readonly clusters: number;
  /** How often within each five minutes of the last hour, the newest last. Repeats are spread evenly between the first and the last. */
  readonly lastHour: readonly number[];
  /** The objects it was said of, the most frequent first. */
  readonly objects: readonly EventObject[];
}

/** An object that events are about. */
export interface EventObject {
  readonly cluster: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly count: number;
}

interface Building {
  readonly type: string;
  readonly reason: string;
  readonly kind: string;
  count: number;
  lastMs: number;
  message: string;
  readonly clusters: Set<string>;
  readonly lastHour: number[];
  readonly objects: Map<string, EventObject & { count: number }>;
}

/** Events by reason and kind of object: warnings first, then by how much of it the last hour saw, then by count. */
export function eventGroups(answer: Answer): readonly EventGroup[] {
  const groups = new Map<string, Building>();
  for (const table of answer.tables) for (const row of table.rows) add(groups, readerOf(table), { row, nowMs: answer.nowMs });
  return [...groups.values()].map(finished).sort(byWeight);
}

type CellReader = (row: TableRow, name: string) => Cell;

function readerOf(table: Table): CellReader {
  const at = new Map(table.columns.map(({ name }, i) => [name, i]));
  return (row, name) => row.cells[at.get(name) ?? -1] ?? null;
}

function add(groups: Map<string, Building>, cell: CellReader, { row, nowMs }: { readonly row: TableRow; readonly nowMs: number }): void {
  const text = (name: string): string => String(cell(row, name) ?? '');
  const [type, reason, object] = [text('Type'), text('Reason'), text('Object')];
  const slash = object.indexOf('/');
  const kind = slash === -1 ? object : object.slice(0, slash);
  const key = JSON.stringify([type, reason, kind]);
  const group: Building = groups.get(key) ?? {
    type,
    reason,
    kind,
    count: 0,
    lastMs: Number.NEGATIVE_INFINITY,
    message: '',
    clusters: new Set(),
    lastHour: Array.from({ length: hourBuckets }, () => 0),
    objects: new Map(),
  };
  groups.set(key, group);
  const lastMs = timeIn(cell(row, 'Last Seen')) ?? row.createdMs ?? 0;
  const count = Math.max(1, Number(cell(row, 'Count') ?? 1) || 1);
  group.count += count;
  group.clusters.add(row.cluster);
  if (lastMs >= group.lastMs) {
    group.lastMs = lastMs;
    group.message = text('Message');
  }
  spread(group.lastHour, { fromMs: timeIn(cell(row, 'First Seen')) ?? lastMs, toMs: lastMs, count, nowMs });
  const name = object.slice(slash + 1);
  const place = JSON.stringify([row.cluster, row.namespace, name]);
  const known = group.objects.get(place) ?? { cluster: row.cluster, namespace: row.namespace, name, count: 0 };
  known.count += count;
  group.objects.set(place, known);
}

function timeIn(cell: Cell): number | undefined {
  return typeof cell === 'number' && Number.isFinite(cell) ? cell : undefined;
}

function spread(
  hour: number[],
  q: { readonly fromMs: number; readonly toMs: number; readonly count: number; readonly nowMs: number },
): void {
  const { fromMs, toMs, count, nowMs } = q;
  const steps = Math.min(count, hourBuckets * 20);
  for (let i = 0; i < steps; i++) {
    const atMs = steps === 1 ? toMs : fromMs + ((toMs - fromMs) * i) / (steps - 1);
    const bucket = hourBuckets - 1 - Math.floor(Math.max(0, nowMs - atMs) / bucketMs);
    if (bucket >= 0) hour[bucket] = (hour[bucket] ?? 0) + count / steps;
  }
}

function finished({ clusters, objects, lastHour, ...group }: Building): EventGroup {
  return {
    ...group,
    clusters: clusters.size,
    lastHour: lastHour.map((count) => Math.round(count * 10) / 10),
    objects: [...objects.values()].sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)),
  };
}

function byWeight(a: EventGroup, b: EventGroup): number {
  const warning = (group: EventGroup): number => (group.type === 'Normal' ? 1 : 0);
  const recent = (group: EventGroup): number => group.lastHour.reduce((sum, count) => sum + count, 0);
  return warning(a) - warning(b) || recent(b) - recent(a) || b.count - a.count || (a.reason < b.reason ? -1 : 1);
}
