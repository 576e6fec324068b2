import type { Json, KubeObject, OwnerReference } from '../../kube/object.ts';
import type { ClusterPlan, PodPlan } from '../plan/cluster-plan.ts';
import { managedBy } from './managed-fields.ts';
import { controllerRef, metadata } from './metadata.ts';
import { podStatus, statusFields } from './pod-status.ts';
import { type PodTemplate, podTemplate } from './pod-template.ts';
import { lastChangeMs } from './pod-times.ts';

/** The Pod object of a planned pod. */
export function growPod(plan: ClusterPlan, pod: PodPlan): KubeObject {
  const { workload, state } = pod;
  const template = podTemplate(plan, workload, pod.revision);
  const leaving = state === 'terminating';
  const grace = workload.gracePeriodSeconds ?? 30;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadata(plan, {
      resource: 'pods',
      name: pod.name,
      namespace: workload.namespace,
      createdMs: pod.createdMs,
      uid: pod.uid,
      ...(template.generateName !== undefined
        ? { generateName: template.generateName }
        : pod.job === undefined
          ? {}
          : { generateName: `${pod.job.name}-` }),
      generation: leaving ? 2 : 1,
      labels: podLabels(plan, pod, template),
      annotations: template.podAnnotations,
      owners: ownersOf(plan, pod, template),
      ...(pod.job !== undefined && pod.job.endedMs === undefined ? { finalizers: jobFinalizers } : {}),
      ...(leaving ? { deletedMs: pod.sinceMs + grace * 1000, graceSeconds: grace } : {}),
      managedFields: managedFields(pod, template),
    }),
    spec: podSpec(pod, template),
    status: podStatus(plan, pod, template),
  };
}

const jobFinalizers = ['batch.kubernetes.io/job-tracking'];

function podLabels(plan: ClusterPlan, pod: PodPlan, template: PodTemplate): Readonly<Record<string, string>> {
  const { job, workload } = pod;
  if (job !== undefined) {
    const controllerUid = plan.mint.uid('jobs.batch', `${workload.namespace}/${job.name}`);
    return {
      ...template.podLabels,
      'batch.kubernetes.io/controller-uid': controllerUid,
      'batch.kubernetes.io/job-name': job.name,
      'controller-uid': controllerUid,
      'job-name': job.name,
    };
  }
  if (pod.ordinal === undefined) return template.podLabels;
  return { ...template.podLabels, 'apps.kubernetes.io/pod-index': String(pod.ordinal), 'statefulset.kubernetes.io/pod-name': pod.name };
}

function ownersOf(plan: ClusterPlan, pod: PodPlan, template: PodTemplate): readonly OwnerReference[] | undefined {
  if (pod.job !== undefined) {
    return [controllerRef('batch/v1', 'Job', pod.job.name, plan.mint.uid('jobs.batch', `${pod.workload.namespace}/${pod.job.name}`))];
  }
  if (pod.workload.kind !== 'Static' || pod.node === undefined) return template.owners;
  return [{ apiVersion: 'v1', kind: 'Node', name: pod.node.name, uid: pod.node.uid, controller: true }];
}

function podSpec(pod: PodPlan, template: PodTemplate): Readonly<Record<string, unknown>> {
  const { claim } = pod.workload;
  if (pod.node === undefined) {
    const { nodeName: _none, ...spec } = template.podSpec;
    return spec;
  }
  const spec = { ...template.podSpec, nodeName: pod.node.name };
  if (claim === undefined || pod.ordinal === undefined || pod.ordinal === 0) return spec;
  const volumes = (template.podSpec.volumes as readonly { readonly name: string }[]).map((volume) =>
    volume.name === claim.name ? { name: claim.name, persistentVolumeClaim: { claimName: `${claim.name}-${pod.name}` } } : volume,
  );
  return { ...spec, volumes };
}

function managedFields(pod: PodPlan, template: PodTemplate): readonly Json[] {
  const { workload } = pod;
  const created = managedBy(workload.kind === 'Static' ? 'kubelet' : 'kube-controller-manager', {
    apiVersion: 'v1',
    ms: pod.createdMs,
    fields: template.createFields,
  });
  if (pod.state === 'new') return [created];
  const fields = statusFields(pod);
  const manager = pod.node === undefined ? 'kube-scheduler' : 'kubelet';
  return [created, managedBy(manager, { apiVersion: 'v1', ms: lastChangeMs(pod), fields, subresource: 'status' })];
}
