import type { FleetView, Scope } from '../../core/fleet/fleet-view.ts';
import { resolveClusters } from '../../core/query/resolve-clusters.ts';
import { planSearch, type SearchPlan, searchedTypes } from '../../core/query/search/plan-search.ts';
import type { SearchAnswer } from '../../core/query/search/search-answer.ts';
import { searchFleet } from '../../core/query/search/search-fleet.ts';
import type { SearchIndex } from '../../core/query/search/search-index.ts';
import type { SearchQuery } from '../../core/query/search/search-query.ts';
import { type Answering, refuseDenied } from './ask.ts';
import { driveSlices } from './drive-slices.ts';

/** Who searches what, and until when they care. */
export interface SearchQuestion {
  readonly query: SearchQuery;
  readonly scope: Scope;
  readonly signal: AbortSignal;
  /** Kept between searches; a fresh one costs what packing all texts costs. */
  readonly index: SearchIndex;
  /** Clusters that are done, out of those asked. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** A search answer, and what it was read from. */
export interface Searched {
  readonly answer: SearchAnswer;
  readonly plan: SearchPlan;
  readonly view: FleetView;
}

/** Answers one search from what is known, with its coverage and the seconds it took. HindsightError for a mistake in the question. */
export async function askSearch(answering: Answering, question: SearchQuestion): Promise<Searched> {
  const started = performance.now();
  const { source, directory, clock } = answering;
  const { query, scope, signal, index, onProgress } = question;
  refuseDenied(query, answering.namespaces);
  const names = searchedTypes(query);
  if (names.length > 0) await source.prepare({ clusters: resolveClusters(query.clusters, directory), names, signal });
  const plan = planSearch(query, directory);
  const view = await source.open({ need: plan.needs, scope, signal, ...(onProgress && { onProgress }) });
  const answer = await driveSlices(searchFleet(plan, view, { index, nowMs: clock.nowMs() }), { signal });
  const coverage = { ...answer.coverage, seconds: (performance.now() - started) / 1000 };
  return { answer: { ...answer, coverage }, plan, view };
}
