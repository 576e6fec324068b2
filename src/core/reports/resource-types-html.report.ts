import type { ResourceType, ResourceTypes } from '../query/resource-types.ts';
import { encodeUrlPart } from '../query/table-query-url.ts';
import { crumbsHtml } from './crumbs-html.ts';
import { type Markup, markup } from './markup.ts';
import { type PageLook, pageFootOf, pageHead } from './page-frame.ts';

/** What the page of resource types is made of. */
export interface ResourceTypesPage extends PageLook {
  readonly types: ResourceTypes;
  /** As the address says them. */
  readonly clusters: string;
  /** Undefined: the cluster-scoped ones. */
  readonly namespaces: string | undefined;
}

/** The resources that clusters serve, in two tabs by scope: each once, with how many of the clusters serve it. */
export function resourceTypesHtml(page: ResourceTypesPage): string {
  const { types, clusters, namespaces } = page;
  const base = `/clusters/${encodeUrlPart(clusters)}`;
  const within = `${base}/namespaces/${encodeUrlPart(namespaces ?? 'default')}`;
  const tab = (name: string, url: string, isCurrent: boolean): Markup =>
    isCurrent ? markup`<a href="${url}" aria-current="page">${name}</a>` : markup`<a href="${url}">${name}</a>`;
  const where = types.asked === 1 ? clusters : `${types.asked} clusters`;
  const silent =
    types.silent.length === 0
      ? undefined
      : markup`<p class="notices">${types.silent.length === types.asked ? 'No cluster' : `${types.silent.length} of ${types.asked} clusters`} ${types.silent.length === types.asked ? 'has said what it serves yet: these are the built-in ones' : 'have not said what they serve'}.</p>`;
  const body = markup`<main id="main">${crumbsHtml({ clusters, ...(namespaces !== undefined && { namespaces }), rest: [['resource types']] })}<h1 class="q"><b>Resource types</b> of ${where}${namespaces === undefined ? '' : `, in ${namespaces === '_all' ? 'all namespaces' : `namespace ${namespaces}`}`}</h1><nav class="tabs" aria-label="Scope">${tab('Cluster', `${base}/_resource-types`, namespaces === undefined)}${tab('Namespaced', `${within}/_resource-types`, namespaces !== undefined)}</nav>${silent}${typesTable(types, namespaces === undefined ? base : within)}`;
  return pageHead({ ...page, title: `Resource types of ${where}`, place: { clusters, namespaces } }) + body.text + pageFootOf(page);
}

/** The table of types; `base` is the address that their plurals follow. */
export function typesTable({ types, asked }: ResourceTypes, base: string): Markup {
  const counts = asked > 1;
  const row = ({ kind, plural, word, versions, preferred, clusters }: ResourceType): Markup =>
    markup`<tr><td class="s">${kind}</td><td class="name"><a href="${base}/${encodeUrlPart(word)}">${plural}</a></td><td class="m by">${versions.join(', ')}</td><td class="hide">${preferred ? 'Yes' : ''}</td>${counts && markup`<td class="n hide">${clusters === 0 ? '' : `${clusters} of ${asked}`}</td>`}</tr>`;
  return markup`<div class="wrap types" tabindex="0"><table><caption class="unseen">Resource types</caption><thead><tr><th scope="col">Kind</th><th scope="col">Plural</th><th scope="col">Version</th><th scope="col">Preferred?</th>${counts && markup`<th scope="col" class="n">Clusters</th>`}</tr></thead><tbody>${types.map(row)}</tbody></table></div>`;
}
