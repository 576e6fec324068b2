import { humanDuration } from '../../../../core/kube/duration.ts';
import { staleClusters } from '../../../../core/query/live-changes.ts';
import type { Coverage, Table } from '../../../../core/query/table.ts';
import type { TableQuery } from '../../../../core/query/table-query.ts';
import { listSegments, tableQueryFromUrl, tableQueryToUrl } from '../../../../core/query/table-query-url.ts';
import { foundSentence, gapSentence } from '../../../../core/reports/coverage-line.ts';
import { RowWriter, tableShape } from '../../../../core/reports/table-html.ts';
import { answerFromWire, coverageFromWire, rowFromWire, tableFromWire } from '../../../../core/wire/answer-from-wire.ts';
import type { WireRow, WireTable } from '../../../../core/wire/answer-schema.ts';
import type { ServerMessage } from '../../../../core/wire/live-schema.ts';
import type { LiveSocket } from '../live/live-socket.ts';
import { PageCount } from '../live/page-count.ts';
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
  readonly #count = new PageCount();
  #coverage: Coverage | undefined;
  cursor: string | undefined;

  constructor(q: ListTakeover) {
    this.#q = q;
    this.cursor = q.main.dataset.cursor;
    this.#query = queryOfPage(q.main);
    this.#tables = this.#places().map((place) => this.#table(frameOf(place), place));
    this.#hold = new ListHold(q.main, () => {
      for (const { rows } of this.#tables) rows.settle();
    });
    if (asksForProblems(this.#query)) this.#count.show(this.#tables.reduce((sum, { total }) => sum + total, 0));
  }

  take(message: ServerMessage): void {
    if (message.type === 'error') {
      sayEnded(this.#q.main, message.error.message);
      return;
    }
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
    const isOther = (table: Table, t: number): boolean => {
      const live = this.#tables[t];
      return live === undefined || (table.rows.length > 0 && (live.isEmpty || tableShape(live.frame) !== tableShape(table)));
    };
    if (answer.tables.some(isOther)) {
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
      if (live.isEmpty && change.upserts.length > 0) {
        location.reload();
        return;
      }
      live.total = change.total;
      live.rows.apply(change);
    }
  }

  /** A place of the document for each table of the answer, in its order: the rows, or a sentence where there are none. */
  #places(): readonly HTMLElement[] {
    return [...this.#q.main.querySelectorAll<HTMLElement>('[data-frame]')];
  }

  #table(table: Table, place: HTMLElement): LiveTableElement {
    const isEmpty = !(place instanceof HTMLTableSectionElement);
    const body = isEmpty ? document.createElement('tbody') : place;
    const link = (change: Partial<TableQuery>): string => tableQueryToUrl({ ...this.#query, ...change }, { extra: keptParameters() });
    const draw = (row: WireRow): string => {
      const answer = { tables: [], coverage: this.#coverage ?? noCoverage, notices: [], nowMs: this.#q.nowMs() };
      return new RowWriter({ table, query: this.#query, answer, link }).row(rowFromWire(row));
    };
    const onWaiting = (count: number): void => {
      live.waiting = count;
      this.#hold.tell(this.#tables.reduce((sum, { waiting }) => sum + waiting, 0));
    };
    const rows = new RowList({ body, draw, isHeld: () => this.#hold.held, onWaiting });
    const live: LiveTableElement = { rows, total: table.total, frame: table, waiting: 0, isEmpty };
    return live;
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
    sayFound(found, foundSentence(answer, this.#query.offset), gapSentence(coverage, { nowMs: answer.nowMs }));
    this.#markStale(coverage);
    if (asksForProblems(this.#query)) this.#count.show(this.#tables.reduce((sum, { total }) => sum + total, 0));
  }

  #markStale({ gaps }: Coverage): void {
    const nowMs = this.#q.nowMs();
    for (const { rows, frame } of this.#tables) {
      const stale = staleClusters(frame.resource, gaps);
      const words = new Map(
        gaps
          .filter(({ cluster, resource }) => resource === frame.resource && stale.has(cluster))
          .map(({ cluster, state, sinceMs }) => [cluster, `${state} ${humanDuration(Math.max(0, nowMs - sinceMs))}`]),
      );
      rows.markStale((cluster) => words.get(cluster) ?? '');
    }
  }
}

/** What the answer is, then what it does not speak for, as the server writes it. */
function sayFound(found: Element, sentence: string, gaps: string): void {
  const strong = found.querySelector('strong');
  if (strong !== null && strong.textContent !== sentence) strong.textContent = sentence;
  if ((found.querySelector('.w')?.textContent ?? '') === gaps) return;
  const warning = Object.assign(document.createElement('span'), { className: 'w', textContent: gaps });
  found.replaceChildren(...(strong === null ? [] : [strong]), ...(gaps === '' ? [] : [' ', warning, ' Their rows are as last seen.']));
}

/** The server follows this question no longer, for a reason that only a new question mends. */
function sayEnded(main: HTMLElement, why: string): void {
  const notice = Object.assign(document.createElement('p'), { className: 'notices', textContent: `This list is no longer live: ${why}.` });
  notice.setAttribute('role', 'status');
  main.querySelector('p.notices')?.remove();
  main.querySelector('.found')?.after(notice);
}

/** True where every row is a problem, so that their number is worth a title. */
function asksForProblems({ filter }: TableQuery): boolean {
  return /(^|[\s,(])problems?([\s,)=:]|$)/i.test(filter);
}

interface LiveTableElement {
  readonly rows: RowList;
  readonly frame: Table;
  total: number;
  /** The document has a sentence in its place. */
  readonly isEmpty: boolean;
  /** Rows told but not yet shown. */
  waiting: number;
}

const noCoverage: Coverage = { asked: [], gaps: [], seconds: 0 };

/** The table as the server wrote it on its place, without its rows. */
function frameOf(place: HTMLElement): Table {
  return tableFromWire({ ...(JSON.parse(place.dataset.frame ?? '{}') as Omit<WireTable, 'rows'>), rows: [] });
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
