import type { ClusterId, FleetView, RowId, ShardView, Slices } from '../../fleet/fleet-view.ts';
import type { ResourceId } from '../../kube/api-resource.ts';
import type { ResourceDef } from '../../resources/resource.ts';
import { BestResults, type Found, foundPath, namespaceOf } from './best-results.ts';
import { clusterScore } from './cluster-score.ts';
import { rankOf } from './match-score.ts';
import type { SearchPlan } from './plan-search.ts';
import { clusterMatches, objectMatches } from './result-matches.ts';
import type { KindCount, SearchAnswer, SearchResult } from './search-answer.ts';
import { partlySynced, searchCoverage, searchedTables } from './search-coverage.ts';
import type { SearchIndex } from './search-index.ts';
import { type RowTaker, ShardScan } from './shard-scan.ts';
import { WordVerdicts } from './word-verdicts.ts';

/** Results written out between two yields. */
const writtenPerSlice = 16;

/**
 * Answers a search from a view, in slices. Never waits: what the view does not know is named in the coverage.
 * What the view shows is what is searched; the index only spares work.
 */
export function* searchFleet(
  plan: SearchPlan,
  view: FleetView,
  q: { readonly index: SearchIndex; readonly nowMs: number },
): Slices<SearchAnswer> {
  const looked = yield* searchedTables(plan, view);
  const words = plan.words.map((word) => new WordVerdicts(word, q.index));
  const scan = new ShardScan({ words, selector: plan.selector, namespaces: plan.namespaces });
  const found = new FoundThings(plan.query.limit);
  if (plan.clustersToo) for (const id of plan.clusters) found.cluster(plan, view, id);
  for (const { resource, clusters } of looked.tables)
    for (const cluster of clusters) {
      const shard = view.shard(cluster, resource);
      if (shard === undefined) continue;
      found.count(shard.resource, cluster, yield* scan.matches(shard, found));
      yield;
    }
  return {
    ...(yield* found.written(plan.words, scan)),
    resources: looked.tables.map(({ resource }) => resource),
    coverage: searchCoverage(plan, view, looked),
    notices: partlySynced(plan, looked.tables),
    nowMs: q.nowMs,
  };
}

/** Counts what matches, and keeps the best. */
class FoundThings implements RowTaker {
  readonly #best: BestResults;
  readonly #kinds = new Map<ResourceId, { resource: ResourceId; kind: string; plural: string; count: number }>();
  readonly #clusters = new Map<ClusterId, number>();
  #total = 0;

  constructor(limit: number) {
    this.#best = new BestResults(limit);
  }

  cluster(plan: SearchPlan, view: FleetView, id: ClusterId): void {
    const facts = view.cluster(id);
    const score = facts === undefined ? undefined : clusterScore(facts, plan);
    if (facts === undefined || score === undefined) return;
    this.count({ id: 'clusters', kind: 'Cluster', plural: 'clusters' }, id, 1);
    this.#best.offer({ score, name: id, facts });
  }

  get leastScore(): number {
    return this.#best.leastScore;
  }

  /** Takes the best of a shard's matches. */
  visitor(shard: ShardView): (row: RowId, score: number) => void {
    const names = shard.column('Name')?.text;
    return (row, score) => {
      if (score < this.#best.leastScore) return;
      const name = names?.value(names.code(row)) ?? '';
      if (this.#best.admits(score, name)) this.#best.offer({ score, name, shard, row });
    };
  }

  *written(words: readonly string[], scan: ShardScan): Slices<Pick<SearchAnswer, 'results' | 'total' | 'byKind' | 'byCluster'>> {
    const results: SearchResult[] = [];
    for (const found of this.#best.sorted()) {
      if (results.length % writtenPerSlice === writtenPerSlice - 1) yield;
      results.push('facts' in found ? clusterResult(found, words) : objectResult(found, { columns: scan.columns(found.shard), words }));
    }
    const byKind: KindCount[] = [...this.#kinds.values()].sort((a, b) => b.count - a.count || (a.resource < b.resource ? -1 : 1));
    const byCluster = [...this.#clusters]
      .map(([cluster, count]) => ({ cluster, count }))
      .sort((a, b) => b.count - a.count || (a.cluster < b.cluster ? -1 : 1));
    return { results, total: this.#total, byKind, byCluster };
  }

  count({ id, kind, plural }: Pick<ResourceDef, 'id' | 'kind' | 'plural'>, cluster: ClusterId, more: number): void {
    if (more === 0) return;
    this.#total += more;
    const counted = this.#kinds.get(id);
    if (counted === undefined) this.#kinds.set(id, { resource: id, kind, plural, count: more });
    else counted.count += more;
    this.#clusters.set(cluster, (this.#clusters.get(cluster) ?? 0) + more);
  }
}

function objectResult(found: Extract<Found, { shard: ShardView }>, q: Parameters<typeof objectMatches>[2]): SearchResult {
  const { shard, row, score, name } = found;
  const { id, kind, plural } = shard.resource;
  const created = shard.column('Created')?.numbers?.number(row);
  return {
    rank: rankOf(score),
    cluster: shard.cluster,
    resource: id,
    kind,
    plural,
    namespace: namespaceOf(shard, row),
    name,
    uid: shard.uid(row),
    path: foundPath(found),
    createdMs: created === undefined || Number.isNaN(created) ? null : created,
    stale: shard.state.state !== 'live',
    labels: [...shard.labels(row)],
    matches: objectMatches(shard, row, q),
  };
}

function clusterResult(found: Exclude<Found, { shard: ShardView }>, words: readonly string[]): SearchResult {
  const { facts, score, name } = found;
  return {
    rank: rankOf(score),
    cluster: facts.id,
    resource: 'clusters',
    kind: 'Cluster',
    plural: 'clusters',
    namespace: undefined,
    name,
    uid: facts.uid ?? '',
    path: foundPath(found),
    createdMs: null,
    stale: facts.state !== 'live',
    labels: Object.entries(facts.labels).sort(([a], [b]) => (a < b ? -1 : 1)),
    matches: clusterMatches(facts, words),
  };
}
