import type { Clock } from '../../../core/base/clock.ts';
import { HindsightError } from '../../../core/base/hindsight-error.ts';
import type { Random } from '../../../core/base/random.ts';
import type { ClusterId, Scope } from '../../../core/fleet/fleet-view.ts';
import type { PodChoice } from '../../../core/kube/log-pod-choice.ts';
import { logMatcher } from '../../../core/query/log-matcher.ts';
import type { LogQuery } from '../../../core/query/log-query.ts';
import { namePatterns } from '../../../core/query/name-patterns.ts';
import type { ApiServer } from '../../../edge/client/api-server.ts';
import type { LogEntry } from '../../../edge/collector/log-entry.ts';
import type { LogPlaces } from '../../../edge/collector/log-places.ts';
import { LogTail } from '../../../edge/collector/log-tail.ts';
import type { Timers } from '../../../edge/collector/timers.ts';
import type { Answering } from '../ask.ts';
import { findLogPods, type LogPodsFound } from './find-log-pods.ts';
import type { PodFeed } from './pod-feed.ts';

/** What logs are read with. */
export interface LogReading {
  readonly answering: Answering;
  readonly feed: PodFeed;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly places: LogPlaces;
  api(cluster: ClusterId): ApiServer | undefined;
}

/** Who wants which logs. */
export interface LogReadRequest {
  /** What differs between them is whose logs; all else is as the first says. */
  readonly queries: readonly [LogQuery, ...LogQuery[]];
  readonly scope: Scope;
  readonly signal: AbortSignal;
  readonly whenBehind: 'drop' | 'wait';
  /** Called before the first line with the clusters that are asked; may throw a refusal. */
  onFound?(clusters: readonly ClusterId[]): void;
}

/** Logs that are being read. */
export interface ReadLogs {
  readonly tail: LogTail;
  /** Lines and notes in order; ends with the logs, or with the signal. */
  readonly batches: AsyncGenerator<readonly LogEntry[]>;
}

/** Finds the pods that a question means and reads their logs as one. HindsightError for a mistake in the question. */
export async function readLogs(reading: LogReading, q: LogReadRequest): Promise<ReadLogs> {
  const { queries, scope, signal } = q;
  const [query] = queries;
  const grep = logMatcher(query);
  const containers = namePatterns(query.containers);
  const found = await Promise.all(queries.map((each) => findLogPods(reading.answering, { query: each, scope, signal })));
  const { clusters, choices, notices } = granted(joined(found), scope);
  q.onFound?.(clusters);
  const tail = new LogTail({
    question: {
      follow: query.follow,
      previous: query.previous,
      tailLines: query.tailLines,
      sinceTime: query.sinceMs === undefined ? undefined : new Date(query.sinceMs).toISOString(),
      container: (name) => containers.matches(name),
      ...(grep === undefined ? {} : { grep }),
    },
    clock: reading.clock,
    timers: reading.timers,
    random: reading.random,
    signal,
    places: reading.places,
    whenBehind: q.whenBehind,
    api: (cluster) => reading.api(cluster),
    expected: clusters,
  });
  for (const notice of notices) tail.note(notice, { isTrouble: true });
  for (const cluster of clusters) void feed(reading, { tail, cluster, query, signal, choices: choices.get(cluster) ?? [] });
  return { tail, batches: tail.batches() };
}

function joined(found: readonly LogPodsFound[]): LogPodsFound {
  const clusters = [...new Set(found.flatMap((each) => each.clusters))];
  return {
    clusters,
    choices: new Map(clusters.map((id) => [id, found.flatMap((each) => each.choices.get(id) ?? [])])),
    notices: found.flatMap((each) => each.notices),
  };
}

/** What the viewer may read. HindsightError `refused` where that is nothing. */
function granted(found: LogPodsFound, scope: Scope): LogPodsFound {
  const grants = new Map(found.clusters.map((cluster) => [cluster, scope.grant(cluster, 'pods', 'logs')]));
  const clusters = found.clusters.filter((cluster) => grants.get(cluster) !== 'none');
  const refused = found.clusters.length - clusters.length;
  if (refused > 0 && clusters.length === 0) {
    throw new HindsightError('refused', 'Container logs are not shown here', {
      hint: 'They may hold what only some people should read. Whoever runs this server can start it with `--show-container-logs`; `hindsight logs` with your own kubeconfig always works.',
    });
  }
  const choices = clusters.map((cluster): readonly [ClusterId, readonly PodChoice[]] => {
    const grant = grants.get(cluster);
    const all = found.choices.get(cluster) ?? [];
    return [cluster, grant === undefined || typeof grant === 'string' ? all : all.map((choice) => within(choice, grant.namespaces))];
  });
  const notices = refused === 0 ? [] : [`You may not read logs of ${refused} more clusters.`];
  return { clusters, choices: new Map(choices), notices: [...found.notices, ...notices] };
}

function within(choice: PodChoice, namespaces: ReadonlySet<string>): PodChoice {
  return { ...choice, test: (pod) => namespaces.has(pod.metadata.namespace ?? '') && choice.test(pod) };
}

async function feed(
  reading: LogReading,
  q: Pick<Parameters<PodFeed>[0], 'cluster' | 'choices' | 'signal'> & { readonly tail: LogTail; readonly query: LogQuery },
): Promise<void> {
  const { tail, cluster, choices, query, signal } = q;
  try {
    await reading.feed({
      cluster,
      choices,
      follow: query.follow,
      signal,
      onPods: (pods, more) => tail.setPods(cluster, pods, more),
      onFailure: (reason) => tail.note(`${cluster}: ${reason}`, { isTrouble: true }),
    });
    tail.giveUp(cluster);
  } catch (error) {
    tail.fail(error);
  }
}
