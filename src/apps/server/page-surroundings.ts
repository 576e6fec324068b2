import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ClusterFacts } from '../../core/fleet/fleet-view.ts';
import type { Overview } from '../../core/query/overview/overview.ts';
import { type ListGroup, type PageChrome, standardLists } from '../../core/reports/page-chrome.ts';
import { ribbonHtml } from '../../core/reports/ribbon-html.ts';
import { groupedNumber } from '../../core/reports/window-text.ts';
import { resolveBuiltin } from '../../core/resources/builtin-resources.ts';
import { readCookie } from './access/read-cookie.ts';
import type { Overviews } from './overviews.ts';
import type { PageContext } from './page-context.ts';
import { requestParams, requestUrl } from './request-format.ts';
import type { ServerParts } from './server-parts.ts';

/** Pages of the menu, where this server has them. */
const pages = [
  ['/events', 'Events'],
  ['/search', 'Search'],
  ['/findings', 'Findings'],
  ['/checks', 'Checks'],
  ['/stories', 'Stories'],
] as const;

/** Makes what stands around pages, and keeps what is the same for many of them. */
export class PageSurroundings {
  readonly #server: FastifyInstance;
  readonly #parts: ServerParts;
  readonly #overviews: Overviews;
  readonly #ribbons = new WeakMap<Overview, { readonly facts: readonly ClusterFacts[]; readonly html: string }>();
  #pages: PageChrome['pages'] | undefined;
  readonly #lists: readonly ListGroup[];

  constructor(server: FastifyInstance, parts: ServerParts, overviews: Overviews) {
    this.#server = server;
    this.#parts = parts;
    this.#overviews = overviews;
    this.#lists = listGroups(parts.pages?.lists);
  }

  /** For one request, whose scope is read when the page is made. */
  of(request: FastifyRequest): PageContext {
    return {
      chrome: () => (request.scope === undefined || request.scope === null ? undefined : this.#chrome(request)),
      theme: () => readCookie(request.headers.cookie, 'theme') ?? this.#parts.pages?.theme,
    };
  }

  #chrome(request: FastifyRequest): PageChrome {
    const overview = this.#overviews.of(request.scope);
    const pods = overview.counts.find(({ resource }) => resource === 'pods')?.count ?? 0;
    const clusters = overview.clusters.reduce((sum, one) => sum + one.total, 0);
    this.#pages ??= pages.filter(([path]) => this.#hasPage(path));
    return {
      ribbon: this.#ribbon(overview),
      pages: this.#pages,
      lists: this.#lists,
      version: this.#parts.pages?.version ?? '',
      searchHint: `Search ${groupedNumber(pods)} pods, ${groupedNumber(clusters)} clusters`,
      reload: reloadOf(request),
    };
  }

  #hasPage(path: string): boolean {
    const judges = this.#parts.findings !== undefined;
    return this.#server.hasRoute({ method: 'GET', url: path }) && (judges || (path !== '/findings' && path !== '/checks'));
  }

  /** The states of clusters are shown as they are now, whatever else stands for a moment. */
  #ribbon(overview: Overview): string {
    const facts = this.#parts.directory.clusters();
    const known = this.#ribbons.get(overview);
    if (known !== undefined && known.facts.length === facts.length && facts.every((one, i) => sameMark(one, known.facts[i])))
      return known.html;
    const html = ribbonHtml(facts, overview.critical);
    this.#ribbons.set(overview, { facts, html });
    return html;
  }
}

function sameMark(a: ClusterFacts, b: ClusterFacts | undefined): boolean {
  return b !== undefined && (a === b || (a.id === b.id && a.state === b.state && a.reason === b.reason && a.labels === b.labels));
}

function listGroups(lists: Readonly<Record<string, readonly string[]>> | undefined): readonly ListGroup[] {
  const groups = lists === undefined || Object.keys(lists).length === 0 ? standardLists : lists;
  // Custom resources are mostly namespaced; the list of a type with the other scope says where it is.
  return Object.entries(groups).map(([title, names]) => ({
    title,
    resources: names.map((name) => ({ name, namespaced: resolveBuiltin(name)?.namespaced ?? true })),
  }));
}

/** The same page with its reloading switched. Source: kube-web-view's button, `reload=2` and `reload=0`. */
function reloadOf(request: FastifyRequest): PageChrome['reload'] {
  const { pathname } = requestUrl(request);
  const params = requestParams(request);
  const isOn = Number(params.get('reload') ?? 0) > 0.5;
  // A page does not repeat the secret that opened it.
  params.delete('token');
  params.set('reload', isOn ? '0' : '2');
  return { url: `${pathname}?${params.toString()}`, isOn };
}
