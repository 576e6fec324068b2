import type { KubeObject } from '../../core/kube/object.ts';
import { ApiFailure, type ApiFailureKind, type ApiServer } from '../client/api-server.ts';

/** The newest version of a resource as the whole control plane knows it. */
export interface LatestVersion {
  readonly resourceVersion: string;
  readonly serverDateMs: number | undefined;
}

const metadataOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

/**
 * Reads one item with a quorum, which tells the current resourceVersion; throws ApiFailure.
 * Source: web-view.md D.5, 3: a silent watch proves nothing, the version of a one-item list does.
 */
export async function readLatestVersion(
  api: ApiServer,
  path: string,
  q: { signal: AbortSignal; deadlineMs: number },
): Promise<LatestVersion> {
  const answer = await api.get(`${path}?limit=1`, { signal: q.signal, accept: metadataOnly, deadlineMs: q.deadlineMs });
  failOnStatus(answer.status, answer.body);
  const resourceVersion = versionIn(answer.body);
  if (resourceVersion === undefined) throw new ApiFailure('garbage', `no list in the answer to ${path}`);
  return { resourceVersion, serverDateMs: dateOf(answer.headers) };
}

/** The time in a `Date` header; undefined when absent or odd. */
export function dateOf(headers: Readonly<Record<string, string>>): number | undefined {
  const ms = Date.parse(headers.date ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}

/** Throws the ApiFailure that a status above 399 stands for, for answers whose client hands statuses over. */
export function failOnStatus(status: number, body: string): void {
  if (status < 400) return;
  throw new ApiFailure(kindOfStatus(status), `HTTP ${status}: ${body.slice(0, 200)}`, { status });
}

function kindOfStatus(status: number): ApiFailureKind {
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not-found';
  if (status === 410) return 'gone';
  if (status === 429) return 'throttled';
  return status >= 500 ? 'server-error' : 'bad-request';
}

function versionIn(body: string): string | undefined {
  try {
    const version: unknown = (JSON.parse(body) as KubeObject | null)?.metadata?.resourceVersion;
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}
