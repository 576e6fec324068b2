import type { Random } from '../../../core/base/random.ts';
import type { ClusterId, Scope } from '../../../core/fleet/fleet-view.ts';
import { matchesLabelSelector, parseLabelSelector } from '../../../core/kube/label-selector.ts';
import type { PodChoice } from '../../../core/kube/log-pod-choice.ts';
import type { KubeObject } from '../../../core/kube/object.ts';
import type { ApiServer } from '../../../edge/client/api-server.ts';
import { describeFailure } from '../../../edge/client/describe-failure.ts';
import { readLogPods } from '../../../edge/collector/log-pods.ts';
import { sleep, type Timers } from '../../../edge/collector/timers.ts';
import type { LiveSource } from '../live/live-feed.ts';

/** Tells which pods there are of the choices of one cluster. */
export interface PodFeedRequest {
  readonly cluster: ClusterId;
  readonly choices: readonly PodChoice[];
  readonly follow: boolean;
  readonly signal: AbortSignal;
  /** All pods of the cluster that are chosen; `last` when no more can join. */
  onPods(pods: readonly KubeObject[], q: { readonly last: boolean }): void;
  /** The cluster did not answer. */
  onFailure(reason: string): void;
}

/** Where pods are known from. Resolves when no more are to come. */
export type PodFeed = (q: PodFeedRequest) => Promise<void>;

/** Pods from the API servers themselves: narrow lists and watches, for a command that runs once. */
export function directPodFeed(q: {
  api(cluster: ClusterId): ApiServer | undefined;
  readonly timers: Timers;
  readonly random: Random;
}): PodFeed {
  return async ({ cluster, choices, follow, signal, onPods, onFailure }) => {
    const api = q.api(cluster);
    if (api === undefined) return onFailure('unknown');
    const found: (ReadonlyMap<string, KubeObject> | undefined)[] = choices.map(() => undefined);
    const last = !follow || choices.every(({ name }) => name !== undefined);
    let unanswered = '';
    const tell = (): void => {
      if (found.some((pods) => pods === undefined)) return;
      const all = new Map(found.flatMap((pods) => [...(pods as ReadonlyMap<string, KubeObject>)]));
      onPods([...all.values()], { last });
    };
    await Promise.all(
      choices.map((choice, i) =>
        readLogPods({
          api: () => q.api(cluster) as ApiServer,
          namespace: choice.namespace,
          labelSelector: choice.labelSelector,
          fieldSelector: choice.name === undefined ? '' : `metadata.name=${choice.name}`,
          follow,
          signal,
          timers: q.timers,
          random: q.random,
          onPods: (pods) => {
            found[i] = new Map(pods.filter((pod) => choice.test(pod)).map((pod) => [pod.metadata.uid, pod]));
            tell();
          },
          onFailure: (failure) => {
            const reason = describeFailure(failure);
            if (reason !== unanswered) onFailure(reason);
            unanswered = reason;
            found[i] ??= new Map();
            tell();
          },
        }),
      ),
    );
  };
}

/** Rows of thousands of pods are looked through for each look at the store. */
const lookEveryMs = 500;

/** Pods from the store of a server, as its watches know them. */
export function storePodFeed(source: LiveSource, scope: Scope, timers: Timers): PodFeed {
  return async ({ cluster, choices, follow, signal, onPods, onFailure }) => {
    const need = [{ cluster, resource: 'pods' as const }];
    const selectors = choices.map(({ labelSelector }) => parseLabelSelector(labelSelector));
    const last = !follow || choices.every(({ name }) => name !== undefined);
    await source.source.open({ need, scope, signal });
    const look = (): void => {
      const shard = source.view(scope).shard(cluster, 'pods');
      if (shard === undefined || (shard.rows.size === 0 && shard.state.state !== 'live')) {
        onFailure(shard === undefined ? 'its pods are not known' : `${shard.state.state}: ${shard.state.reason}`);
      }
      const pods: KubeObject[] = [];
      for (const [i, choice] of choices.entries()) {
        if (shard === undefined) break;
        const visit = (row: number): void => {
          const labels = shard.labels(row);
          if (!matchesLabelSelector(selectors[i] as (typeof selectors)[number], (key) => labels.get(key))) return;
          const pod = shard.object(row);
          if (choice.test(pod)) pods.push(pod);
        };
        const named =
          choice.name !== undefined && choice.namespace !== undefined ? shard.byKey(`${choice.namespace}/${choice.name}`) : undefined;
        if (named !== undefined) visit(named);
        else if (choice.name === undefined || choice.namespace === undefined) {
          const rows = choice.namespace === undefined ? shard.rows : shard.byNamespace(choice.namespace);
          rows.forEach(visit);
        }
      }
      onPods(pods, { last });
    };
    const release = source.hold(need);
    let changed = true;
    const unsubscribe = source.subscribe((event) => {
      const about = event.type === 'rows' ? event.change : event.type === 'shard-state' ? event : undefined;
      if (about?.cluster === cluster && about.resource === 'pods') changed = true;
    });
    try {
      do {
        if (changed) {
          changed = false;
          look();
        }
        if (follow) await sleep(timers, lookEveryMs, signal);
      } while (follow && !signal.aborted);
    } finally {
      unsubscribe();
      release();
    }
  };
}
