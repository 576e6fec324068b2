import type { Clock } from '../../core/base/clock.ts';
import { ApiFailure, type ApiServer } from '../client/api-server.ts';
import type { ClusterTarget } from '../client/cluster-target.ts';

/** Namespaces are asked for again after so long. */
const freshMs = 60_000;
/** More streams than this per resource are too many for one API server. */
const mostNamespaces = 50;

/**
 * Which namespaces to try for credentials that may not list a resource in all of them: those that may be listed, else the one that the context names.
 * A read-only client cannot ask what it may do (SelfSubjectAccessReview is a create), so it tries.
 */
export class NamespaceCandidates {
  readonly #q: { readonly api: () => ApiServer; readonly clock: Clock; readonly target: () => ClusterTarget; readonly signal: AbortSignal };
  #read: Promise<readonly string[]> | undefined;
  #readAtMs = Number.NEGATIVE_INFINITY;

  constructor(q: { api: () => ApiServer; clock: Clock; target: () => ClusterTarget; signal: AbortSignal }) {
    this.#q = q;
  }

  /** Shared by callers within a minute; throws ApiFailure when the cluster does not answer. */
  read(): Promise<readonly string[]> {
    const nowMs = this.#q.clock.nowMs();
    if (this.#read === undefined || nowMs - this.#readAtMs > freshMs) {
      this.#readAtMs = nowMs;
      const read = this.#ask();
      this.#read = read;
      read.catch(() => {
        if (this.#read === read) this.#read = undefined;
      });
    }
    return this.#read;
  }

  async #ask(): Promise<readonly string[]> {
    const names: string[] = [];
    try {
      await this.#q.api().list({
        path: '/api/v1/namespaces',
        resourceVersion: '0',
        signal: this.#q.signal,
        idleDeadlineMs: 30_000,
        onItems: (items) => {
          for (const { object } of items) names.push(object.metadata.name);
        },
      });
      return names.slice(0, mostNamespaces);
    } catch (error) {
      if (!(error instanceof ApiFailure) || error.kind !== 'forbidden') throw error;
      const { namespace } = this.#q.target();
      return namespace === undefined ? ['default'] : [namespace];
    }
  }
}
