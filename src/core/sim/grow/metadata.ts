import type { ResourceId } from '../../kube/api-resource.ts';
import type { Json, ObjectMeta, OwnerReference } from '../../kube/object.ts';
import type { ClusterPlan, WorkloadPlan } from '../plan/cluster-plan.ts';
import { stamp } from '../stamp.ts';

/** What metadata is made from; what is absent stays absent. */
export interface MetadataDraft {
  readonly resource: ResourceId;
  readonly name: string;
  readonly namespace?: string;
  readonly createdMs: number;
  readonly uid?: string;
  readonly generateName?: string;
  readonly generation?: number;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  readonly owners?: readonly OwnerReference[] | undefined;
  readonly finalizers?: readonly string[];
  readonly managedFields?: readonly Json[];
  readonly deletedMs?: number;
  readonly graceSeconds?: number;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Metadata in the order in which an API server writes it. */
export function metadata(plan: ClusterPlan, draft: MetadataDraft): ObjectMeta {
  const key = `${draft.namespace ?? ''}/${draft.name}`;
  const meta = { name: draft.name } as Writable<ObjectMeta>;
  if (draft.generateName !== undefined) meta.generateName = draft.generateName;
  if (draft.namespace !== undefined) meta.namespace = draft.namespace;
  meta.uid = draft.uid ?? plan.mint.uid(draft.resource, key);
  meta.resourceVersion = plan.mint.version(draft.resource, key);
  if (draft.generation !== undefined) meta.generation = draft.generation;
  meta.creationTimestamp = stamp(draft.createdMs);
  if (draft.deletedMs !== undefined) {
    meta.deletionTimestamp = stamp(draft.deletedMs);
    meta.deletionGracePeriodSeconds = draft.graceSeconds ?? 30;
  }
  if (draft.labels !== undefined) meta.labels = draft.labels;
  if (draft.annotations !== undefined) meta.annotations = draft.annotations;
  if (draft.owners !== undefined) meta.ownerReferences = draft.owners;
  if (draft.finalizers !== undefined) meta.finalizers = draft.finalizers;
  if (draft.managedFields !== undefined) meta.managedFields = draft.managedFields;
  return meta;
}

/** A reference to the controller of an object. */
export function controllerRef(apiVersion: string, kind: string, name: string, uid: string): OwnerReference {
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

const resources: Readonly<Record<WorkloadPlan['kind'], ResourceId>> = {
  Deployment: 'deployments.apps',
  StatefulSet: 'statefulsets.apps',
  DaemonSet: 'daemonsets.apps',
  CronJob: 'cronjobs.batch',
  Static: 'pods',
};

/** The uid of a workload's own object. */
export function workloadUid(plan: ClusterPlan, workload: WorkloadPlan): string {
  return plan.mint.uid(resources[workload.kind], `${workload.namespace}/${workload.name}`);
}

/** The labels that a workload's pods are selected by. */
export function selectorLabels(workload: WorkloadPlan): Readonly<Record<string, string>> {
  const labels: Record<string, string> = { application: workload.application };
  if (workload.component !== undefined) labels.component = workload.component;
  if (workload.name !== workload.application && workload.team !== 'teapot') labels.deployment = workload.name;
  return labels;
}

/** The labels of a workload's own object. */
export function workloadLabels(workload: WorkloadPlan): Readonly<Record<string, string>> {
  return { ...selectorLabels(workload), team: workload.team };
}

/** The reference to the Stack that made a workload's objects. */
export function stackRef(plan: ClusterPlan, workload: WorkloadPlan): OwnerReference {
  const uid = plan.mint.uid('stacks.zalando.org', `${workload.namespace}/${workload.name}`);
  return { apiVersion: 'zalando.org/v1', kind: 'Stack', name: workload.name, uid };
}
