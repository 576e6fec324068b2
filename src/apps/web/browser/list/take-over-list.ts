import type { Coverage, Table } from '../../../../core/query/table.ts';
import type { TableQuery } from '../../../../core/query/table-query.ts';
import { listSegments, tableQueryFromUrl, tableQueryToUrl } from '../../../../core/query/table-query-url.ts';
import { foundSentence, gapSentence } from '../../../../core/reports/coverage-line.ts';
import { RowWriter, tableShape } from '../../../../core/reports/table-html.ts';
import { answerFromWire, coverageFromWire, rowFromWire, tableFromWire } from '../../../../core/wire/answer-from-wire.ts';
import type { WireRow, WireTable } from '../../../../core/wire/answer-schema.ts';
import type { ServerMessage } from '../../../../core/wire/live-schema.ts';
import type { LiveSocket } from '../live/live-socket.ts';
import { ListHold } from './list-hold.ts';
import { RowList } from './row-list.ts';

/** What a list page is taken over with. */
export interface ListTakeover {
  readonly main: HTMLElement;
  readonly socket: LiveSocket;
  /** The server's time. */
  nowMs(): number;
}

/** Makes the lists of a page live: the same document, row by row kept true. Answers how to stop. */
export function takeOverList(q: ListTakeover): () => void {
  const page = new ListPage(q);
  return q.socket.follow({ query: q.main.dataset.live ?? '', cursor: () => page.cursor, onMessage: (message) => page.take(message) });
}

class ListPage {
  readonly #q: ListTakeover;
  readonly #query: TableQuery;
  readonly #hold: ListHold;
  readonly #tables: readonly LiveTableElement[];
  #coverage: Coverage | undefined;
  cursor: string | undefined;

  constructor(q: ListTakeover) {
    this.#q = q;
    this.cursor = q.main.dataset.cursor;
    this.#query = queryOfPage(q.main);
    this.#tables = this.#bodies().map((body) => this.#table(frameOf(body), body));
    this.#hold = new ListHold(q.main, () => {
      for (const { rows } of this.#tables) rows.settle();
    });
  }

  take(message: ServerMessage): void {
    if (message.type === 'error') return;
    this.cursor = message.cursor;
    if (message.type === 'snapshot') this.#snapshot(message);
    else {
      if (message.coverage !== undefined) this.#coverage = coverageFromWire(message.coverage);
      if (message.type === 'changes') this.#changes(message);
    }
    this.#foot();
  }

  #snapshot(message: Extract<ServerMessage, { type: 'snapshot' }>): void {
    const answer = answerFromWire(message.answer);
    this.#coverage = answer.coverage;
    // Other tables or columns than the document has, and rows where there were none: only a new document shows them rightly.
    const shapes = this.#tables.map(({ frame }) => tableShape(frame));
    if (
      answer.tables
        .filter((table, t) => table.rows.length > 0 || shapes[t] !== undefined)
        .some((table, t) => shapes[t] !== tableShape(table))
    ) {
      location.reload();
      return;
    }
    for (const [t, table] of message.answer.tables.entries()) {
      const live = this.#tables[t] as LiveTableElement;
      live.total = table.total;
      live.rows.reset(table.rows);
    }
  }

  #changes(message: Extract<ServerMessage, { type: 'changes' }>): void {
    for (const change of message.tables) {
      const live = this.#tables[change.table];
      if (live === undefined) continue;
      live.total = change.total;
      live.rows.apply(change);
    }
  }

  #bodies(): readonly HTMLTableSectionElement[] {
    return [...this.#q.main.querySelectorAll<HTMLTableSectionElement>('tbody[data-frame]')];
  }

  #table(table: Table, body: HTMLTableSectionElement): LiveTableElement {
    const link = (change: Partial<TableQuery>): string => tableQueryToUrl({ ...this.#query, ...change }, { extra: keptParameters() });
    const draw = (row: WireRow): string => {
      const answer = { tables: [], coverage: this.#coverage ?? noCoverage, notices: [], nowMs: this.#q.nowMs() };
      return new RowWriter({ table, query: this.#query, answer, link }).row(rowFromWire(row));
    };
    const rows = new RowList({ body, draw, isHeld: () => this.#hold.held, onWaiting: (count) => this.#hold.tell(count) });
    return { rows, total: table.total, frame: table };
  }

  /** The signature of the answer, in words. */
  #foot(): void {
    const found = this.#q.main.querySelector('.found');
    if (found === null || this.#coverage === undefined) return;
    const coverage = this.#coverage;
    const tables = this.#tables.map(({ rows, total, frame }) => ({
      ...frame,
      rows: Array.from({ length: rows.length }) as Table['rows'],
      total,
    }));
    const answer = { tables, coverage, notices: [], nowMs: this.#q.nowMs() };
    const sentence = foundSentence(answer, this.#query.offset);
    const gaps = gapSentence(coverage, { nowMs: answer.nowMs });
    const strong = found.querySelector('strong');
    if (strong !== null && strong.textContent !== sentence) strong.textContent = sentence;
    const warning = found.querySelector('.w');
    if (warning !== null) warning.textContent = gaps;
    else if (gaps !== '') found.append(' ', Object.assign(document.createElement('span'), { className: 'w', textContent: gaps }));
  }
}

interface LiveTableElement {
  readonly rows: RowList;
  readonly frame: Table;
  total: number;
}

const noCoverage: Coverage = { asked: [], gaps: [], seconds: 0 };

/** The table as the server wrote it on its body, without its rows. */
function frameOf(body: HTMLTableSectionElement): Table {
  return tableFromWire({ ...(JSON.parse(body.dataset.frame ?? '{}') as Omit<WireTable, 'rows'>), rows: [] });
}

/** The question as the server understood it, defaults filled in. */
function queryOfPage(main: HTMLElement): TableQuery {
  const { pathname, searchParams } = new URL(main.dataset.question ?? '', location.origin);
  return tableQueryFromUrl({ segments: listSegments(pathname) ?? { clusters: '_all', resources: '' }, params: searchParams });
}

/** Parameters that links of a page keep. */
function keptParameters(): readonly (readonly [string, string])[] {
  return [...new URLSearchParams(location.search)].filter(([name]) => name === 'theme' || name === 'reload');
}
