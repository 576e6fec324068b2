import { type RawTarget, rawRequest } from '../kit/raw-request.ts';
import { podBody } from './selector-cases.ts';

/** A way in which a server under test misbehaves for a while. */
export interface TruthFault {
  readonly name: string;
  begin(): Promise<void>;
  end(): Promise<void>;
}

/** One change: create, label anew or delete `kind/namespace/name`. */
export interface TruthChange {
  readonly verb: 'create' | 'label' | 'delete';
  readonly kind: 'ConfigMap' | 'Pod';
  readonly namespace: string;
  readonly name: string;
  /** Goes into the object, so that no two states are equal. */
  readonly value: string;
}

/** A server whose objects a collector must know, whatever happens in between. */
export interface TruthServer {
  /** What the collector connects to: misbehaves when told to. */
  readonly target: RawTarget;
  /** Reads the truth once the server is well again. */
  readonly admin: RawTarget;
  /** Changes objects whatever the fault; names are drawn at random, so one may be taken or gone. */
  write(change: TruthChange): Promise<void>;
  readonly faults: readonly TruthFault[];
  killAndRestart(): Promise<void>;
  snapshot(): Promise<unknown>;
  restore(snapshot: unknown): Promise<void>;
  stop(): Promise<void>;
}

/** The object that a `create` makes. */
export function objectOf({ kind, namespace, name, value }: TruthChange): object {
  return kind === 'Pod'
    ? podBody(name, namespace, { labels: { n: value } })
    : { apiVersion: 'v1', kind, metadata: { name, namespace, labels: { n: value } }, data: { n: value } };
}

/** Changes objects through the API, as admin. */
export async function writeByApi(admin: RawTarget, change: TruthChange): Promise<void> {
  const list = `/api/v1/namespaces/${change.namespace}/${change.kind === 'Pod' ? 'pods' : 'configmaps'}`;
  const question = {
    create: { method: 'POST', path: list, body: objectOf(change) },
    label: {
      method: 'PATCH',
      path: `${list}/${change.name}`,
      body: { metadata: { labels: { n: change.value } } },
      headers: { 'content-type': 'application/merge-patch+json' },
    },
    delete: { method: 'DELETE', path: `${list}/${change.name}?gracePeriodSeconds=0` },
  }[change.verb];
  const answer = await rawRequest(admin, question);
  if (answer.status >= 300 && answer.status !== 404 && answer.status !== 409) {
    throw new Error(`${question.method} ${question.path}: ${answer.status} ${answer.text}`);
  }
}
