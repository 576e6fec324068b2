import { HindsightError } from '../../../core/base/hindsight-error.ts';
import type { Scope } from '../../../core/fleet/fleet-view.ts';
import { listPath } from '../../../core/kube/api-resource.ts';
import type { KubeObject } from '../../../core/kube/object.ts';
import type { ResourceDef } from '../../../core/resources/resource.ts';
import { ApiFailure } from '../../../edge/client/api-server.ts';
import { describeFailure } from '../../../edge/client/describe-failure.ts';
import type { ServerParts } from '../server-parts.ts';

/** People wait for it, and the kept object is there already. */
const deadlineMs = 2000;

/** An object to be read from its API server. */
export interface LiveObjectRequest {
  readonly cluster: string;
  readonly def: ResourceDef;
  /** `apps/v1`: as the shard reads it, or as was asked for. */
  readonly groupVersion: string;
  readonly kept: KubeObject;
  readonly scope: Scope;
  readonly signal: AbortSignal;
  /** True where the reader named the version: one that is not served is then a mistake. */
  readonly isNamed: boolean;
}

/** The object as the API server has it now, with the whole account of who wrote what; or in words why it could not be read within two seconds. */
export async function readLiveObject(parts: Pick<ServerParts, 'apiServer'>, q: LiveObjectRequest): Promise<KubeObject | string> {
  const { cluster, def, kept, scope, signal, groupVersion } = q;
  if (!mayGet(q, scope)) return 'you may not read single objects of this cluster';
  const api = parts.apiServer(cluster);
  if (api === undefined) return 'there is no connection to the cluster';
  const limit = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
  try {
    const { status, body } = await api.get(objectPath(def, groupVersion, kept), { signal: limit, deadlineMs });
    if (status === 404 && q.isNamed) throw notServed(q);
    if (status !== 200) return `the API server answered ${status}`;
    const object = JSON.parse(body) as KubeObject;
    if (typeof object.metadata?.name !== 'string') return 'the API server answered something else than the object';
    // Of Secrets nothing but metadata is ever read.
    return def.id === 'secrets' ? { ...kept, metadata: object.metadata } : object;
  } catch (error) {
    if (error instanceof HindsightError) throw error;
    if (signal.aborted) throw error;
    if (error instanceof ApiFailure && error.kind === 'not-found' && q.isNamed) throw notServed(q);
    if (error instanceof ApiFailure)
      return limit.aborted ? `the API server did not answer within ${deadlineMs / 1000} s` : describeFailure(error);
    return 'the answer of the API server could not be read';
  }
}

function mayGet({ cluster, def, kept }: LiveObjectRequest, scope: Scope): boolean {
  const grant = scope.grant(cluster, def.id, 'get');
  return typeof grant === 'string' ? grant === 'all' : grant.namespaces.has(kept.metadata.namespace ?? '');
}

function objectPath(def: ResourceDef, groupVersion: string, { metadata }: KubeObject): string {
  const version = groupVersion.slice(groupVersion.indexOf('/') + 1);
  return `${listPath({ group: def.group, version, plural: def.plural }, metadata.namespace)}/${encodeURIComponent(metadata.name)}`;
}

function notServed({ cluster, def, groupVersion }: LiveObjectRequest): HindsightError {
  return new HindsightError('resource-unknown', `${cluster} does not serve ${def.plural} as ${groupVersion}`, {
    hint: `Leave api_version out to read them as the cluster prefers, or see /clusters/${cluster}/_resource-types.`,
  });
}
