import type { ServerMessage } from '../../../../core/wire/live-schema.ts';
import type { LiveSocket } from '../live/live-socket.ts';
import { addCopyButtons } from './copy-text.ts';
import { highlightLines } from './highlight-lines.ts';

/** Makes the page of one object live: commands can be copied, lines chosen, and a new version of the object is announced. */
export function takeOverDetail(main: HTMLElement, socket: LiveSocket): void {
  addCopyButtons(main);
  highlightLines(main);
  const query = main.dataset.object;
  if (query === undefined) return;
  const watch = new VersionWatch(main);
  socket.follow({ query, cursor: () => watch.cursor, onMessage: (message) => watch.take(message) });
}

/** Knows which version the document shows and tells when there is another one. */
class VersionWatch {
  readonly #main: HTMLElement;
  /** The place of the version among the cells of a row. */
  #at = -1;
  #changes = 0;
  cursor: string | undefined;

  constructor(main: HTMLElement) {
    this.#main = main;
  }

  take(message: ServerMessage): void {
    if (message.type === 'error') return;
    this.cursor = message.cursor;
    if (message.type === 'snapshot') {
      const [table] = message.answer.tables;
      if (table === undefined) return;
      this.#at = table.columns.findIndex(({ name }) => name === 'Version');
      if (table.rows[0] === undefined) this.#gone();
      else this.#seen(table.rows[0].cells[this.#at]);
    } else if (message.type === 'changes') {
      for (const { removed, upserts } of message.tables) {
        if (upserts[0] !== undefined) this.#seen(upserts[0].row.cells[this.#at]);
        else if (removed.length > 0) this.#gone();
      }
    }
  }

  #seen(version: unknown): void {
    if (version === undefined) return;
    // What is always in motion is compared with what it was when the page was opened.
    if (this.#main.dataset.version === '') this.#main.dataset.version = String(version);
    if (String(version) === this.#main.dataset.version) return;
    this.#changes++;
    this.#say(
      this.#changes === 1
        ? 'It has changed since you opened this page.'
        : `It has changed ${this.#changes} times since you opened this page.`,
      'Show',
    );
  }

  #gone(): void {
    this.#say('It is gone: this is its last known state.', 'Look again');
  }

  #say(text: string, action: string): void {
    let note = this.#main.querySelector<HTMLElement>('.changed-note');
    if (note === null) {
      note = document.createElement('div');
      note.className = 'changed-note';
      note.setAttribute('role', 'status');
      const button = document.createElement('button');
      button.type = 'button';
      button.addEventListener('click', () => location.reload());
      note.append(document.createElement('span'), button);
      this.#main.querySelector('nav.tabs')?.after(note);
    }
    (note.firstElementChild as HTMLElement).textContent = text;
    (note.lastElementChild as HTMLElement).textContent = action;
  }
}
