import { cellText } from '../../../src/core/resources/cell-text.ts';
import type { ColumnDef } from '../../../src/core/resources/column.ts';
import type { ResourceDef } from '../../../src/core/resources/resource.ts';
import type { RawTarget } from '../../kit/raw-request.ts';
import { rawRequest } from '../../kit/raw-request.ts';
import { acceptAs } from '../case-context.ts';
import type { Any } from '../contract-server.ts';

/** What came of holding one resource's columns against the server's own Table. */
export interface TableComparison {
  readonly rows: number;
  readonly cells: number;
  /** `resource/object Column: server "x", ours "y"`. */
  readonly differences: readonly CellDifference[];
}

/** One cell that is not what the server printed. */
export interface CellDifference {
  /** `plural.group Column`: what a list of explanations names. */
  readonly column: string;
  readonly text: string;
}

/** Reads the server's Table with the whole objects in it, and prints the same objects by our columns. */
export async function compareTable(target: RawTarget, path: string, resource: ResourceDef): Promise<TableComparison> {
  const fromMs = Date.now();
  const answer = await rawRequest(target, { path: `${path}?includeObject=Object`, headers: acceptAs('Table') });
  const toMs = Date.now();
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
  const table = answer.json();
  if (table.kind !== 'Table') throw new Error(`${path} answered ${table.kind}, not a Table`);
  const differences = [...columnDifferences(resource, table.columnDefinitions), ...rowDifferences(resource, table, { fromMs, toMs })];
  return { rows: table.rows.length, cells: table.rows.length * table.columnDefinitions.length, differences };
}

function columnDifferences(resource: ResourceDef, serverColumns: readonly Any[]): CellDifference[] {
  const shape = (name: string, wide: boolean): string => (wide ? `${name}*` : name);
  const theirs = serverColumns.map((column) => shape(column.name, column.priority > 0)).join(', ');
  const ours = resource.columns.map((column) => shape(column.name, column.wide === true)).join(', ');
  return theirs === ours ? [] : [{ column: `${resource.id} columns`, text: `${resource.id} columns: server ${theirs}; ours ${ours}` }];
}

function rowDifferences(resource: ResourceDef, table: Any, during: { fromMs: number; toMs: number }): CellDifference[] {
  const found: CellDifference[] = [];
  for (const row of table.rows) {
    for (const [i, column] of resource.columns.entries()) {
      const server = serverText(row.cells[i]);
      const ours = printings(column, row.object, during);
      if (ours.includes(server)) continue;
      const name = [row.object.metadata.namespace, row.object.metadata.name].filter(Boolean).join('/');
      found.push({
        column: `${resource.id} ${column.name}`,
        text: `${resource.id} ${name} ${column.name}: server ${JSON.stringify(server)}, ours ${JSON.stringify(ours[0])}`,
      });
    }
  }
  return found;
}

/** A cell as kubectl writes it: nothing for null, the value's own text else. Source: k8s.io/cli-runtime pkg/printers/tableprinter.go */
function serverText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'number' ? goNumber(cell) : String(cell);
}

/** A number as Go's fmt prints one that came as JSON: whole numbers plainly, others with an exponent below 1e-4 and from 1e6 on. */
function goNumber(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) || (size >= 1e-4 && size < 1e6)) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

/** Our cell at the instants at which the server may have printed its own: ages may be a second apart. */
function printings(column: ColumnDef, object: Any, during: { fromMs: number; toMs: number }): string[] {
  const value = column.value(object);
  const texts = new Set<string>();
  for (let nowMs = during.fromMs - 1000; nowMs <= during.toMs + 1000; nowMs += 200) texts.add(cellText(column, value, nowMs));
  return [...texts];
}
