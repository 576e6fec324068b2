import { type Markup, markup } from './markup.ts';

/** Lists that the menu offers together. */
export interface ListGroup {
  readonly title: string;
  readonly resources: readonly { readonly name: string; readonly namespaced: boolean }[];
}

/** What stands around every page of one server, for one viewer. */
export interface PageChrome {
  /** The fleet ribbon, from `ribbonHtml`. */
  readonly ribbon: string;
  /** Pages that there are, beside the fleet and the lists: path and name. */
  readonly pages: readonly (readonly [string, string])[];
  readonly lists: readonly ListGroup[];
  readonly version: string;
  /** What the search box says when it is empty. */
  readonly searchHint: string;
  /** Address of the same page that reloads itself, or stops to. */
  readonly reload?: { readonly url: string; readonly isOn: boolean } | undefined;
}

/** Where a page is: its search and its lists stay there. Names as they stand in the address. */
export interface PagePlace {
  readonly clusters?: string | undefined;
  readonly namespaces?: string | undefined;
}

/** Lists of the menu where the configuration names none. Source: kube-web-view's sidebar (web-view.md A.9). */
export const standardLists: Readonly<Record<string, readonly string[]>> = {
  'Cluster resources': ['namespaces', 'nodes', 'persistentvolumes'],
  Controllers: ['deployments', 'cronjobs', 'jobs', 'daemonsets', 'statefulsets'],
  'Pod management': ['ingresses', 'services', 'pods', 'configmaps'],
};

/** Brand, menu and search box: what a page begins with. */
export function headerHtml(
  chrome: PageChrome,
  { current, place = {} }: { readonly current?: string | undefined; readonly place?: PagePlace | undefined },
): Markup {
  const link = ([path, name]: readonly [string, string]): Markup =>
    markup`<a href="${path}"${path === current && markup` aria-current="page"`}${path === '/search' && markup` class="to-search"`}>${name}</a>`;
  return markup`<header class="top"><a class="brand" href="/">hind<i>/</i>sight</a><nav aria-label="Pages">${link(['/', 'Fleet'])}${listsMenu(chrome, place)}${chrome.pages.map(link)}</nav>${searchBox(chrome, place)}</header>`;
}

function listsMenu({ lists }: PageChrome, { clusters = '_all', namespaces = '_all' }: PagePlace): Markup {
  const base = `/clusters/${encodeURIComponent(clusters).replaceAll('%2C', ',').replaceAll('%3A', ':')}`;
  const within = `${base}/namespaces/${encodeURIComponent(namespaces).replaceAll('%2C', ',')}`;
  const groups = lists.map(
    ({ title, resources }) =>
      markup`<div><b>${title}</b>${resources.map(({ name, namespaced }) => markup`<a href="${namespaced ? within : base}/${name}">${name}</a>`)}</div>`,
  );
  return markup`<details class="menu"><summary>Lists</summary><div class="drop">${groups}<div><b>More</b><a href="/clusters">clusters</a><a href="${base}/_resource-types">all resource types</a></div></div></details>`;
}

/** Searches where the page is, when that is one cluster or one namespace; else everywhere. */
function searchBox({ searchHint }: PageChrome, { clusters, namespaces }: PagePlace): Markup {
  const one = (name: string, value: string | undefined): Markup | undefined =>
    value === undefined || value === '_all' || value.includes(',')
      ? undefined
      : markup`<input type="hidden" name="${name}" value="${value}">`;
  const cluster = one('cluster', clusters);
  const hint = cluster === undefined ? searchHint : `Search in ${clusters}`;
  return markup`<form class="find" role="search" aria-label="The fleet" method="get" action="/search">${cluster}${one('namespace', namespaces)}<input type="search" name="q" aria-label="${hint}" placeholder="${hint}" autocomplete="off" spellcheck="false"></form>`;
}

/** Version, preferences and what else belongs below every page. */
export function footHtml({ version, reload }: PageChrome): Markup {
  const again =
    reload === undefined ? undefined : markup` · <a href="${reload.url}">${reload.isOn ? 'Stop to reload' : 'Reload every 2 seconds'}</a>`;
  return markup`<footer class="foot"><p>Hindsight ${version}, as Kubernetes Web View was: it only reads. <a href="/preferences">Preferences</a>${again}</p></footer>`;
}
