import { rowMark } from '../../../../core/reports/row-mark.ts';
import type { WireRow } from '../../../../core/wire/answer-schema.ts';

/** Changes of one table as messages tell them. */
export interface RowChanges {
  readonly removed: readonly { readonly cluster: string; readonly uid: string }[];
  /** By ascending index. */
  readonly upserts: readonly { readonly index: number; readonly row: WireRow }[];
}

/** What a row list needs to draw. */
export interface RowListOptions {
  readonly body: HTMLTableSectionElement;
  /** A row as HTML of our own making, everything of it escaped. */
  draw(row: WireRow): string;
  /** True while rows must stay where they are: somebody reads or is about to click. */
  isHeld(): boolean;
  /** Rows that wait to be put in. */
  onWaiting(count: number): void;
}

/** How long a vanished row stays, struck through, and a changed one marked. */
const goneMs = 2000;
const markMs = 1000;

/**
 * The rows of a page kept true to live messages. The order told is kept apart from the order shown: while the list is held, rows change in place and
 * vanish, but nothing moves; `settle` brings the order told onto the page.
 */
export class RowList {
  readonly #q: RowListOptions;
  /** Marks in the order told. */
  #order: string[];
  readonly #elements = new Map<string, HTMLTableRowElement>();
  /** Rows told but not yet on the page. */
  readonly #waiting = new Map<string, WireRow>();

  constructor(q: RowListOptions) {
    this.#q = q;
    this.#order = [];
    for (const element of q.body.rows) {
      const mark = element.dataset.k;
      if (mark === undefined) continue;
      this.#order.push(mark);
      this.#elements.set(mark, element);
    }
  }

  /** Rows as told. */
  get length(): number {
    return this.#order.length;
  }

  /** Puts a whole answer in place of what was told; rows that are the same stay the same elements. */
  reset(rows: readonly WireRow[]): void {
    const order = rows.map(rowMark);
    const kept = new Set(order);
    for (const mark of this.#order) if (!kept.has(mark)) this.#vanish(mark);
    this.#order = order;
    for (const [i, row] of rows.entries()) this.#put(order[i] as string, row);
    this.#afterChange();
  }

  /** Takes out what is removed and upserted, then puts each upsert at its index, in the order given. */
  apply({ removed, upserts }: RowChanges): void {
    const out = new Set(removed.map(rowMark));
    for (const mark of out) this.#vanish(mark);
    for (const { row } of upserts) out.add(rowMark(row));
    const kept = this.#order.filter((mark) => !out.has(mark));
    const order: string[] = [];
    let from = 0;
    for (const { index, row } of upserts) {
      while (order.length < index && from < kept.length) order.push(kept[from++] as string);
      const mark = rowMark(row);
      order.push(mark);
      this.#put(mark, row);
    }
    this.#order = [...order, ...kept.slice(from)];
    this.#afterChange();
  }

  /** Marks the rows of clusters that are not live, and beside the cluster's name why; empty: it is live. */
  markStale(why: (cluster: string) => string): void {
    for (const element of this.#elements.values()) {
      const text = why(clusterOf(element));
      element.classList.toggle('old', text !== '');
      const cell = element.querySelector('td.cl');
      if (cell !== null) sayBeside(cell, text);
    }
  }

  /** Brings the order told onto the page. */
  settle(): void {
    for (const [mark, row] of this.#waiting) this.#elements.set(mark, this.#element(row));
    this.#waiting.clear();
    let before: ChildNode | null = this.#q.body.firstChild;
    for (const mark of this.#order) {
      const element = this.#elements.get(mark);
      if (element === undefined) continue;
      while (before !== null && (before as HTMLElement).classList?.contains('vanished')) before = before.nextSibling;
      if (element === before) before = before.nextSibling;
      else this.#q.body.insertBefore(element, before);
    }
    this.#q.onWaiting(0);
  }

  #afterChange(): void {
    if (this.#q.isHeld()) this.#q.onWaiting(this.#waiting.size);
    else this.settle();
  }

  #put(mark: string, row: WireRow): void {
    const old = this.#elements.get(mark);
    if (old === undefined) {
      this.#waiting.set(mark, row);
      return;
    }
    const fresh = this.#element(row);
    if (patched(old, fresh)) flash(old);
  }

  #element(row: WireRow): HTMLTableRowElement {
    const template = document.createElement('template');
    template.innerHTML = this.#q.draw(row);
    return template.content.firstElementChild as HTMLTableRowElement;
  }

  #vanish(mark: string): void {
    this.#waiting.delete(mark);
    const element = this.#elements.get(mark);
    if (element === undefined) return;
    this.#elements.delete(mark);
    element.classList.add('vanished');
    element.removeAttribute('data-k');
    setTimeout(() => element.remove(), matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : goneMs);
  }
}

/** The cluster that a row's links lead to; every row of a cluster links to it or into it. */
function clusterOf(element: HTMLTableRowElement): string {
  const path = element.querySelector<HTMLAnchorElement>('a[href^="/clusters/"]')?.pathname ?? '';
  return decodeURIComponent(path.split('/')[2] ?? '');
}

function sayBeside(cell: Element, text: string): void {
  const known = cell.querySelector('small');
  if (known?.textContent === text) return;
  if (text === '') known?.remove();
  else if (known === null) cell.append(' ', Object.assign(document.createElement('small'), { textContent: text }));
  else known.textContent = text;
}

/** Makes an element's cells those of another; true when a person would see a difference. Ages alone are none. */
function patched(element: HTMLTableRowElement, fresh: HTMLTableRowElement): boolean {
  if (element.className !== fresh.className) element.className = fresh.className;
  let seen = false;
  for (let i = 0; i < fresh.cells.length; i++) {
    const now = element.cells[i];
    const next = fresh.cells[i] as HTMLTableCellElement;
    if (now === undefined || now.isEqualNode(next)) continue;
    seen ||= now.dataset.t === undefined || now.dataset.t !== next.dataset.t || now.dataset.n !== next.dataset.n;
    now.replaceWith(next.cloneNode(true));
  }
  return seen;
}

function flash(element: HTMLElement): void {
  element.classList.add('changed');
  setTimeout(() => element.classList.remove('changed'), markMs);
}
