import type { ResourceId } from '../../kube/api-resource.ts';
import type { Json, KubeObject, OwnerReference } from '../../kube/object.ts';
import type { ClusterPlan } from '../plan/cluster-plan.ts';
import { fieldsOf, managedBy } from './managed-fields.ts';
import { metadata } from './metadata.ts';

/** What an object is made from; `body` is everything beside metadata, in order. */
export interface ObjectDraft {
  readonly apiVersion: string;
  readonly kind: string;
  readonly resource: ResourceId;
  readonly name: string;
  readonly namespace?: string;
  readonly createdMs: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly uid?: string;
  readonly generation?: number;
  readonly generateName?: string;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  readonly owners?: readonly OwnerReference[] | undefined;
  readonly finalizers?: readonly string[];
  /** The field manager that wrote all but the status. */
  readonly manager: string;
  /** The one that wrote the status, and when it last did. */
  readonly statusManager?: { readonly name: string; readonly ms: number };
}

/** Makes an object with metadata and managed fields. */
export function makeObject(plan: ClusterPlan, draft: ObjectDraft): KubeObject {
  const { apiVersion, kind, body, labels, annotations, owners, statusManager } = draft;
  const { status, ...rest } = body;
  const fields = fieldsOf({ metadata: nonEmpty({ labels, annotations, ownerReferences: owners }), ...rest });
  const managedFields: Json[] = [managedBy(draft.manager, { apiVersion, ms: draft.createdMs, fields })];
  if (statusManager !== undefined) {
    managedFields.push(
      managedBy(statusManager.name, { apiVersion, ms: statusManager.ms, fields: fieldsOf({ status }), subresource: 'status' }),
    );
  }
  return { apiVersion, kind, metadata: metadata(plan, { ...draft, managedFields }), ...body };
}

function nonEmpty(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | undefined {
  return Object.values(fields).some((value) => value !== undefined) ? fields : undefined;
}
