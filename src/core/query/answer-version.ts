import { hash32 } from '../base/random.ts';
import type { ClusterFacts, ClusterId, FleetView, ShardState } from '../fleet/fleet-view.ts';
import type { ResourceId } from '../kube/api-resource.ts';
import type { QueryPlan } from './query-plan.ts';
import { tableQueryToUrl } from './table-query-url.ts';

/** Epoch and sequence of a shard. */
export type ShardVersion = { readonly epoch: string; readonly seq: number; readonly changes?: number } | undefined;

/**
 * The identity of an answer: equal texts, equal rows and coverage, as long as no term depends on the time. For ETags and cursors.
 * `version` says up to where a shard was read; the view's own word by default.
 */
export function answerVersion(
  plan: QueryPlan,
  view: FleetView,
  version: (cluster: ClusterId, resource: ResourceId) => ShardVersion = (cluster, resource) => view.version(cluster, resource),
): string {
  const hash = new LongHash();
  hash.add(`${view.scope.id}\n${tableQueryToUrl(plan.query)}`);
  for (const { resource: own, clusters, alsoReads = [], judgedBy = [] } of plan.tables)
    for (const [cluster, resource] of clusters.flatMap((id) => [own, ...alsoReads, ...judgedBy].map((one) => [id, one] as const))) {
      const state = view.shard(cluster, resource)?.state ?? view.cluster(cluster);
      const part = partOf(cluster, resource, version(cluster, resource), state);
      hash.mix(part.high, part.low);
    }
  for (const { cluster, resource, why } of plan.unserved) hash.add(`${cluster} ${resource} ${why}`);
  return hash.text();
}

type State = ShardState | ClusterFacts;

interface Part {
  readonly cluster: ClusterId;
  readonly resource: ResourceId;
  readonly epoch: string | undefined;
  readonly version: number | undefined;
  readonly high: number;
  readonly low: number;
}

/** Hashes by the state they were made with: most shards have not changed since the last question. */
const parts = new WeakMap<State, Part>();

function partOf(cluster: ClusterId, resource: ResourceId, read: ShardVersion, state: State | undefined): Part {
  const epoch = read?.epoch;
  const version = read?.changes ?? read?.seq;
  const known = state === undefined ? undefined : parts.get(state);
  if (known?.version === version && known?.epoch === epoch && known?.cluster === cluster && known?.resource === resource)
    return known as Part;
  const text = `${cluster} ${resource} ${epoch} ${version} ${state?.state} ${state?.sinceMs} ${state?.reason}`;
  const part = { cluster, resource, epoch, version, high: hash32(text), low: hash32(`again ${text}`) };
  if (state !== undefined) parts.set(state, part);
  return part;
}

/** Two hashes from different starting states, in order of what is added: a change goes unseen about once in 2^64 times. */
class LongHash {
  #high = 0x9e3779b9;
  #low = 0x85ebca6b;

  add(text: string): void {
    this.mix(hash32(text), hash32(`again ${text}`));
  }

  mix(high: number, low: number): void {
    this.#high = mixed(this.#high, high);
    this.#low = mixed(this.#low, low);
  }

  text(): string {
    return [this.#high, this.#low].map((hash) => (hash >>> 0).toString(16).padStart(8, '0')).join('');
  }
}

/** Neither step loses anything of the hash so far, and their order counts. Source: MurmurHash3, public domain. */
function mixed(hash: number, part: number): number {
  const turned = hash ^ Math.imul(part, 0xcc9e2d51);
  return (Math.imul((turned << 13) | (turned >>> 19), 5) + 0xe6546b64) | 0;
}
