import { visibleText } from '../../../../core/reports/visible-text.ts';
import type { WireSearch } from '../../../../core/wire/search-schema.ts';
import { type Destination, jump, type KnownNames, placesFor } from './jump.ts';

/** A pause in typing after which the fleet is searched: shorter than anybody notices. */
const pauseMs = 80;
const noNames: KnownNames = { clusters: [], namespaces: [], resources: [] };

/** The palette: pages, clusters, lists and whatever the fleet has of what is typed; `:` first jumps as in k9s. Made when first opened. */
export class Palette {
  #dialog: HTMLDialogElement | undefined;
  #input: HTMLInputElement | undefined;
  #list: HTMLUListElement | undefined;
  #names: KnownNames = noNames;
  #chosen = 0;
  #shown: readonly Destination[] = [];
  #asked: AbortController | undefined;

  /** Shows it with a beginning of a text. */
  async open(text = ''): Promise<void> {
    if (this.#dialog === undefined) this.#make();
    const input = this.#input as HTMLInputElement;
    input.value = text;
    if (this.#dialog?.open !== true) this.#dialog?.showModal();
    this.#show(text);
    if (this.#names === noNames) {
      this.#names = await knownNames();
      this.#show(input.value);
    }
  }

  #make(): void {
    const dialog = document.createElement('dialog');
    dialog.className = 'palette';
    dialog.setAttribute('aria-label', 'Go to');
    const input = document.createElement('input');
    Object.assign(input, { type: 'text', placeholder: 'Search the fleet, or :pods prod-*', autocomplete: 'off', spellcheck: false });
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-expanded', 'true');
    input.setAttribute('aria-controls', 'palette-list');
    input.setAttribute('aria-label', 'Search the fleet');
    const list = document.createElement('ul');
    list.id = 'palette-list';
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', 'Where to');
    dialog.append(input, list);
    input.addEventListener('input', () => this.#show(input.value));
    input.addEventListener('keydown', (event) => this.#key(event));
    dialog.addEventListener('click', (event) => {
      if (event.target === dialog) dialog.close();
    });
    document.body.append(dialog);
    this.#dialog = dialog;
    this.#input = input;
    this.#list = list;
  }

  #key(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      this.#choose(this.#chosen + (event.key === 'ArrowDown' ? 1 : -1));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const destination = this.#shown[this.#chosen];
      if (destination === undefined) location.assign(`/search?q=${encodeURIComponent((event.target as HTMLInputElement).value)}`);
      else location.assign(destination.href);
    }
  }

  #show(text: string): void {
    this.#asked?.abort();
    const jumps = text.startsWith(':');
    const places = jumps ? [jump(text.slice(1), this.#names)].flatMap((one) => one ?? []) : placesFor(text, this.#names, pages());
    this.#draw(places);
    if (!jumps && text.trim().length >= 2) void this.#search(text, places);
  }

  async #search(text: string, places: readonly Destination[]): Promise<void> {
    const asked = new AbortController();
    this.#asked = asked;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    if (asked.signal.aborted) return;
    try {
      const answer = await fetch(`/search?q=${encodeURIComponent(text)}&limit=12`, {
        headers: { accept: 'application/json' },
        signal: asked.signal,
      });
      if (!answer.ok) return;
      const found = (await answer.json()) as WireSearch;
      if (asked.signal.aborted) return;
      const results = found.results.map(
        ({ path, name, kind, cluster, namespace }): Destination => ({
          href: path,
          title: name,
          kind: `${kind} · ${cluster}${namespace === null ? '' : ` / ${namespace}`}`,
        }),
      );
      const all = {
        href: `/search?q=${encodeURIComponent(text)}`,
        title: `All ${found.total.toLocaleString('en')} results for “${text}”`,
        kind: 'search',
      };
      this.#draw([...places, ...results, ...(found.total > results.length ? [all] : [])]);
    } catch {
      // The next letter asks again; what is known by name stays on screen.
    }
  }

  #draw(destinations: readonly Destination[]): void {
    this.#shown = destinations;
    this.#list?.replaceChildren(
      ...destinations.map(({ href, title, kind }, i) => {
        const item = document.createElement('li');
        item.id = `palette-${i}`;
        item.setAttribute('role', 'option');
        const link = document.createElement('a');
        link.href = href;
        link.tabIndex = -1;
        const name = Object.assign(document.createElement('span'), { className: 'what', textContent: visibleText(title) });
        const place = Object.assign(document.createElement('small'), { textContent: visibleText(kind) });
        link.append(name, place);
        item.append(link);
        item.addEventListener('pointermove', () => this.#choose(i));
        return item;
      }),
    );
    this.#choose(Math.min(this.#chosen, Math.max(0, destinations.length - 1)), true);
  }

  #choose(index: number, quiet = false): void {
    const count = this.#shown.length;
    this.#chosen = count === 0 ? 0 : (index + count) % count;
    for (const [i, item] of [...(this.#list?.children ?? [])].entries()) {
      item.setAttribute('aria-selected', String(i === this.#chosen));
      if (i === this.#chosen && !quiet) item.scrollIntoView({ block: 'nearest' });
    }
    if (count === 0) this.#input?.removeAttribute('aria-activedescendant');
    else this.#input?.setAttribute('aria-activedescendant', `palette-${this.#chosen}`);
  }
}

/** The pages of the menu. */
function pages(): readonly Destination[] {
  return [...document.querySelectorAll<HTMLAnchorElement>('header.top nav a')].map(({ href, textContent }) => ({
    href,
    title: textContent ?? '',
    kind: 'page',
  }));
}

async function knownNames(): Promise<KnownNames> {
  try {
    const answer = await fetch('/api/names', { headers: { accept: 'application/json' } });
    return answer.ok ? ((await answer.json()) as KnownNames) : noNames;
  } catch {
    return noNames;
  }
}
