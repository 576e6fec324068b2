import type { ClusterFacts } from '../fleet/fleet-view.ts';
import { humanDuration } from '../kube/duration.ts';
import type { ResourceTypes } from '../query/resource-types.ts';
import { clusterPath } from './cluster-path.ts';
import { crumbsHtml } from './crumbs-html.ts';
import { type Markup, markup } from './markup.ts';
import { type PageLook, pageFootOf, pageHead } from './page-frame.ts';
import { typesTable } from './resource-types-html.report.ts';
import { tagsHtml } from './tags-html.ts';
import { groupedNumber } from './window-text.ts';

/** One namespace on the page of its cluster. */
export interface NamespaceLine {
  readonly name: string;
  readonly status: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly createdMs: number | null;
  /** Undefined where pods cannot be counted. */
  readonly pods: number | undefined;
}

/** What the page of one cluster is made of. */
export interface ClusterPage extends PageLook {
  readonly facts: ClusterFacts;
  readonly namespaces: readonly NamespaceLine[];
  /** Why the namespaces are not, or not all, there; empty when they are. */
  readonly namespaceGap: string;
  readonly types: ResourceTypes;
  readonly nowMs: number;
}

/** One cluster: what it is, its namespaces to look into or to search in, and its cluster-scoped resources. Without the right to list namespaces it says so. */
export function clusterHtml(page: ClusterPage): string {
  const { facts, types } = page;
  const path = clusterPath(facts.id);
  const head = pageHead({ ...page, title: facts.id, place: { clusters: facts.id } });
  const body = markup`<main id="main">${crumbsHtml({ clusters: facts.id })}<h1 class="q">Cluster <b>${facts.id}</b> is ${stateText(page)}</h1>${factsHtml(page)}${namespacesHtml(page)}<section><h2>Cluster resource types <small>${types.types.length}</small></h2>${typesTable(types, path)}</section>`;
  return head + body.text + pageFootOf(page);
}

function stateText({ facts: { state, reason, sinceMs }, nowMs }: ClusterPage): Markup {
  return markup`<b>${state}</b>, for ${humanDuration(nowMs - sinceMs)}${reason === '' ? '' : `: ${reason}`}`;
}

function factsHtml({ facts, nowMs }: ClusterPage): Markup {
  const { labels, server, version, latencyMs, lastContactMs, identity, aliases, forbidden = [] } = facts;
  const parts: readonly (readonly [string, Markup | string | undefined])[] = [
    ['API URL', markup`<code>${server}</code>`],
    ['Version', version],
    ['Heard', lastContactMs === undefined ? undefined : `${humanDuration(nowMs - lastContactMs)} ago`],
    ['Latency', latencyMs === undefined ? undefined : `${Math.round(latencyMs)} ms`],
    ['Read as', identity === undefined ? undefined : `${identity.user === undefined ? '' : `${identity.user}, `}${identity.credential}`],
    ['Also called', aliases.length === 0 ? undefined : aliases.join(', ')],
    ['May not list', forbidden.length === 0 ? undefined : forbidden.join(', ')],
  ];
  const rows = parts.flatMap(([name, value]) => (value === undefined ? [] : [markup`<div><dt>${name}</dt><dd>${value}</dd></div>`]));
  return markup`<div class="content"><p>${tagsHtml(labels, (key, value) => `/clusters?selector=${encodeURIComponent(`${key}=${value}`)}`)}</p><dl class="kv">${rows}</dl></div>`;
}

function namespacesHtml({ facts, namespaces, namespaceGap, nowMs }: ClusterPage): Markup {
  const path = clusterPath(facts.id);
  const gap = namespaceGap === '' ? undefined : markup`<p class="notices">${namespaceGap}</p>`;
  if (namespaces.length === 0) {
    const why = namespaceGap === '' ? markup`<p class="empty">No namespaces found.</p>` : gap;
    return markup`<section><h2>Namespaces</h2>${why}<form class="narrow" method="get" action="/lists"><input type="hidden" name="clusters" value="${facts.id}"><input type="hidden" name="resources" value="all"><label for="namespaces">A namespace that you know<input id="namespaces" name="namespaces" placeholder="default" autocomplete="off" spellcheck="false"></label><div><button type="submit">Show what is in it</button></div></form></section>`;
  }
  const rows = namespaces.map(({ name, status, labels, createdMs, pods }) => {
    const own = `${path}/namespaces/${encodeURIComponent(name)}`;
    const count = pods === undefined ? '' : markup`<a href="${own}/pods">${groupedNumber(pods)}</a>`;
    const tags = tagsHtml(labels, (key, value) => `${path}/namespaces?selector=${encodeURIComponent(`${key}=${value}`)}`);
    return markup`<tr><td class="name"><label class="checkbox"><input type="checkbox" name="namespace" value="${name}" aria-label="Search in ${name}"></label> <a href="${own}">${name}</a></td><td class="s">${status}</td><td class="n by">${count}</td><td class="wide">${tags}</td><td class="n age hide">${createdMs === null ? '' : humanDuration(nowMs - createdMs)}</td></tr>`;
  });
  return markup`<section><h2>Namespaces <small>${groupedNumber(namespaces.length)}</small></h2>${gap}<form class="pick" method="get" action="/search"><input type="hidden" name="cluster" value="${facts.id}"><div class="bar"><button type="submit" class="button is-primary">Search in selected namespaces</button><a class="button" href="${path}/namespaces">as a list</a><a class="button" href="${path}/namespaces/_all/pods?filter=problems">Pods with problems</a></div><div class="wrap" tabindex="0"><table><caption class="unseen">Namespaces</caption><thead><tr><th scope="col">Name</th><th scope="col">Status</th><th scope="col" class="n">Pods</th><th scope="col">Labels</th><th scope="col" class="n">Age</th></tr></thead><tbody>${rows}</tbody></table></div></form></section>`;
}
