import type { ClusterFacts } from '../fleet/fleet-view.ts';
import type { Answer, TableColumn, TableRow } from '../query/table.ts';
import { tableQuery } from '../query/table-query.ts';
import { html } from './html-text.ts';
import { type PageLook, pageFoot, pageHead } from './page-frame.ts';
import { ribbonHtml } from './ribbon-html.ts';
import { joined } from './row-text.ts';
import { tableHtmlPieces } from './table-html.ts';

/** What the page of the fleet is made of. */
export interface ClustersPage extends PageLook {
  /** All clusters, for the ribbon. */
  readonly clusters: readonly ClusterFacts[];
  /** The clusters that are listed, from `clustersAnswer`. */
  readonly answer: Answer;
  readonly selector?: string;
  readonly filter?: string;
}

/** The page of the fleet: the ribbon, the sums in words, and the table of clusters. */
export function clustersHtml(page: ClustersPage): string {
  const { clusters, answer, selector = '', filter = '' } = page;
  const [table] = answer.tables;
  const labels = new Map(clusters.map((facts) => [facts.id, facts.labels]));
  const cell = (row: TableRow, column: TableColumn): string | undefined => {
    if (column.name === 'Name') return `<a href="${objectsUrl(row.name)}">${html(row.name)}</a>`;
    return column.name === 'Labels' ? tagsHtml(labels.get(row.name) ?? {}) : undefined;
  };
  const listed = answer.coverage.asked.length;
  const found = `<p class="found" role="status"><strong>${listed === clusters.length ? `${listed} clusters.` : `${listed} of ${clusters.length} clusters.`}</strong></p>`;
  const query = tableQuery({ resources: ['clusters'], selector, filter });
  const rows = table === undefined ? '' : joined(tableHtmlPieces({ table, query, answer, cell, link: () => '/clusters' }));
  return `${pageHead({ title: 'Clusters', current: '/clusters', ...page })}${ribbonHtml(clusters)}<main id="main"><h1 class="q"><b>Clusters</b></h1>${found}${formHtml(selector, filter)}${rows}${pageFoot}`;
}

/** Where the name of a cluster leads. */
function objectsUrl(cluster: string): string {
  return `/clusters/${html(encodeURIComponent(cluster).replaceAll('%3A', ':'))}`;
}

function tagsHtml(labels: Readonly<Record<string, string>>): string {
  const tags = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return tags
    .map(
      ([key, value]) =>
        `<a class="tag" href="/clusters?selector=${html(encodeURIComponent(`${key}=${value}`))}">${html(`${key}=${value}`)}</a>`,
    )
    .join(' ');
}

function formHtml(selector: string, filter: string): string {
  const field = (name: string, label: string, value: string, hint: string): string =>
    `<label for="${name}">${label}<input id="${name}" name="${name}" value="${html(value)}" placeholder="${hint}" autocomplete="off" spellcheck="false"></label>`;
  return `<form method="get" action="/clusters">${field('selector', 'Labels', selector, 'channel=beta')}${field('filter', 'Name or label value', filter, 'prod')}<div><button type="submit">Show</button></div></form>`;
}
