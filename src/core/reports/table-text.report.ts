import type { Answer, Table, TableColumn, TableRow } from '../query/table.ts';
import { displayWidth } from './display-width.ts';
import { joined, rowText } from './row-text.ts';
import { type StatusLevel, statusLevel, statusMarks } from './status-look.ts';
import { levelColours } from './terminal-colours.ts';
import { columnWidth, paddedLine } from './text-grid.ts';
import { visibleText } from './visible-text.ts';

/** How a table prints. */
export interface TableTextOptions {
  /** Default true. */
  readonly headings?: boolean;
  /** A shape before bad and waiting statuses; for terminals. */
  readonly marks?: boolean;
  /** ANSI colours; for terminals without NO_COLOR. */
  readonly colour?: boolean;
  /** Widths of columns printed before, which this call keeps and widens: rows that are printed one by one stay aligned. */
  readonly widths?: Map<string, number>;
}

/**
 * Tables as `kubectl get` prints them: upper-case headings, padded columns, `kind/name` when there are several tables, label columns last,
 * no resources no table. CLUSTER and NAMESPACE stand first where asked for. Ends with a line break unless empty.
 */
export function tableText(answer: Answer, options: TableTextOptions = {}): string {
  return joined(tableTextPieces(answer, options));
}

/** The same, some hundred lines at a time. */
export function* tableTextPieces(answer: Answer, options: TableTextOptions = {}): Generator<string> {
  const tables = answer.tables.filter((table) => table.rows.length > 0);
  for (const [i, table] of tables.entries()) {
    if (i > 0) yield '\n';
    yield* oneTable(table, { nowMs: answer.nowMs, prefix: answer.tables.length > 1, options });
  }
}

interface PrintJob {
  readonly nowMs: number;
  /** Names are printed as `pod/x`. */
  readonly prefix: boolean;
  readonly options: TableTextOptions;
}

/** One printed column: its heading and how a row prints in it. */
interface PrintColumn {
  readonly heading: string;
  readonly text: (row: TableRow) => string;
  readonly level?: (text: string) => StatusLevel | undefined;
}

const linesPerPiece = 500;

function* oneTable(table: Table, job: PrintJob): Generator<string> {
  const columns = printColumns(table, job);
  const grid = columns.map(({ text }) => table.rows.map((row) => text(row)));
  const marked = columns.map((column, c) => markColumn(column, grid[c] as string[], job.options));
  const widths = columns.map(({ heading }, c) => {
    const own = columnWidth(job.options.headings === false ? '' : heading, marked[c] as string[]);
    return keptWidth(job.options.widths, `${table.resource} ${heading}`, own);
  });
  let piece =
    job.options.headings === false
      ? ''
      : `${paddedLine(
          columns.map(({ heading }) => heading),
          widths,
        )}\n`;
  for (let r = 0; r < table.rows.length; r++) {
    const cells = marked.map((texts) => texts[r] as string);
    piece += `${job.options.colour === true ? colouredLine(cells, widths, columns, grid, r) : paddedLine(cells, widths)}\n`;
    if (r % linesPerPiece === linesPerPiece - 1) {
      yield piece;
      piece = '';
    }
  }
  yield piece;
}

function keptWidth(kept: Map<string, number> | undefined, column: string, own: number): number {
  const width = Math.max(own, kept?.get(column) ?? 0);
  kept?.set(column, width);
  return width;
}

function printColumns(table: Table, job: PrintJob): readonly PrintColumn[] {
  const columns: PrintColumn[] = [];
  if (table.showCluster) columns.push({ heading: 'CLUSTER', text: (row) => row.cluster });
  if (table.showNamespace) columns.push({ heading: 'NAMESPACE', text: (row) => cellLine(row.namespace ?? '') });
  const own = [...table.columns.entries()];
  const inOrder = [...own.filter(([, { source }]) => source !== 'label'), ...own.filter(([, { source }]) => source === 'label')];
  for (const [index, column] of inOrder) columns.push(printColumn(table, column, index, job));
  return columns;
}

function printColumn(table: Table, column: TableColumn, index: number, job: PrintJob): PrintColumn {
  const prefix = job.prefix && column.source === 'resource' && column.name === 'Name' ? `${kindPrefix(table)}/` : '';
  return {
    // Names of columns come from CRDs and from questions: as little to be trusted as cells.
    heading: cellLine(column.source === 'label' ? labelHeading(column) : column.name.toUpperCase()),
    text: (row) => cellLine(prefix + rowText(table, row, index, job.nowMs)),
    level: (text) => statusLevel(table.resource, column.name, text),
  };
}

/** `pod`, `deployment.apps`. Source: kubectl's name printer. */
export function kindPrefix(table: Pick<Table, 'resource' | 'kind'>): string {
  const dot = table.resource.indexOf('.');
  return table.kind.toLowerCase() + (dot < 0 ? '' : table.resource.slice(dot));
}

/** `app.kubernetes.io/name` → `NAME`. Source: k8s.io/cli-runtime pkg/printers/tableprinter.go formatLabelHeaders. */
function labelHeading(column: TableColumn): string {
  return column.labelKey === '*' ? 'LABELS' : ((column.labelKey ?? column.name).split('/').at(-1) as string).toUpperCase();
}

/** The first line of a cell, harmless to a terminal. Source: tableprinter.go printRows cuts at the first line break. */
function cellLine(text: string): string {
  const end = text.search(/[\f\n\r]/);
  return visibleText(end < 0 ? text : `${text.slice(0, end)}...`);
}

/** Puts marks before statuses; unmarked ones are indented, so that the words stand in one line. */
function markColumn(column: PrintColumn, texts: readonly string[], options: TableTextOptions): string[] {
  const { level } = column;
  if (options.marks !== true || level === undefined) return [...texts];
  const marks = texts.map((text) => statusMarks[level(text) ?? 'ok']);
  return marks.every((mark) => mark === '') ? [...texts] : texts.map((text, i) => `${marks[i] === '' ? ' ' : marks[i]} ${text}`);
}

/** Colour repeats what word and mark say; blanks stay uncoloured, so that widths hold. */
function colouredLine(
  cells: readonly string[],
  widths: readonly number[],
  columns: readonly PrintColumn[],
  grid: readonly string[][],
  r: number,
): string {
  return cells
    .map((cell, c) => {
      const level = (columns[c] as PrintColumn).level?.(grid[c]?.[r] as string);
      const coloured = level === undefined ? cell : `\x1b[${levelColours[level]}m${cell}\x1b[0m`;
      return c === cells.length - 1 ? coloured : coloured + ' '.repeat((widths[c] as number) - displayWidth(cell));
    })
    .join('');
}
