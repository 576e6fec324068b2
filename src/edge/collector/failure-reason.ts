import type { ShardState } from '../../core/fleet/fleet-view.ts';
import { ApiFailure, type ApiFailureKind } from '../client/api-server.ts';
import { describeFailure } from '../client/describe-failure.ts';

const longest = 300;

/** Why something is not live, in words for a person at night; one line of bearable length. */
export function failureReason(failure: ApiFailure): string {
  const said = describeFailure(failure).replaceAll(/\s+/g, ' ').trim();
  if (said === '') return failure.kind;
  return said.length > longest ? `${said.slice(0, longest - 1)}…` : said;
}

/** Failures that speak of the whole cluster rather than of one resource: nobody could be reached, or we have no standing there. */
export function isClusterWide(failure: ApiFailure): boolean {
  return clusterWide.has(failure.kind);
}

const clusterWide: ReadonlySet<ApiFailureKind> = new Set(['dns', 'refused', 'reset', 'timeout', 'tls', 'credentials', 'unauthorized']);

/** The failure that a caught value is; our own abort counts as one. Undefined: a defect of ours. */
export function asApiFailure(error: unknown): ApiFailure | undefined {
  if (error instanceof ApiFailure) return error;
  if (error instanceof Error && error.name === 'AbortError') return new ApiFailure('aborted', error.message);
  return undefined;
}

/** The state that a failure puts a shard into; rows that were there before (`synced`) stay and are stale. */
export function stateAfter(failure: ApiFailure, synced: boolean): Exclude<ShardState['state'], 'live'> {
  if (failure.kind === 'not-found') return 'not served';
  if (failure.kind === 'forbidden' || failure.kind === 'unauthorized') return 'forbidden';
  if (synced) return 'stale';
  return failure.kind === 'throttled' ? 'syncing' : 'unreachable';
}
