import { type LogPageEntry, logEntryHtml } from '../../../../core/reports/log-line-html.ts';
import type { LogMessage } from '../../../../core/wire/log-schema.ts';
import { LogRing } from './log-ring.ts';
import { readLogStream } from './read-log-stream.ts';

/** Lines in the document at most; older ones go. */
const mostShown = 3000;
/** Lines drawn in one frame. */
const perFrame = 250;
const mostWaiting = 4000;
const againAfterMs = 2000;

/** Makes the page of logs follow: a button begins and pauses, the address remembers. */
export function takeOverLogs(main: HTMLElement): void {
  const list = main.querySelector<HTMLOListElement>('ol.log');
  const state = main.querySelector<HTMLElement>('.logstate');
  const url = main.dataset.logs;
  if (list === null || state === null || url === undefined) return;
  const page = new LogFollower({ list, state, url, marked: main.dataset.marked ?? '' });
  if (main.dataset.follow === '1') page.start();
}

interface FollowerParts {
  readonly list: HTMLOListElement;
  readonly state: HTMLElement;
  readonly url: string;
  readonly marked: string;
}

class LogFollower {
  readonly #q: FollowerParts;
  readonly #button = document.createElement('button');
  readonly #words = document.createElement('span');
  readonly #ring = new LogRing<LogPageEntry>(mostWaiting);
  readonly #ids = new Set<string>();
  #stream: AbortController | undefined;
  #isPaused = false;
  #isFresh = false;
  #lines = 0;
  #dropped = 0;
  #older = 0;
  #trouble = '';
  #frame = 0;
  #wake: (() => void) | undefined;

  constructor(q: FollowerParts) {
    this.#q = q;
    this.#button.type = 'button';
    this.#button.addEventListener('click', () => this.#toggle());
    q.state.append(this.#button, this.#words);
    this.#tell();
  }

  start(): void {
    this.#stream = new AbortController();
    this.#isFresh = true;
    this.#remember(true);
    void this.#read(this.#stream.signal);
    this.#tell();
  }

  #toggle(): void {
    if (this.#stream === undefined) {
      this.start();
      return;
    }
    this.#isPaused = !this.#isPaused;
    if (!this.#isPaused) this.#schedule();
    this.#tell();
  }

  /** The address says that it is followed, so that somebody else sees the same. */
  #remember(follows: boolean): void {
    const address = new URL(location.href);
    if (follows) address.searchParams.set('follow', '1');
    history.replaceState(history.state, '', address);
  }

  async #read(signal: AbortSignal): Promise<void> {
    try {
      await readLogStream(this.#q.url, { signal, onMessage: (message) => this.#take(message), ready: () => this.#ready() });
      this.#trouble = 'The logs have ended.';
      this.#stream = undefined;
    } catch (error) {
      if (signal.aborted) return;
      this.#trouble = `${error instanceof Error ? error.message : String(error)}; trying again.`;
      setTimeout(() => this.start(), againAfterMs);
    }
    this.#tell();
  }

  /** Reading stops while too much waits: then the server drops, and counts what it dropped. */
  async #ready(): Promise<void> {
    while (this.#ring.isFull)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
  }

  #take(message: LogMessage): void {
    if (message.type === 'alive' || message.type === 'end') return;
    this.#trouble = '';
    if (message.type === 'dropped') {
      this.#dropped += message.count;
      this.#ring.push({ type: 'dropped', source: message, count: message.count });
    } else if (message.type === 'note')
      this.#ring.push({ type: 'note', source: message.source, text: message.text, isTrouble: message.isTrouble });
    else {
      this.#lines++;
      const { time, text, cutBytes, isContext, afterGap } = message;
      const line = {
        atMs: 0,
        time,
        text,
        ...(cutBytes !== undefined && { cutBytes }),
        ...(isContext !== undefined && { isContext }),
        ...(afterGap !== undefined && { afterGap }),
      };
      this.#ring.push({ type: 'line', source: message, line });
    }
    this.#schedule();
  }

  #schedule(): void {
    if (this.#frame !== 0 || this.#isPaused) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
      if (this.#ring.waiting > 0) this.#schedule();
    });
  }

  #draw(): void {
    const { list, marked } = this.#q;
    const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 40;
    // The stream begins with the lines that the document has already.
    if (this.#isFresh) {
      list.replaceChildren();
      this.#ids.clear();
      this.#isFresh = false;
    }
    const { entries, dropped } = this.#ring.take(perFrame);
    this.#dropped += dropped;
    let text = '';
    for (const entry of entries) text += logEntryHtml(entry, this.#ids, { marked });
    list.insertAdjacentHTML('beforeend', text);
    const over = list.childElementCount - mostShown;
    for (let i = 0; i < over; i++) {
      const oldest = list.firstElementChild;
      if (oldest !== null) {
        this.#ids.delete(oldest.id);
        oldest.remove();
      }
    }
    if (over > 0) this.#older += over;
    document.querySelector('.empty')?.remove();
    if (atEnd) scrollTo({ top: document.documentElement.scrollHeight });
    this.#tell();
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  #tell(): void {
    const follows = this.#stream !== undefined;
    this.#button.textContent = follows ? (this.#isPaused ? 'Go on' : 'Pause') : 'Follow';
    const count = (n: number, what: string): string => `${n.toLocaleString('en')} ${what}`;
    const parts = [
      follows ? (this.#isPaused ? count(this.#ring.waiting, 'lines wait') : `following, ${count(this.#lines, 'lines so far')}`) : '',
      this.#older > 0 ? count(this.#older, 'older ones are no longer shown') : '',
      this.#dropped > 0 ? count(this.#dropped, 'lines dropped: they are written faster than they can be read here') : '',
      this.#trouble,
    ];
    const text = parts.filter((part) => part !== '').join(' · ');
    if (this.#words.textContent !== text) this.#words.textContent = text;
  }
}
