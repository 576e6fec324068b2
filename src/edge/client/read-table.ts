import type { KubeObject } from '../../core/kube/object.ts';
import { ApiFailure, type ServerTable } from './api-server.ts';
import type { HttpAnswer } from './http-transport.ts';
import { ListScanner } from './list-scanner.ts';
import { pumpBody, sliceBytes } from './pump-body.ts';
import { plainBody } from './read-text.ts';
import { withQuery } from './resource-path.ts';
import { type TableRow, TableRowReader } from './table-row-reader.ts';

/** Plain JSON last, since aggregated APIs may not know Tables. Source: spec web-view D.4, 1. */
const accept = ['v1', 'v1beta1']
  .map((version) => `application/json;as=Table;v=${version};g=meta.k8s.io`)
  .concat('application/json')
  .join(',');
const onlyTable = 'application/json;as=Table;v=v1;g=meta.k8s.io';

/** What reading a Table needs of the API server. */
export interface TablePort {
  open(path: string, accept: string): Promise<{ answer: HttpAnswer; release(): void }>;
  onWire(bytes: number): void;
  readonly maxObjectBytes: number;
  readonly idleDeadlineMs: number;
}

/**
 * Reads a list as the server prints it, row by row while it arrives; a server that answers a list instead of a Table yields Name and Created At. Throws what the stream
 * throws, or ApiFailure.
 */
export async function readTable(path: string, q: { includeObject: string; ofSecrets: boolean }, port: TablePort): Promise<ServerTable> {
  const { answer, release } = await port.open(withQuery(path, { includeObject: q.includeObject }), q.ofSecrets ? onlyTable : accept);
  const scanner = new ListScanner(new TableRowReader(q), { maxObjectBytes: port.maxObjectBytes, inputBytes: 2 * sliceBytes });
  const rows: TableRow[] = [];
  try {
    await pumpBody(
      plainBody(answer, port.onWire),
      { add: (chunk) => scanner.add(chunk), work: () => void rows.push(...scanner.take()) },
      { idleDeadlineMs: port.idleDeadlineMs },
    );
    if (!answer.complete()) throw new ApiFailure('reset', 'connection closed in mid-answer');
    rows.push(...scanner.finish());
    return toTable(scanner.document() as WireTable, rows, q.ofSecrets);
  } finally {
    scanner.close();
    release();
  }
}

interface WireTable {
  readonly kind?: string;
  readonly metadata?: { readonly resourceVersion?: string };
  readonly columnDefinitions?: readonly { name?: string; type?: string; priority?: number; description?: string }[] | null;
}

function toTable(wire: WireTable, rows: readonly TableRow[], ofSecrets: boolean): ServerTable {
  const resourceVersion = wire.metadata?.resourceVersion ?? '';
  if (wire.kind === 'Table') return { columns: (wire.columnDefinitions ?? []).map(toColumn), rows, resourceVersion };
  if (ofSecrets || wire.kind?.endsWith('List') !== true) {
    throw new ApiFailure('garbage', `the answer is a ${wire.kind ?? 'document without kind'}, no Table`);
  }
  return {
    columns: [toColumn({ name: 'Name' }), toColumn({ name: 'Created At', type: 'date' })],
    rows: rows.map(fromItem),
    resourceVersion,
  };
}

function toColumn(column: { name?: string; type?: string; priority?: number; description?: string }): ServerTable['columns'][number] {
  const { name = '', type = 'string', priority = 0, description = '' } = column;
  return { name, type, priority, description };
}

function fromItem({ object }: TableRow): TableRow {
  const metadata: Partial<KubeObject['metadata']> = object?.metadata ?? {};
  return { cells: [metadata.name ?? '', metadata.creationTimestamp ?? null], object };
}
