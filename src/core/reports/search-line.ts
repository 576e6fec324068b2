import type { SearchAnswer } from '../query/search/search-answer.ts';
import { gapSentence } from './coverage-line.ts';
import { pluralKind } from './question-html.ts';
import { groupedNumber } from './window-text.ts';

/** `12 results found. Searched 12 resource types in 148 clusters in 0.031 seconds.`, what was not searched, and what is not shown. */
export function searchLine(answer: SearchAnswer, q: { readonly utcOffsetMinutes?: number } = {}): string {
  const gaps = gapSentence(answer.coverage, { nowMs: answer.nowMs, ...q });
  return gaps === '' ? searchedSentence(answer) : `${searchedSentence(answer)} ${gaps}`;
}

/** The same without what was not searched. Source: kube-web-view's footer. */
export function searchedSentence({ total, results, resources, coverage }: SearchAnswer): string {
  const shown = results.length < total ? `, the first ${groupedNumber(results.length)} shown` : '';
  const types = `${resources.length} resource type${resources.length === 1 ? '' : 's'}`;
  const clusters = `${coverage.asked.length} cluster${coverage.asked.length === 1 ? '' : 's'}`;
  const found = `${groupedNumber(total)} result${total === 1 ? '' : 's'} found${shown}.`;
  return `${found} Searched ${types} in ${clusters} in ${coverage.seconds.toFixed(3)} seconds.`;
}

/** `183 Pods, 1 Deployment and 3 more`: how many of what, most first; empty for one kind only. */
export function kindCounts({ byKind }: Pick<SearchAnswer, 'byKind'>): string {
  return byKind.length < 2
    ? ''
    : listed(byKind.map(({ kind, count }) => `${groupedNumber(count)} ${count === 1 ? kind : pluralKind(kind)}`));
}

/** `shop-prod-1 12, pay-live-3 4`: how many where, most first; empty for one cluster only. */
export function clusterCounts({ byCluster }: Pick<SearchAnswer, 'byCluster'>): string {
  return byCluster.length < 2 ? '' : listed(byCluster.map(({ cluster, count }) => `${cluster} ${groupedNumber(count)}`));
}

/** Counts named in one line. */
const named = 8;

function listed(parts: readonly string[]): string {
  return parts.length <= named ? parts.join(', ') : `${parts.slice(0, named).join(', ')} and ${parts.length - named} more`;
}
