import { backoffMs } from '../../core/base/backoff.ts';
import type { Random } from '../../core/base/random.ts';
import type { KubeObject } from '../../core/kube/object.ts';
import { ApiFailure, type ApiServer } from '../client/api-server.ts';
import { sleep, type Timers } from './timers.ts';

/** Some pods of one API server to be read or followed without a store: a narrow list, and a watch from there. */
export interface LogPodsRequest {
  api(): ApiServer;
  /** Undefined: of all namespaces. */
  readonly namespace: string | undefined;
  readonly labelSelector: string;
  readonly fieldSelector: string;
  readonly follow: boolean;
  readonly signal: AbortSignal;
  readonly timers: Timers;
  readonly random: Random;
  /** All pods there are now. */
  onPods(pods: readonly KubeObject[]): void;
  /** The API server did not answer; it is asked again while following. */
  onFailure(failure: ApiFailure): void;
}

const listIdleMs = 15_000;
const watchSeconds = 300;

/** Events come in bursts: a rollout is told once, not pod by pod. */
const gatherMs = 200;

/** Reads the pods once, or follows them until the signal aborts. Never rejects for what the API server does. */
export async function readLogPods(q: LogPodsRequest): Promise<void> {
  for (let attempt = 0; !q.signal.aborted; attempt++) {
    try {
      const pods = new Map<string, KubeObject>();
      let version = await list(q, pods);
      q.onPods([...pods.values()]);
      if (!q.follow) return;
      while (!q.signal.aborted) {
        attempt = 0;
        version = await watch(q, pods, version);
      }
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      if (q.signal.aborted) return;
      if (error.kind !== 'gone') q.onFailure(error);
      if (!q.follow) return;
      await sleep(q.timers, backoffMs(attempt, { firstMs: 1_000, maxMs: 30_000 }, q.random), q.signal);
    }
  }
}

function path(namespace: string | undefined): string {
  return namespace === undefined ? '/api/v1/pods' : `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;
}

async function list(q: LogPodsRequest, pods: Map<string, KubeObject>): Promise<string> {
  const { resourceVersion } = await q.api().list({
    path: path(q.namespace),
    labelSelector: q.labelSelector,
    fieldSelector: q.fieldSelector,
    resourceVersion: '0',
    signal: q.signal,
    idleDeadlineMs: listIdleMs,
    onItems: (items) => {
      for (const { object } of items) pods.set(object.metadata.uid, object);
    },
  });
  return resourceVersion;
}

/** One watch to its end; answers the version to go on from. */
async function watch(q: LogPodsRequest, pods: Map<string, KubeObject>, from: string): Promise<string> {
  let version = from;
  let cancel: (() => void) | undefined;
  const tell = (): void => {
    cancel ??= q.timers.after(gatherMs, () => {
      cancel = undefined;
      q.onPods([...pods.values()]);
    });
  };
  try {
    const opened = performance.now();
    const end = await q.api().watch({
      path: path(q.namespace),
      labelSelector: q.labelSelector,
      fieldSelector: q.fieldSelector,
      resourceVersion: from,
      timeoutSeconds: watchSeconds,
      signal: q.signal,
      onOpen: () => undefined,
      onEvents: (events) => {
        for (const event of events) {
          if (event.type === 'ERROR') throw new ApiFailure(event.status.code === 410 ? 'gone' : 'server-error', event.status.message ?? '');
          if (event.type === 'BOOKMARK') {
            version = event.resourceVersion;
            continue;
          }
          version = event.object.metadata.resourceVersion;
          if (event.type === 'DELETED') pods.delete(event.object.metadata.uid);
          else pods.set(event.object.metadata.uid, event.object);
          tell();
        }
      },
    });
    // A watch that ends at once must not be asked for again at once.
    if (end.reason !== 'aborted' && performance.now() - opened < 1_000) await sleep(q.timers, 1_000, q.signal);
    return version;
  } finally {
    if (cancel !== undefined) {
      cancel();
      q.onPods([...pods.values()]);
    }
  }
}
