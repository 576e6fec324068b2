import type { ClusterFacts, ClusterState } from '../fleet/fleet-view.ts';
import type { Answer, Table, TableColumn, TableRow } from '../query/table.ts';
import { tableQuery } from '../query/table-query.ts';
import { clusterPath } from './cluster-path.ts';
import { html } from './html-text.ts';
import { type Markup, markup } from './markup.ts';
import { type PageLook, pageFootOf, pageHead } from './page-frame.ts';
import { joined } from './row-text.ts';
import { type StatusLevel, statusMarks } from './status-look.ts';
import { tableHtmlPieces } from './table-html.ts';
import { tagsHtml } from './tags-html.ts';

/** What the page of the clusters is made of. */
export interface ClustersPage extends PageLook {
  /** All clusters. */
  readonly clusters: readonly ClusterFacts[];
  /** The clusters that are listed, from `clustersAnswer`. */
  readonly answer: Answer;
  readonly selector?: string;
  readonly filter?: string;
  /** What else narrows the list, in words: `state=stale`. */
  readonly also?: readonly (readonly [string, string])[];
}

const troubleFirst: readonly ClusterState[] = ['unreachable', 'forbidden', 'stale', 'syncing', 'live'];
const levels: Readonly<Record<ClusterState, StatusLevel>> = {
  live: 'ok',
  syncing: 'wait',
  stale: 'warn',
  unreachable: 'bad',
  forbidden: 'lost',
};

/** The page of the clusters: those with trouble first, narrowed by labels and names, and chosen for a search. */
export function clustersHtml(page: ClustersPage): string {
  const { clusters, answer, selector = '', filter = '', also = [] } = page;
  const [table] = answer.tables;
  const facts = new Map(clusters.map((one) => [one.id, one]));
  const listed = answer.coverage.asked.length;
  const narrowed = also.map(([name, value]) => markup` Only ${name} ${value}: <a href="/clusters">show all</a>.`);
  const found = markup`<p class="found" role="status"><strong>${listed === clusters.length ? `${listed} clusters.` : `${listed} of ${clusters.length} clusters.`}</strong>${narrowed}</p>`;
  const query = tableQuery({ resources: ['clusters'], selector, filter });
  const list =
    table === undefined || listed === 0
      ? emptyHtml(clusters.length).text
      : `<form class="pick" method="get" action="/search"><div class="bar"><button type="submit" class="button is-primary">Search in selected clusters</button></div>${joined(tableHtmlPieces({ table: sorted(table, facts), query, answer, cell: (row, column) => cellHtml(facts.get(row.name), column), link: () => '/clusters' }))}</form>`;
  return `${pageHead({ title: 'Clusters', current: '/clusters', ...page })}<main id="main"><h1 class="q"><b>Clusters</b></h1>${found.text}${formHtml(selector, filter, also).text}${list}<footer><p>The same on a terminal: <code>hindsight clusters -o wide</code></p></footer>${pageFootOf(page)}`;
}

/** Columns of the page in its order; the page of one cluster and the other forms have all of them. Source: kube-web-view (web-view.md A.5). */
const shown = ['Name', 'State', 'Since', 'Reason', 'Version', 'API Server', 'Labels', 'Heard', 'Forbidden'];

function sorted(table: Table, facts: ReadonlyMap<string, ClusterFacts>): Table {
  const rank = ({ name }: TableRow): number => troubleFirst.indexOf(facts.get(name)?.state ?? 'live');
  const isUsed = (at: number): boolean => table.rows.some(({ cells }) => (cells[at] ?? '') !== '');
  const order = shown
    .map((name) => table.columns.findIndex((column) => column.name === name))
    .filter((at) => at >= 0 && (isUsed(at) || table.columns[at]?.def.missing !== ''));
  const rows = [...table.rows]
    .sort((a, b) => rank(a) - rank(b))
    .map((row) => ({ ...row, cells: order.map((at) => row.cells[at] ?? null) }));
  return { ...table, columns: order.map((at) => table.columns[at] as TableColumn), rows };
}

function cellHtml(facts: ClusterFacts | undefined, column: TableColumn): string | undefined {
  if (facts === undefined) return undefined;
  const { id, state, labels } = facts;
  switch (column.name) {
    case 'Name':
      return `<label class="checkbox"><input type="checkbox" name="cluster" value="${html(id)}" aria-label="Search in ${html(id)}"></label> <a href="${clusterPath(id)}">${html(id)}</a>`;
    case 'State':
      return `<span class="st ${levels[state]}">${statusMarks[levels[state]] === '' ? '' : `<i aria-hidden="true">${statusMarks[levels[state]]}</i>`}${state}</span>`;
    case 'Labels':
      return tagsHtml(labels, (key, value) => `/clusters?selector=${encodeURIComponent(`${key}=${value}`)}`).text;
    default:
      return undefined;
  }
}

function emptyHtml(known: number): Markup {
  return known === 0
    ? markup`<p class="empty">No clusters found. None are configured: start <code>hindsight serve</code> with a kubeconfig, or <code>hindsight demo</code>.</p>`
    : markup`<p class="empty">No clusters found. <a href="/clusters">Show all ${known}</a>.</p>`;
}

function formHtml(selector: string, filter: string, also: readonly (readonly [string, string])[]): Markup {
  const field = (name: string, label: string, value: string, hint: string): Markup =>
    markup`<label for="${name}">${label}<input id="${name}" name="${name}" value="${value}" placeholder="${hint}" autocomplete="off" spellcheck="false"></label>`;
  const hidden = also.map(([name, value]) => markup`<input type="hidden" name="${name}" value="${value}">`);
  return markup`<form class="narrow" method="get" action="/clusters">${field('selector', 'Labels', selector, 'channel=beta,region!=eu-west-1')}${field('filter', 'Name or label value', filter, 'prod')}${hidden}<div><button type="submit">Filter clusters</button></div></form>`;
}
