import { html } from './html-text.ts';
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
}

const pages: readonly (readonly [string, string])[] = [
  ['/clusters', 'Clusters'],
  ['/clusters/_all/nodes', 'Nodes'],
  ['/clusters/_all/namespaces/_all/pods', 'Pods'],
  ['/search', 'Search'],
];

/** The brand's stroke; a live page draws the count of problems into it. */
const icon = `<link rel="icon" href="data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#1b1d1f"/><path d="M10.5 3 5.5 13" stroke="#ff8a80" stroke-width="2.4" stroke-linecap="round"/></svg>')}">`;

/** Everything before a page's content; `current` is the path of the page, where it is one of the menu. */
export function pageHead({
  title,
  current,
  theme,
  reloadSeconds = 0,
  stylesheetUrl,
  scriptUrl,
}: PageLook & { readonly title: string; readonly current?: string }): string {
  const styles = stylesheetUrl === undefined ? `<style>${pageStyles}</style>` : `<link rel="stylesheet" href="${html(stylesheetUrl)}">`;
  const script = scriptUrl === undefined ? '' : `<script type="module" src="${html(scriptUrl)}"></script>`;
  const reload = reloadSeconds > 0.5 ? `<meta http-equiv="refresh" content="${Math.max(1, Math.round(reloadSeconds))}">` : '';
  const forced = theme === 'light' || theme === 'dark' ? ` data-theme="${theme}"` : '';
  const links = pages.map(([path, name]) => `<a href="${path}"${path === current ? ' aria-current="page"' : ''}>${name}</a>`);
  return (
    `<!doctype html><html lang="en"${forced}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
    `<meta name="color-scheme" content="light dark">${reload}<title>${html(title)} - Hindsight</title>${icon}${styles}${script}</head><body>` +
    `<a class="skip" href="#main">Skip to content</a><header class="top"><a class="brand" href="/">hind<i>/</i>sight</a>` +
    `<nav aria-label="Pages">${links.join('')}</nav></header>`
  );
}

/** Everything after it. */
export const pageFoot = '</main></body></html>\n';
