import { humanDuration } from '../kube/duration.ts';
import type { Answer, CoverageGap, Table, TableColumn, TableRow } from '../query/table.ts';
import type { TableQuery } from '../query/table-query.ts';
import type { RestartsValue } from '../resources/column.ts';
import { wireFrame } from './answer-json.report.ts';
import { harmlessJson } from './harmless-json.ts';
import { html } from './html-text.ts';
import { oneString, printsTime } from './kept-parts.ts';
import { rowMark } from './row-mark.ts';
import { rowText } from './row-text.ts';
import { statusLevel, statusMarks } from './status-look.ts';

/** What a table needs to become HTML. */
export interface TableHtmlInput {
  readonly table: Table;
  readonly query: TableQuery;
  readonly answer: Answer;
  /** The URL of a changed question, other parameters kept. */
  link(change: Partial<TableQuery>): string;
  /** Writes cells in a way of its own; undefined for the usual way. Tables that have this are not sorted by their headings. */
  cell?(row: TableRow, column: TableColumn): string | undefined;
}

/** Some 30 KB: a piece dies young, so that a long page leaves nothing in the old generation of the heap. */
const rowsPerPiece = 64;

/** One table, some dozen rows at a time. */
export function* tableHtmlPieces(input: TableHtmlInput): Generator<string> {
  const { table } = input;
  const frame = html(harmlessJson(wireFrame(table)));
  if (table.rows.length === 0) {
    yield `<div class="wrap"><p class="empty" data-frame="${frame}">${emptyHtml(input)}</p></div>`;
    return;
  }
  const writer = new RowWriter(input);
  yield `<div class="wrap" tabindex="0"><table><caption class="unseen">${html(table.kind)}</caption>${headHtml(input)}<tbody data-frame="${frame}">`;
  for (let from = 0; from < table.rows.length; from += rowsPerPiece) {
    let piece = '';
    for (let r = from; r < Math.min(from + rowsPerPiece, table.rows.length); r++) piece += writer.row(table.rows[r] as TableRow);
    yield piece;
  }
  yield '</tbody></table></div>';
}

/** What rows of a table look like: rows of tables with the same shape can stand in each other's place. */
export function tableShape({ resource, columns, showCluster, showNamespace }: Omit<Table, 'rows' | 'total'>): string {
  return [resource, showCluster ? 'c' : '', showNamespace ? 'n' : '', ...columns.map(({ name }) => name)].join('|');
}

function emptyHtml({ table, query, link }: TableHtmlInput): string {
  const place = query.namespaces === undefined || query.namespaces.includes('_all') ? '' : ` in ${query.namespaces.join(', ')}`;
  const ways = [
    ...(query.filter === '' ? [] : [`<a href="${html(link({ filter: '' }))}">without the filter</a>`]),
    ...(query.selector === '' ? [] : [`<a href="${html(link({ selector: '' }))}">without the selector</a>`]),
    ...(place === '' ? [] : [`<a href="${html(link({ namespaces: ['_all'] }))}">in all namespaces</a>`]),
  ];
  return `No ${html(table.plural)}${html(place)} found.${ways.length > 0 ? ` Show them ${ways.join(' or ')}.` : ''}`;
}

function headHtml(input: TableHtmlInput): string {
  const { table } = input;
  const heads = [
    ...(table.showCluster ? [headCell(input, 'Cluster', '', '')] : []),
    ...(table.showNamespace ? [headCell(input, 'Namespace', '', '')] : []),
    ...table.columns.map((column) => headCell(input, column.name, column.def.description ?? '', alignment(column))),
  ];
  return `<thead><tr>${heads.join('')}</tr></thead>`;
}

/** A heading that sorts by its column, and turns the order round when it already does. */
function headCell({ query, link, cell }: TableHtmlInput, name: string, description: string, align: string): string {
  if (cell !== undefined) return `<th scope="col"${align === '' ? '' : ` class="${align}"`}>${html(name)}</th>`;
  const active = query.sort[0]?.column.toLowerCase() === name.toLowerCase() ? query.sort[0] : undefined;
  const url = link({ sort: [{ column: name, descending: active !== undefined && !active.descending }], offset: 0 });
  const order = active === undefined ? '' : ` aria-sort="${active.descending ? 'descending' : 'ascending'}"`;
  const arrow = active === undefined ? '' : active.descending ? ' ↓' : ' ↑';
  const title = description === '' ? '' : ` title="${html(description)}"`;
  return `<th scope="col"${align === '' ? '' : ` class="${align}"`}${order}><a href="${html(url)}"${title}>${html(name)}${arrow}</a></th>`;
}

function alignment(column: TableColumn): string {
  const { type } = column.def;
  return type === 'text' || type === 'boolean' || type === 'date' ? '' : 'n';
}

/** Writes rows; what is the same for all rows of a cluster or namespace is made once. */
export class RowWriter {
  readonly #input: TableHtmlInput;
  readonly #clusters = new Map<string, string>();
  readonly #namespaces = new Map<string, string>();
  readonly #gaps: ReadonlyMap<string, CoverageGap>;
  readonly #cells: readonly CellWriter[];
  readonly #changing: readonly CellWriter[];

  constructor(input: TableHtmlInput) {
    this.#input = input;
    this.#gaps = new Map(
      input.answer.coverage.gaps.filter(({ resource }) => resource === input.table.resource).map((gap) => [gap.cluster, gap]),
    );
    this.#cells = input.table.columns.map((_, i) => new CellWriter(input, i));
    this.#changing = this.#cells.filter(({ changing }) => changing);
  }

  /** One `tr`, everything from the cluster escaped. */
  row(row: TableRow): string {
    const { table } = this.#input;
    const mark = row.memo?.mark ?? rowMark(row);
    if (row.memo !== undefined) row.memo.mark = mark;
    let text = row.stale ? `<tr class="old" data-k="${mark}">` : `<tr data-k="${mark}">`;
    if (table.showCluster) text += this.#cluster(row.cluster);
    if (table.showNamespace) text += this.#namespace(row.namespace ?? '');
    const { memo } = row;
    if (memo === undefined) {
      for (const cell of this.#cells) text += cell.write(row);
      return `${text}</tr>`;
    }
    memo.html ??= this.#parts(row);
    text += memo.html[0] as string;
    for (let i = 0; i < this.#changing.length; i++) text += (this.#changing[i] as CellWriter).write(row) + (memo.html[i + 1] as string);
    return text;
  }

  /** The row around the cells that the time or the page changes. */
  #parts(row: TableRow): readonly string[] {
    const parts: string[] = [];
    let text = '';
    for (const cell of this.#cells) {
      if (cell.changing) {
        parts.push(oneString(text));
        text = '';
      } else text += cell.write(row);
    }
    return [...parts, oneString(`${text}</tr>`)];
  }

  #cluster(cluster: string): string {
    let cell = this.#clusters.get(cluster);
    if (cell === undefined) {
      const gap = this.#gaps.get(cluster);
      const age =
        gap === undefined ? '' : ` <small>${html(gap.state)} ${html(humanDuration(this.#input.answer.nowMs - gap.sinceMs))}</small>`;
      cell = `<td class="cl"><a href="${html(this.#input.link({ clusters: [cluster], offset: 0 }))}">${html(cluster)}</a>${age}</td>`;
      this.#clusters.set(cluster, cell);
    }
    return cell;
  }

  #namespace(namespace: string): string {
    let cell = this.#namespaces.get(namespace);
    if (cell === undefined) {
      cell = `<td class="hide"><a href="${html(this.#input.link({ namespaces: [namespace], offset: 0 }))}">${html(namespace)}</a></td>`;
      this.#namespaces.set(namespace, cell);
    }
    return cell;
  }
}

/** Texts of a column that are kept as HTML; most columns of a long table have few. */
const mostKnown = 1024;

/** Writes the cells of one column; cells that their text alone decides are made once for each text. */
class CellWriter {
  readonly #input: TableHtmlInput;
  readonly #index: number;
  readonly #column: TableColumn;
  readonly #open: string;
  readonly #word: string;
  /** True when the cell of a row is not the same on every page at every time: links of labels keep the page's parameters. */
  readonly changing: boolean;
  /** True when equal texts look alike in every row. */
  readonly #byText: boolean;
  readonly #known = new Map<string, string>();

  constructor(input: TableHtmlInput, index: number) {
    const { table, query } = input;
    const column = table.columns[index] as TableColumn;
    this.#input = input;
    this.#index = index;
    this.#column = column;
    this.changing = input.cell !== undefined || column.source === 'label' || printsTime(column.def);
    this.#open = `<td class="${cellClass(column, query)}">`;
    this.#word = encodeURIComponent(query.resources.includes(table.resource) ? table.resource : table.plural);
    this.#byText = input.cell === undefined && (column.source !== 'resource' || (column.name !== 'Name' && column.name !== 'Node'));
  }

  write(row: TableRow): string {
    const text = rowText(this.#input.table, row, this.#index, this.#input.answer.nowMs);
    // An absent label prints like an empty one, but leads nowhere.
    const absent = (row.cells[this.#index] === null && this.#column.source === 'label') || row.link !== undefined;
    const known = this.#byText && !absent ? this.#known.get(text) : undefined;
    if (known !== undefined) return known;
    const cell = `${this.#opened(row)}${this.#content(row, text)}</td>`;
    if (this.#byText && !absent && this.#known.size < mostKnown) this.#known.set(text, cell);
    return cell;
  }

  /** Cells that grow older say since when, for the browser to go on counting. */
  #opened(row: TableRow): string {
    const cell = row.cells[this.#index];
    const { type, print } = this.#column.def;
    if (print !== undefined || cell === null || cell === undefined) return this.#open;
    if (type === 'time') return `${this.#open.slice(0, -1)} data-t="${seconds(cell as number)}">`;
    if (type !== 'restarts') return this.#open;
    const { count, lastMs } = cell as RestartsValue;
    return lastMs === null ? this.#open : `${this.#open.slice(0, -1)} data-t="${seconds(lastMs)}" data-n="${count}">`;
  }

  #content(row: TableRow, text: string): string {
    const column = this.#column;
    const own = this.#input.cell?.(row, column);
    if (own !== undefined) return own;
    if (row.link !== undefined)
      return this.#index === 0 || column.name === 'Count' ? `<a href="${html(row.link)}">${html(text)}</a>` : html(text);
    if (column.source === 'label') return this.#label(row, text);
    if (column.name === 'Name') return `<a href="${this.#objectUrl(row)}">${html(text)}</a>`;
    if (column.name === 'Node' && row.cells[this.#index] !== null)
      return `<a href="/clusters/${part(row.cluster)}/nodes/${part(text)}">${html(text)}</a>`;
    const level = statusLevel(this.#input.table.resource, column.name, text);
    if (level === undefined) return html(text);
    const mark = statusMarks[level];
    return `<span class="st ${level}">${mark === '' ? '' : `<i aria-hidden="true">${mark}</i>`}${html(text)}</span>`;
  }

  #label(row: TableRow, text: string): string {
    const { labelKey } = this.#column;
    if (labelKey === '*' || row.cells[this.#index] === null) return html(text);
    return `<a href="${html(this.#input.link({ selector: `${labelKey}=${text}`, offset: 0 }))}">${html(text)}</a>`;
  }

  #objectUrl(row: TableRow): string {
    const place = row.namespace === undefined ? '' : `/namespaces/${part(row.namespace)}`;
    return `/clusters/${part(row.cluster)}${place}/${this.#word}/${part(row.name)}`;
  }
}

/** An instant as the browser reads it back: seconds in base 36. */
function seconds(ms: number): string {
  return Math.floor(ms / 1000).toString(36);
}

/** A path part; names of clusters and objects are mostly plain. */
function part(text: string): string {
  return /^[\w.:-]*$/.test(text) ? text : html(encodeURIComponent(text.toWellFormed()));
}

/** On a phone a row shows its cluster, name, status and the sorted column only. */
function cellClass(column: TableColumn, query: TableQuery): string {
  if (query.groupBy.length > 0) return alignment(column);
  const sorted = query.sort[0]?.column.toLowerCase() === column.name.toLowerCase();
  if (column.name === 'Name') return 'name';
  if (column.name === 'Status' || column.name === 'State') return 's';
  const phone = sorted ? 'by' : 'hide';
  if (column.def.type === 'time') return `n age ${phone}`;
  return alignment(column) === '' ? (column.name === 'Node' ? `m ${phone}` : phone) : `n ${phone}`;
}
