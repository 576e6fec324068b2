import type { KubeObject } from '../../core/kube/object.ts';
import { cellText } from '../../core/resources/cell-text.ts';
import type { Cell, ColumnDef } from '../../core/resources/column.ts';
import type { SimEntry } from '../../core/sim/sim-cluster.ts';
import { goJson, objectBytes } from './object-bytes.ts';
import { bookmarkObject, type ObjectWriter } from './object-writer.ts';

/** What a table's rows carry beside their cells. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

/** One column as a Table declares it. */
export interface TableColumnHead {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

/** What a table is made from. */
export interface TableSource {
  readonly version: 'v1' | 'v1beta1';
  readonly include: IncludeObject;
  /** Cells of custom resources are null where nothing is; those of built-in types are text. */
  readonly custom: boolean;
  readonly columns: readonly ColumnDef[];
  /** Declared types of the columns where they differ from what their values are. */
  readonly declaredTypes: ReadonlyMap<string, string>;
  readonly whole: ObjectWriter;
  readonly metadata: ObjectWriter;
  nowMs(): number;
}

const end = Buffer.from('}');
const rowsEnd = Buffer.from(']}');

/** Objects as rows of the server's own Table; ages count to the moment of writing. One writer serves one request. */
export function tableWriter(source: TableSource): ObjectWriter {
  const apiVersion = `meta.k8s.io/${source.version}`;
  const heads = goJson(source.columns.map((column) => columnHead(column, source.declaredTypes)));
  const opening = (resourceVersion: string, columns: string): Buffer =>
    Buffer.from(
      `{"kind":"Table","apiVersion":"${apiVersion}","metadata":{"resourceVersion":"${resourceVersion}"},"columnDefinitions":${columns},"rows":[`,
    );
  const row = (entry: SimEntry): readonly Uint8Array[] => [Buffer.from(cellsText(source, entry.object)), ...rowObject(source, entry), end];
  const table = (entry: SimEntry, columns: string): readonly Uint8Array[] => [
    opening(String(entry.object.metadata.resourceVersion), columns),
    ...row(entry),
    rowsEnd,
  ];
  let headsSent = false;
  const nextHeads = (): string => {
    const columns = headsSent ? 'null' : heads;
    headsSent = true;
    return columns;
  };
  return {
    listKind: 'Table',
    listApiVersion: apiVersion,
    listField: 'rows',
    listPreamble: `"columnDefinitions":${heads},`,
    item: row,
    whole: (entry) => table(entry, heads),
    event: (entry) => table(entry, nextHeads()),
    bookmark: (resourceVersion, initialEventsEnd) =>
      Buffer.concat([opening(String(resourceVersion), nextHeads()), bookmarkRow(source, resourceVersion, initialEventsEnd), rowsEnd]),
  };
}

function rowObject(source: TableSource, entry: SimEntry): readonly Uint8Array[] {
  if (source.include === 'None') return [Buffer.from('null')];
  return source.include === 'Object' ? source.whole.whole(entry) : source.metadata.whole(entry);
}

function cellsText(source: TableSource, object: KubeObject): string {
  const nowMs = source.nowMs();
  return `{"cells":${goJson(source.columns.map((column) => tableCell(source, column, nowMs, object)))},"object":`;
}

/** A row that says nothing, as a real server sends it: the bookmark's object printed like any other. */
function bookmarkRow(source: TableSource, resourceVersion: number, initialEventsEnd: boolean): Buffer {
  const object = bookmarkObject(resourceVersion, initialEventsEnd);
  const cells = cellsText(source, object);
  // The mark of the end of initial events would be lost without an object, so the server sends the metadata even then.
  if (source.include === 'None' && !initialEventsEnd) return Buffer.from(`${cells}null}`);
  const prefix = `{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/${source.version}",`;
  return Buffer.from(`${cells}${prefix}${objectBytes(object, false).body.subarray(1).toString()}}`);
}

/** Numbers and truth values stay what they are; all else is text, as printers on the server write it. */
function tableCell(source: TableSource, column: ColumnDef, nowMs: number, object: KubeObject): unknown {
  const cell: Cell = column.value(object);
  if (
    column.print === undefined &&
    (typeof cell === 'number' || typeof cell === 'boolean') &&
    ['number', 'boolean'].includes(column.type)
  ) {
    return cell;
  }
  if (cell === null && source.custom) return null;
  return cellText(column, cell, nowMs);
}

function columnHead(column: ColumnDef, declared: ReadonlyMap<string, string>): TableColumnHead {
  return {
    name: column.name,
    type: declared.get(column.name) ?? declaredType(column),
    format: column.name === 'Name' ? 'name' : '',
    description: column.description ?? '',
    priority: column.wide === true ? 1 : 0,
  };
}

function declaredType(column: ColumnDef): string {
  if (column.type === 'number') return 'integer';
  if (column.type === 'boolean' || column.type === 'date') return column.type;
  return 'string';
}
