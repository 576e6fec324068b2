import { type BackoffBounds, backoffMs } from '../../core/base/backoff.ts';
import type { ClusterUid } from '../../core/fleet/fleet-view.ts';
import type { KubeObject } from '../../core/kube/object.ts';
import type { ApiServer } from '../client/api-server.ts';
import { asApiFailure } from './failure-reason.ts';
import { failOnStatus } from './latest-version.ts';
import type { ReflectorHost } from './reflector-host.ts';
import { sleep } from './timers.ts';

/** The uid of namespace kube-system, tried until the cluster answers; undefined when it may not be read or does not exist, or when aborted. */
export async function readClusterUid(q: {
  api: () => ApiServer;
  host: ReflectorHost;
  signal: AbortSignal;
  /** Between two tries, beside a second; somebody may wait for it. */
  retry?: BackoffBounds;
}): Promise<ClusterUid | undefined> {
  for (let attempt = 0; !q.signal.aborted; attempt++) {
    await q.host.mayAsk(q.signal);
    try {
      const answer = await q.api().get('/api/v1/namespaces/kube-system', { signal: q.signal, deadlineMs: 15_000 });
      failOnStatus(answer.status, answer.body);
      return (JSON.parse(answer.body) as KubeObject | null)?.metadata?.uid;
    } catch (error) {
      const kind = asApiFailure(error)?.kind;
      if (kind === 'forbidden' || kind === 'not-found' || error instanceof SyntaxError) return undefined;
      await sleep(q.host.timers, 1000 + backoffMs(attempt, q.retry ?? { firstMs: 2000, maxMs: 300_000 }, q.host.random), q.signal);
    }
  }
  return undefined;
}
