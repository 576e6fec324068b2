import { groupVersionOf } from '../../core/kube/api-resource.ts';
import type { KubeObject } from '../../core/kube/object.ts';
import type { ColumnDef } from '../../core/resources/column.ts';
import type { ResourceDef } from '../../core/resources/resource.ts';
import { ApiFailure, type ListItem, type ServerTable } from '../client/api-server.ts';
import type { ReflectorHost } from './reflector-host.ts';
import type { ShardFeed } from './shard-feed.ts';
import type { StreamPath } from './stream-path.ts';

/**
 * The field of an object under which the cells of the server's own Table are kept, by column name.
 * No Kubernetes field has a dot in its name, so it cannot be taken for one.
 */
export const tableCellsField = 'hindsight.cells';

/**
 * Reads resources whose columns we do not know as the server prints them: a definition whose columns are the Table's, as text, and objects that are metadata and cells.
 * `open` is called with the definition before the first object is handed over. Throws ApiFailure.
 */
export async function readServerTable(q: {
  host: ReflectorHost;
  feed: ShardFeed;
  paths: readonly StreamPath[];
  resource: ResourceDef;
  signal: AbortSignal;
  open(definition: ResourceDef): void;
}): Promise<{ received: number; resourceVersion: string }> {
  const lease = await q.host.place('asked', q.signal);
  if (lease === undefined) throw new ApiFailure('aborted', 'given up before it began');
  try {
    const tables: ServerTable[] = [];
    for (const path of q.paths) {
      tables.push(await q.host.api().table(withSelectors(path), { signal: q.signal, includeObject: 'Metadata' }));
      q.host.answered();
    }
    const definition = tableResource(q.resource, tables);
    q.open(definition);
    q.feed.beginList('', false);
    const items = tables.flatMap((table) => rowsOf(table, definition));
    q.feed.listed(items, '');
    const resourceVersion = tables[0]?.resourceVersion ?? '';
    q.feed.endList(resourceVersion);
    await q.feed.settled();
    return { received: items.length, resourceVersion };
  } finally {
    lease.release();
  }
}

/** A definition with the server's columns as text. */
function tableResource(resource: ResourceDef, tables: readonly ServerTable[]): ResourceDef {
  const columns = new Map<string, ColumnDef>();
  for (const { columns: declared } of tables)
    for (const { name, priority, description } of declared)
      if (!columns.has(name)) columns.set(name, cellColumn({ name, wide: priority > 0, description }));
  return { ...resource, origin: 'printer', columns: columns.size === 0 ? resource.columns : [...columns.values()] };
}

function cellColumn(q: { name: string; wide: boolean; description: string }): ColumnDef {
  return {
    name: q.name,
    type: 'text',
    ...(q.wide ? { wide: true } : {}),
    description: q.description,
    missing: '',
    value: (object) => {
      const cells: unknown = object[tableCellsField];
      const text = cells !== null && typeof cells === 'object' ? (cells as Record<string, unknown>)[q.name] : undefined;
      return typeof text === 'string' ? text : null;
    },
  };
}

const encoder = new TextEncoder();

function rowsOf(table: ServerTable, definition: ResourceDef): readonly ListItem[] {
  return table.rows.flatMap(({ cells, object }) => {
    if (object === undefined) return [];
    const named = Object.fromEntries(table.columns.map(({ name }, i) => [name, textOf(cells[i])]));
    const row: KubeObject = {
      apiVersion: groupVersionOf(definition),
      kind: definition.kind,
      metadata: object.metadata,
      [tableCellsField]: named,
    };
    return [{ object: row, bytes: encoder.encode(JSON.stringify(row)) }];
  });
}

/** Declared types lie; lists and maps come as JSON. Source: web-view.md D.5, 5. */
function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'string' ? cell : JSON.stringify(cell);
}

function withSelectors(path: StreamPath): string {
  const query = new URLSearchParams();
  if (path.labelSelector !== undefined) query.set('labelSelector', path.labelSelector);
  if (path.fieldSelector !== undefined) query.set('fieldSelector', path.fieldSelector);
  return query.size === 0 ? path.path : `${path.path}?${query}`;
}
