import { listPath, type ResourceId } from '../../../src/core/kube/api-resource.ts';
import { builtinById } from '../../../src/core/resources/builtin-resources.ts';
import type { RealApiServer } from '../../kit/real-api-server.ts';
import type { Any } from '../contract-server.ts';

/** An object in some state, written without any controller: first created, then its status set, then perhaps deleted. */
export interface ParityObject {
  readonly resource: ResourceId;
  readonly name: string;
  /** For namespaced resources; default `parity`. */
  readonly namespace?: string;
  readonly meta?: Any;
  /** Everything beside kind, apiVersion, metadata and status. */
  readonly body?: Any;
  readonly status?: Any;
  /** More subresources to patch, e.g. `approval`. */
  readonly subresources?: Readonly<Record<string, Any>>;
  /** Deleted at the end; finalizers in `meta` or a grace period keep it there, terminating. */
  readonly deleted?: boolean;
}

const mergePatch = { 'content-type': 'application/merge-patch+json' };

/** Creates the object and brings it into its state. */
export async function createParityObject(server: RealApiServer, object: ParityObject): Promise<void> {
  const def = builtinById.get(object.resource);
  if (def === undefined) throw new Error(`no declared resource ${object.resource}`);
  const namespace = def.namespaced ? (object.namespace ?? 'parity') : undefined;
  const list = listPath(def, namespace);
  const apiVersion = def.group === '' ? def.version : `${def.group}/${def.version}`;
  const metadata = { name: object.name, ...(namespace === undefined ? {} : { namespace }), ...object.meta };
  await server.must('POST', list, { apiVersion, kind: def.kind, metadata, ...object.body });
  const path = `${list}/${object.name}`;
  for (const [name, patch] of Object.entries(object.subresources ?? {})) await server.must('PATCH', `${path}/${name}`, patch, mergePatch);
  if (object.status !== undefined) await server.must('PATCH', `${path}/status`, { status: object.status }, mergePatch);
  if (object.deleted) await server.must('DELETE', path);
}

/** An instant that many seconds ago, as the API writes it. */
export function ago(seconds: number): string {
  return `${new Date(Date.now() - seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/** The same with microseconds, as leases and events write it. */
export function agoMicro(seconds: number): string {
  return new Date(Date.now() - seconds * 1000).toISOString().replace('Z', '000Z');
}
