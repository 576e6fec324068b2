import { html } from './html-text.ts';
import { footHtml, headerHtml, type PageChrome, type PagePlace } from './page-chrome.ts';
import { pageStyles } from './page-styles.ts';

/** How a page looks and behaves as a whole. */
export interface PageLook {
  /** `light` or `dark`; the system's preference when absent. */
  readonly theme?: string;
  /** Seconds after which the page reloads itself; above 0.5, else never. */
  readonly reloadSeconds?: number;
  /** Where `pageStyles` is served; inlined when absent. */
  readonly stylesheetUrl?: string | undefined;
  /** The module that makes the page live; none: the page is complete without. */
  readonly scriptUrl?: string | undefined;
  /** What stands around every page; a bare one without, as for who may not look at the fleet. */
  readonly chrome?: PageChrome | undefined;
}

const bare: PageChrome = { ribbon: '', pages: [['/search', 'Search']], lists: [], version: '', searchHint: 'Search' };

/** The brand's stroke; a live page draws the count of problems into it. */
export const favicon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#1b1d1f"/><path d="M10.5 3 5.5 13" stroke="#ff8a80" stroke-width="2.4" stroke-linecap="round"/></svg>';

/** Everything before a page's content; `current` is the path of the page, where it is one of the menu. */
export function pageHead({
  title,
  current,
  place,
  theme,
  reloadSeconds = 0,
  stylesheetUrl,
  scriptUrl,
  chrome = bare,
}: PageLook & { readonly title: string; readonly current?: string; readonly place?: PagePlace }): string {
  const styles = stylesheetUrl === undefined ? `<style>${pageStyles}</style>` : `<link rel="stylesheet" href="${html(stylesheetUrl)}">`;
  const script = scriptUrl === undefined ? '' : `<script type="module" src="${html(scriptUrl)}"></script>`;
  const reload = reloadSeconds > 0.5 ? `<meta http-equiv="refresh" content="${Math.max(1, Math.round(reloadSeconds))}">` : '';
  const forced = theme === 'light' || theme === 'dark' ? ` data-theme="${theme}"` : '';
  return (
    `<!doctype html><html lang="en"${forced}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
    `<meta name="color-scheme" content="light dark">${reload}<title>${html(title)} - Hindsight</title><link rel="icon" href="/favicon.svg">${styles}${script}</head><body>` +
    `<a class="skip" href="#main">Skip to content</a>${headerHtml(chrome, { current, place }).text}${chrome.ribbon}`
  );
}

/** Everything after it. */
export function pageFootOf({ chrome }: Pick<PageLook, 'chrome'>): string {
  return `</main>${chrome === undefined ? '' : footHtml(chrome).text}</body></html>\n`;
}

/** Everything after it, without a word of whose page it is. */
export const pageFoot = pageFootOf({});
