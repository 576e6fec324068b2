import type { KubeObject } from '../../kube/object.ts';
import { type ClusterPlan, currentRevision, type PodPlan, type RevisionPlan, type WorkloadPlan } from '../plan/cluster-plan.ts';
import { stamp } from '../stamp.ts';
import { lastApplied } from './last-applied.ts';
import { fieldsOf, managedBy } from './managed-fields.ts';
import { controllerRef, metadata, selectorLabels, stackRef, workloadLabels, workloadUid } from './metadata.ts';
import { lastChangeMs } from './pod-times.ts';
import { workloadTemplate } from './workload-template.ts';

/** Counts of a workload's pods, as its controller sees them. */
export interface PodCounts {
  readonly current: number;
  readonly old: number;
  readonly ready: number;
  readonly oldReady: number;
  /** When the last of them became ready or stopped being so. */
  readonly changedMs: number;
}

/** Counts the pods that a controller counts: not the evicted ones, not those on their way out. */
export function podCounts(workload: WorkloadPlan, pods: readonly PodPlan[]): PodCounts {
  const counts = { current: 0, old: 0, ready: 0, oldReady: 0, changedMs: workload.createdMs };
  const newest = currentRevision(workload);
  for (const pod of pods) {
    if (pod.state === 'evicted' || pod.state === 'terminating' || pod.state === 'completed' || pod.state === 'failed') continue;
    const isReady = pod.state === 'running' || pod.state === 'oom-restarted';
    if (pod.revision === newest) {
      counts.current++;
      if (isReady) counts.ready++;
    } else {
      counts.old++;
      if (isReady) counts.oldReady++;
    }
    counts.changedMs = Math.max(counts.changedMs, lastChangeMs(pod));
  }
  return counts;
}

/** The Deployment object of a workload. */
export function growDeployment(plan: ClusterPlan, workload: WorkloadPlan, pods: readonly PodPlan[]): KubeObject {
  const revision = currentRevision(workload);
  const template = workloadTemplate(workload, revision);
  const counts = podCounts(workload, pods);
  const labels = workloadLabels(workload);
  const spec = deploymentSpec(workload, template.template);
  const manifest = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { annotations: {}, labels, name: workload.name, namespace: workload.namespace },
    spec,
  };
  const applied = workload.madeBy === 'kubectl' ? lastApplied(manifest) : undefined;
  const annotations = { 'deployment.kubernetes.io/revision': String(revision.number), ...applied };
  const manager = managerOf(workload);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(plan, {
      resource: 'deployments.apps',
      name: workload.name,
      namespace: workload.namespace,
      createdMs: workload.createdMs,
      generation: revision.number,
      labels,
      annotations,
      owners: workload.madeBy === 'stack' ? [stackRef(plan, workload)] : undefined,
      managedFields: [
        managedBy(manager, {
          apiVersion: 'apps/v1',
          ms: revision.createdMs,
          fields: {
            ...fieldsOf({ metadata: { annotations: applied, labels } }),
            'f:spec': { ...fieldsOf({ ...spec, template: undefined }), 'f:template': template.fields },
          },
        }),
        managedBy('kube-controller-manager', { apiVersion: 'apps/v1', ms: counts.changedMs, fields: statusFields, subresource: 'status' }),
      ],
    }),
    spec,
    status: deploymentStatus(workload, revision, counts),
  };
}

const statusFields = fieldsOf({
  metadata: { annotations: { 'deployment.kubernetes.io/revision': '' } },
  status: {
    availableReplicas: 0,
    conditions: ['Available', 'Progressing'].map((type) => ({
      type,
      lastTransitionTime: '',
      lastUpdateTime: '',
      message: '',
      reason: '',
      status: '',
    })),
    observedGeneration: 0,
    readyReplicas: 0,
    replicas: 0,
    updatedReplicas: 0,
  },
});

function managerOf(workload: WorkloadPlan): string {
  if (workload.madeBy === 'kubectl') return 'kubectl-client-side-apply';
  return workload.madeBy === 'stack' ? 'stackset-controller' : 'deployment-service';
}

/** The replicas that a Deployment's spec asks for. */
export function wantedReplicas(workload: WorkloadPlan): number {
  return workload.desired ?? (workload.oldReplicas > 0 ? workload.oldReplicas : workload.replicas);
}

function deploymentSpec(workload: WorkloadPlan, template: unknown): Readonly<Record<string, unknown>> {
  return {
    replicas: wantedReplicas(workload),
    selector: { matchLabels: selectorLabels(workload) },
    template,
    strategy: {
      type: 'RollingUpdate',
      rollingUpdate: { maxUnavailable: workload.namespace === 'kube-system' ? 1 : '25%', maxSurge: '25%' },
    },
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
  };
}

/** Source: k8s.io/kubernetes pkg/controller/deployment progress, sync. */
function deploymentStatus(workload: WorkloadPlan, revision: RevisionPlan, counts: PodCounts): Readonly<Record<string, unknown>> {
  const wanted = wantedReplicas(workload);
  const ready = counts.ready + counts.oldReady;
  const replicas = counts.current + counts.old;
  const isAvailable = ready >= wanted - Math.floor(wanted / 4);
  const isComplete = counts.ready >= wanted && counts.old === 0;
  const stuck = !isComplete && workload.trouble !== 'rolling' && counts.changedMs - revision.createdMs > 600_000;
  const changed = stamp(Math.max(counts.changedMs, revision.createdMs));
  const name = `${workload.name}-${revision.hash}`;
  const progressing = isComplete
    ? { status: 'True', reason: 'NewReplicaSetAvailable', message: `ReplicaSet "${name}" has successfully progressed.` }
    : stuck
      ? { status: 'False', reason: 'ProgressDeadlineExceeded', message: `ReplicaSet "${name}" has timed out progressing.` }
      : { status: 'True', reason: 'ReplicaSetUpdated', message: `ReplicaSet "${name}" is progressing.` };
  const available = isAvailable
    ? { status: 'True', reason: 'MinimumReplicasAvailable', message: 'Deployment has minimum availability.' }
    : { status: 'False', reason: 'MinimumReplicasUnavailable', message: 'Deployment does not have minimum availability.' };
  return {
    observedGeneration: revision.number,
    ...(replicas === 0 ? {} : { replicas }),
    ...(counts.current === 0 ? {} : { updatedReplicas: counts.current }),
    ...(ready === 0 ? {} : { readyReplicas: ready, availableReplicas: ready }),
    ...(ready >= replicas ? {} : { unavailableReplicas: replicas - ready }),
    conditions: [
      { type: 'Available', ...available, lastUpdateTime: changed, lastTransitionTime: changed },
      { type: 'Progressing', ...progressing, lastUpdateTime: changed, lastTransitionTime: stamp(workload.createdMs + 1000) },
    ].map(({ type, status, lastUpdateTime, lastTransitionTime, reason, message }) => ({
      type,
      status,
      lastUpdateTime,
      lastTransitionTime,
      reason,
      message,
    })),
  };
}

/** The ReplicaSets of a Deployment, oldest first: old ones are empty unless a rollout is under way. */
export function growReplicaSets(plan: ClusterPlan, workload: WorkloadPlan, pods: readonly PodPlan[]): KubeObject[] {
  const counts = podCounts(workload, pods);
  const newest = workload.revisions.length - 1;
  return workload.revisions.map((revision, i) => {
    const [wanted, all, ready] =
      i === newest
        ? [workload.replicas, counts.current, counts.ready]
        : i === newest - 1
          ? [workload.oldReplicas, counts.old, counts.oldReady]
          : [0, 0, 0];
    return growReplicaSet(plan, workload, { revision, wanted, all, ready, changedMs: Math.max(counts.changedMs, revision.createdMs) });
  });
}

/** What a ReplicaSet is made from. */
export interface ReplicaSetDraft {
  readonly revision: RevisionPlan;
  readonly wanted: number;
  readonly all: number;
  readonly ready: number;
  readonly changedMs: number;
}

/** One ReplicaSet of a Deployment. */
export function growReplicaSet(plan: ClusterPlan, workload: WorkloadPlan, q: ReplicaSetDraft): KubeObject {
  const { revision, wanted, all, ready } = q;
  const { template, fields: templateFields } = workloadTemplate(workload, revision);
  const name = `${workload.name}-${revision.hash}`;
  const labels = { ...selectorLabels(workload), 'pod-template-hash': revision.hash };
  const desired = wantedReplicas(workload);
  const annotations = {
    'deployment.kubernetes.io/desired-replicas': String(desired),
    'deployment.kubernetes.io/max-replicas': String(desired + Math.ceil(desired / 4)),
    'deployment.kubernetes.io/revision': String(revision.number),
  };
  const owners = [controllerRef('apps/v1', 'Deployment', workload.name, workloadUid(plan, workload))];
  const metadataTemplate = {
    ...(template.metadata as object),
    labels: { ...(template.metadata.labels as object), 'pod-template-hash': revision.hash },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: metadata(plan, {
      resource: 'replicasets.apps',
      name,
      namespace: workload.namespace,
      createdMs: revision.createdMs,
      generation: wanted === 0 ? 2 : 1,
      labels,
      annotations,
      owners,
      managedFields: [
        managedBy('kube-controller-manager', {
          apiVersion: 'apps/v1',
          ms: revision.createdMs,
          fields: {
            ...fieldsOf({ metadata: { annotations, labels, ownerReferences: owners } }),
            'f:spec': { 'f:replicas': {}, 'f:selector': {}, 'f:template': templateFields },
          },
        }),
        managedBy('kube-controller-manager', {
          apiVersion: 'apps/v1',
          ms: q.changedMs,
          fields: replicaSetStatusFields,
          subresource: 'status',
        }),
      ],
    }),
    spec: { replicas: wanted, selector: { matchLabels: labels }, template: { ...template, metadata: metadataTemplate } },
    status: {
      replicas: all,
      ...(all === 0 ? {} : { fullyLabeledReplicas: all }),
      ...(ready === 0 ? {} : { readyReplicas: ready, availableReplicas: ready }),
      observedGeneration: wanted === 0 ? 2 : 1,
    },
  };
}

const replicaSetStatusFields = fieldsOf({
  status: { availableReplicas: 0, fullyLabeledReplicas: 0, observedGeneration: 0, readyReplicas: 0, replicas: 0 },
});
