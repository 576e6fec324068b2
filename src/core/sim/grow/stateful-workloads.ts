import type { KubeObject } from '../../kube/object.ts';
import { type ClusterPlan, currentRevision, type RevisionPlan, type WorkloadPlan } from '../plan/cluster-plan.ts';
import { lastApplied } from './last-applied.ts';
import { makeObject } from './make-object.ts';
import { controllerRef, selectorLabels, workloadLabels, workloadUid } from './metadata.ts';
import { lastChangeMs } from './pod-times.ts';
import { isReady, podsOf, workloadsOf } from './workload-pods.ts';
import { workloadTemplate } from './workload-template.ts';

/** The StatefulSets of a cluster. */
export function growStatefulSets(plan: ClusterPlan): KubeObject[] {
  return workloadsOf(plan, 'StatefulSet').map((workload) => growStatefulSet(plan, workload));
}

function growStatefulSet(plan: ClusterPlan, workload: WorkloadPlan): KubeObject {
  const pods = podsOf(plan, workload);
  const ready = pods.filter(isReady).length;
  const revision = currentRevision(workload);
  const { template } = workloadTemplate(workload, revision);
  const spec = {
    replicas: workload.replicas,
    selector: { matchLabels: selectorLabels(workload) },
    template,
    ...(workload.claim === undefined ? {} : { volumeClaimTemplates: [claimTemplate(workload.claim)] }),
    serviceName: workload.name,
    podManagementPolicy: workload.madeBy === 'postgresql' ? 'OrderedReady' : 'Parallel',
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    revisionHistoryLimit: 10,
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
  };
  const revisionName = `${workload.name}-${revision.hash}`;
  return makeObject(plan, {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    resource: 'statefulsets.apps',
    name: workload.name,
    namespace: workload.namespace,
    createdMs: workload.createdMs,
    generation: revision.number,
    labels: workloadLabels(workload),
    owners: workload.madeBy === 'postgresql' ? [postgresRef(plan, workload)] : undefined,
    manager: workload.madeBy === 'postgresql' ? 'postgres-operator' : 'deployment-service',
    statusManager: { name: 'kube-controller-manager', ms: Math.max(workload.createdMs, ...pods.map(lastChangeMs)) },
    body: {
      spec,
      status: {
        observedGeneration: revision.number,
        replicas: pods.length,
        ...(ready === 0 ? {} : { readyReplicas: ready }),
        currentReplicas: pods.length,
        updatedReplicas: pods.length,
        currentRevision: revisionName,
        updateRevision: revisionName,
        collisionCount: 0,
        availableReplicas: ready,
      },
    },
  });
}

function postgresRef(plan: ClusterPlan, workload: WorkloadPlan): ReturnType<typeof controllerRef> {
  return controllerRef(
    'acid.zalan.do/v1',
    'postgresql',
    workload.name,
    plan.mint.uid('postgresqls.acid.zalan.do', `${workload.namespace}/${workload.name}`),
  );
}

function claimTemplate(claim: NonNullable<WorkloadPlan['claim']>): Readonly<Record<string, unknown>> {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: claim.name, creationTimestamp: null },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: `${claim.gibibytes}Gi` } },
      storageClassName: 'standard',
      volumeMode: 'Filesystem',
    },
    status: { phase: 'Pending' },
  };
}

/** The DaemonSets of a cluster. */
export function growDaemonSets(plan: ClusterPlan): KubeObject[] {
  return workloadsOf(plan, 'DaemonSet').map((workload) => growDaemonSet(plan, workload));
}

function growDaemonSet(plan: ClusterPlan, workload: WorkloadPlan): KubeObject {
  const pods = podsOf(plan, workload);
  const ready = pods.filter(isReady).length;
  const revision = currentRevision(workload);
  const updated = pods.filter((pod) => pod.revision === revision).length;
  const labels = workloadLabels(workload);
  const spec = {
    selector: { matchLabels: selectorLabels(workload) },
    template: workloadTemplate(workload, revision).template,
    updateStrategy:
      workload.updateStrategy === 'OnDelete'
        ? { type: 'OnDelete' }
        : { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
    revisionHistoryLimit: 10,
  };
  const manifest = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { annotations: {}, labels, name: workload.name, namespace: workload.namespace },
    spec,
  };
  return makeObject(plan, {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    resource: 'daemonsets.apps',
    name: workload.name,
    namespace: workload.namespace,
    createdMs: workload.createdMs,
    generation: revision.number,
    labels,
    annotations: { 'deprecated.daemonset.template.generation': String(revision.number), ...lastApplied(manifest) },
    manager: 'kubectl-client-side-apply',
    statusManager: { name: 'kube-controller-manager', ms: Math.max(workload.createdMs, ...pods.slice(0, 100).map(lastChangeMs)) },
    body: {
      spec,
      status: {
        currentNumberScheduled: pods.length,
        numberMisscheduled: 0,
        desiredNumberScheduled: pods.length,
        numberReady: ready,
        observedGeneration: revision.number,
        ...(updated === 0 ? {} : { updatedNumberScheduled: updated }),
        ...(ready === 0 ? {} : { numberAvailable: ready }),
        ...(ready === pods.length ? {} : { numberUnavailable: pods.length - ready }),
      },
    },
  });
}

/** The ControllerRevisions: the templates that StatefulSets and DaemonSets have had. */
export function growControllerRevisions(plan: ClusterPlan): KubeObject[] {
  return plan.workloads
    .filter(({ kind }) => kind === 'StatefulSet' || kind === 'DaemonSet')
    .flatMap((workload) => workload.revisions.map((revision) => growControllerRevision(plan, workload, revision)));
}

function growControllerRevision(plan: ClusterPlan, workload: WorkloadPlan, revision: RevisionPlan): KubeObject {
  const { template } = workloadTemplate(workload, revision);
  const name = `${workload.name}-${revision.hash}`;
  return makeObject(plan, {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    resource: 'controllerrevisions.apps',
    name,
    namespace: workload.namespace,
    createdMs: revision.createdMs,
    labels: { ...selectorLabels(workload), 'controller-revision-hash': workload.kind === 'StatefulSet' ? name : revision.hash },
    owners: [controllerRef('apps/v1', workload.kind, workload.name, workloadUid(plan, workload))],
    manager: 'kube-controller-manager',
    body: { data: { spec: { template: { $patch: 'replace', ...template } } }, revision: revision.number },
  });
}
