import { backoffMs } from '../../core/base/backoff.ts';
import type { ShardState } from '../../core/fleet/fleet-view.ts';
import { type ApiResource, groupVersionOf, resourceId } from '../../core/kube/api-resource.ts';
import type { ResourceDef } from '../../core/resources/resource.ts';
import { ApiFailure } from '../client/api-server.ts';
import type { ClusterRunner, FleetShared } from './cluster-runner.ts';
import { asApiFailure, failureReason, stateAfter } from './failure-reason.ts';
import type { Narrowing } from './fleet-source.ts';
import { listShard } from './list-shard.ts';
import { smallResources } from './pinned-resources.ts';
import { initialState } from './reflector.ts';
import { readServerTable } from './server-table.ts';
import { ShardFeed } from './shard-feed.ts';
import { type StreamPath, streamPath } from './stream-path.ts';
import { sleep } from './timers.ts';

/** What is read once. */
export interface ReadShardOnce {
  readonly runner: ClusterRunner;
  readonly definition: ResourceDef;
  /** Parts wanted; `[{}]` for everything. */
  readonly narrow: readonly Narrowing[];
  readonly shared: FleetShared;
  /** Aborts at the deadline. */
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
}

type Served = Pick<ApiResource, 'group' | 'version' | 'plural' | 'namespaced'>;

/** Tries after a connection that broke or a server that asks to wait. */
const mostTries = 4;

/** Reads one resource of one cluster once and says in its state how that went. Never throws for what the cluster does. */
export async function readShardOnce(q: ReadShardOnce): Promise<void> {
  const { runner, definition, shared } = q;
  const cluster = runner.target.id;
  const nowMs = shared.clock.nowMs();
  let state = initialState(definition, nowMs);
  const say = (next: Partial<ShardState>): void => {
    state = { ...state, ...next };
    shared.store.setShardState(cluster, definition.id, state);
  };
  shared.store.openShard(cluster, definition, state);
  const refused = refusal(q);
  if (refused !== undefined) return say(refused);
  try {
    const read = await tryToRead(q, (received, expected) => say({ received, expected }));
    say({ ...read, state: 'live', reason: '', sinceMs: shared.clock.nowMs(), expected: undefined, trueAtMs: shared.clock.nowMs() });
  } catch (error) {
    const failure = q.signal.aborted ? new ApiFailure('timeout', `no answer within ${q.deadlineMs / 1000} s`) : asApiFailure(error);
    if (failure === undefined) throw error;
    runner.unanswered(failure);
    const after = stateAfter(failure, false);
    say({ state: after === 'syncing' ? 'unreachable' : after, reason: failureReason(failure), sinceMs: shared.clock.nowMs() });
  }
}

function refusal(q: ReadShardOnce): Pick<ShardState, 'state' | 'reason'> | undefined {
  const { defect } = q.runner.target;
  if (defect !== undefined) return { state: 'unreachable', reason: defect };
  if (q.definition.id === 'secrets' && q.shared.secrets === 'off')
    return { state: 'forbidden', reason: 'secrets are not read unless `--secrets metadata` is given' };
  return undefined;
}

type Progress = (received: number, expected: number | undefined) => void;
type ReadState = Pick<ShardState, 'received' | 'resourceVersion' | 'groupVersion' | 'namespaces'>;

/** Tries again where that is likely to help and the deadline allows it. */
async function tryToRead(q: ReadShardOnce, onProgress: Progress): Promise<ReadState> {
  let served: Served = servedNow(q) ?? q.definition;
  for (let tries = 1; ; tries++) {
    try {
      return await read(q, served, onProgress);
    } catch (error) {
      const failure = asApiFailure(error);
      if (failure === undefined || q.signal.aborted || tries >= mostTries) throw error;
      if (failure.kind === 'not-found') served = await otherVersion(q, served, failure);
      else if (failure.kind !== 'throttled' && (failure.kind !== 'reset' || tries > 1)) throw error;
      else
        await sleep(
          q.shared.timers,
          (failure.retryAfterMs ?? 0) + backoffMs(tries, { firstMs: 100, maxMs: 2000 }, q.shared.random),
          q.signal,
        );
    }
  }
}

function servedNow(q: ReadShardOnce): ApiResource | undefined {
  const served = q.runner.discovery.served(q.definition.id, q.definition.version);
  return served === 'unknown' ? undefined : served;
}

/** An older or newer cluster may serve the resource in another version; discovery is asked only then. */
async function otherVersion(q: ReadShardOnce, tried: Served, failure: ApiFailure): Promise<Served> {
  await q.runner.discovery.learn(q.definition.id, q.signal);
  const served = servedNow(q);
  if (served === undefined || served.version === tried.version) throw failure;
  return served;
}

async function read(q: ReadShardOnce, served: Served, onProgress: Progress): Promise<ReadState> {
  const paths = q.narrow.map((part) => narrowPath(served, part));
  try {
    return await readPaths(q, served, paths, onProgress);
  } catch (error) {
    if (asApiFailure(error)?.kind !== 'forbidden' || !served.namespaced || paths.some((path) => path.namespace !== undefined)) throw error;
    const namespaces = await q.runner.host.namespaces();
    const narrowed = namespaces.flatMap((namespace) => q.narrow.map((part) => narrowPath(served, { ...part, namespace })));
    const answer = await readPaths(q, served, narrowed, onProgress);
    return { ...answer, namespaces };
  }
}

function narrowPath(served: Served, part: Narrowing): StreamPath {
  const { namespace, ...selectors } = part;
  return { ...streamPath(served, served.namespaced ? namespace : undefined), ...selectors };
}

async function readPaths(q: ReadShardOnce, served: Served, paths: readonly StreamPath[], onProgress: Progress): Promise<ReadState> {
  const groupVersion = groupVersionOf(served);
  const feed = feedOf(q);
  const { host } = q.runner;
  if (q.definition.origin === 'minimal') {
    const table = await readServerTable({
      host,
      feed,
      paths,
      resource: q.definition,
      signal: q.signal,
      open: (definition) => openAs(q, definition),
    });
    return { ...table, groupVersion };
  }
  const listed = await listShard({
    host,
    feed,
    paths,
    held: 0,
    doubted: false,
    listClass: smallResources.has(q.definition.id) ? 'small' : 'asked',
    signal: q.signal,
    // The deadline of the whole answer is the only one.
    idleDeadlineMs: q.deadlineMs,
    onProgress,
  });
  return { received: listed.items, resourceVersion: listed.paths[0]?.version ?? '', groupVersion };
}

function openAs(q: ReadShardOnce, definition: ResourceDef): void {
  q.shared.store.openShard(q.runner.target.id, definition, initialState(definition, q.shared.clock.nowMs()));
}

function feedOf(q: ReadShardOnce): ShardFeed {
  const { store, queue, clock, newEpoch, log } = q.shared;
  const cluster = q.runner.target.id;
  const resource = resourceId(q.definition);
  return new ShardFeed({
    cluster,
    resource,
    store,
    queue,
    clock,
    newEpoch,
    onDefect: (error) => log('error', 'defect while applying a batch', { cluster, resource, error }),
  });
}
