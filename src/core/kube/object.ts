/** A value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** The metadata of an object as an API server sends it; `managedFields` never carries `fieldsV1` here. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid: Uid;
  readonly resourceVersion: string;
  readonly generation?: number;
  readonly generateName?: string;
  readonly creationTimestamp?: string | null;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly OwnerReference[];
  readonly managedFields?: readonly Json[];
}

/** Who owns an object. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: Uid;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** Any Kubernetes object. Content is read through narrow local types, as everything from a cluster may be missing or odd. */
export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMeta;
  // biome-ignore lint/suspicious/noExplicitAny: the content of an object is whatever the cluster sent
  readonly [field: string]: any;
}

/** `metadata.uid`: identity of an object over its life; a recreated object has another. */
export type Uid = string;

/** `namespace/name`, or `/name` for cluster-scoped objects. */
export type NamespacedName = string;

/** The key of an object within its shard. */
export function namespacedName(meta: { readonly namespace?: string; readonly name: string }): NamespacedName {
  return `${meta.namespace ?? ''}/${meta.name}`;
}
