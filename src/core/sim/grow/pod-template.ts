import type { KubeObject, OwnerReference } from '../../kube/object.ts';
import type { ClusterPlan, ContainerPlan, RevisionPlan, WorkloadPlan } from '../plan/cluster-plan.ts';
import { type FieldSet, fieldsOf } from './managed-fields.ts';
import { controllerRef, workloadUid } from './metadata.ts';
import { type ContainerSpec, everywhere, workloadTemplate } from './workload-template.ts';

/** What all pods of one revision of a workload have in common; shared by them, so never to be changed. */
export interface PodTemplate {
  readonly podLabels: Readonly<Record<string, string>>;
  readonly podAnnotations: Readonly<Record<string, string>> | undefined;
  /** With what admission adds to each pod; `nodeName` is a place to fill in. */
  readonly podSpec: Readonly<Record<string, unknown>>;
  readonly generateName: string | undefined;
  readonly owners: readonly OwnerReference[] | undefined;
  readonly createFields: FieldSet;
  readonly qosClass: 'Guaranteed' | 'Burstable' | 'BestEffort';
  readonly images: readonly ContainerImage[];
  readonly initImages: readonly ContainerImage[];
}

/** What the status of each container of a template repeats. */
export interface ContainerImage {
  readonly name: string;
  readonly image: string;
  readonly imageID: string;
  readonly resources: Readonly<Record<string, unknown>>;
  readonly requests: Readonly<Record<string, string>>;
}

const cache = new WeakMap<RevisionPlan, PodTemplate>();

/** What the pods of a workload's revision have in common, made once. */
export function podTemplate(plan: ClusterPlan, workload: WorkloadPlan, revision: RevisionPlan): PodTemplate {
  const known = cache.get(revision);
  if (known !== undefined) return known;
  const made = makeTemplate(plan, workload, revision);
  cache.set(revision, made);
  return made;
}

function makeTemplate(plan: ClusterPlan, workload: WorkloadPlan, revision: RevisionPlan): PodTemplate {
  const { template, labels, annotations, fields } = workloadTemplate(workload, revision);
  const { spec } = template;
  const owners = ownersOf(plan, workload, revision);
  const podLabels = podLabelsOf(workload, revision, labels);
  const metadata = { generateName: '', labels: podLabels, annotations, ownerReferences: owners };
  return {
    podLabels,
    podAnnotations: podAnnotationsOf(plan, workload, annotations),
    podSpec: podSpec(plan, workload, spec),
    generateName: generateName(workload, revision),
    owners,
    createFields: { ...fieldsOf({ metadata }), 'f:spec': fields['f:spec'] ?? {} },
    qosClass: qosClass(workload.containers),
    images: spec.containers.map((container) => containerImage(plan, container)),
    initImages: (spec.initContainers ?? []).map((container) => containerImage(plan, container)),
  };
}

function podLabelsOf(
  workload: WorkloadPlan,
  revision: RevisionPlan,
  labels: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  switch (workload.kind) {
    case 'Deployment':
      return { ...labels, 'pod-template-hash': revision.hash };
    case 'DaemonSet':
      return { ...labels, 'controller-revision-hash': revision.hash, 'pod-template-generation': String(revision.number) };
    case 'StatefulSet':
      return { ...labels, 'controller-revision-hash': `${workload.name}-${revision.hash}` };
    default:
      return labels;
  }
}

function podAnnotationsOf(
  plan: ClusterPlan,
  workload: WorkloadPlan,
  annotations: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> | undefined {
  if (workload.kind !== 'Static') return annotations;
  const digest = plan.mint.digest(`static/${workload.name}`).slice(0, 32);
  return {
    'kubernetes.io/config.hash': digest,
    'kubernetes.io/config.mirror': digest,
    'kubernetes.io/config.seen': '2026-11-01T08:00:12.345678901Z',
    'kubernetes.io/config.source': 'file',
  };
}

function generateName(workload: WorkloadPlan, revision: RevisionPlan): string | undefined {
  if (workload.kind === 'Deployment') return `${workload.name}-${revision.hash}-`;
  if (workload.kind === 'Static' || workload.kind === 'CronJob') return undefined;
  return `${workload.name}-`;
}

function ownersOf(plan: ClusterPlan, workload: WorkloadPlan, revision: RevisionPlan): readonly OwnerReference[] | undefined {
  const { kind, name, namespace } = workload;
  if (kind === 'Deployment') {
    const replicaSet = `${name}-${revision.hash}`;
    return [controllerRef('apps/v1', 'ReplicaSet', replicaSet, plan.mint.uid('replicasets.apps', `${namespace}/${replicaSet}`))];
  }
  if (kind === 'StatefulSet' || kind === 'DaemonSet') return [controllerRef('apps/v1', kind, name, workloadUid(plan, workload))];
  return undefined;
}

const critical: Readonly<Record<string, number>> = { 'system-node-critical': 2_000_001_000, 'system-cluster-critical': 2_000_000_000 };

const defaultTolerations = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].map((key) => ({
  key,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}));

const agentTolerations = [
  ...everywhere,
  ...['not-ready', 'unreachable'].map((key) => ({ key: `node.kubernetes.io/${key}`, operator: 'Exists', effect: 'NoExecute' })),
  ...['disk-pressure', 'memory-pressure', 'pid-pressure', 'unschedulable', 'network-unavailable'].map((key) => ({
    key: `node.kubernetes.io/${key}`,
    operator: 'Exists',
    effect: 'NoSchedule',
  })),
];

/** The spec of a pod: the template's with what admission and controllers add. */
function podSpec(plan: ClusterPlan, workload: WorkloadPlan, spec: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const access = `kube-api-access-${plan.mint.digest(`access/${workload.namespace}/${workload.name}`).slice(0, 5)}`;
  const isStatic = workload.kind === 'Static';
  const mounted = (container: KubeObject['spec']): unknown => ({
    ...container,
    volumeMounts: [
      ...(container.volumeMounts ?? []),
      { name: access, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
    ],
  });
  const { volumes, initContainers, containers, serviceAccountName, serviceAccount, tolerations, affinity, ...rest } =
    spec as KubeObject['spec'];
  const account = isStatic ? {} : { serviceAccountName: serviceAccountName ?? 'default', serviceAccount: serviceAccount ?? 'default' };
  const claim = workload.claim && {
    name: workload.claim.name,
    persistentVolumeClaim: { claimName: `${workload.claim.name}-${workload.name}-0` },
  };
  const ownVolumes = [...(volumes ?? []), ...(claim === undefined ? [] : [claim])];
  return {
    volumes: isStatic ? ownVolumes : [...ownVolumes, projected(access)],
    ...(initContainers === undefined ? {} : { initContainers: initContainers.map(mounted) }),
    containers: isStatic ? containers : containers.map(mounted),
    ...rest,
    ...account,
    nodeName: '',
    ...(affinity === undefined ? {} : { affinity }),
    tolerations:
      workload.kind === 'DaemonSet' ? agentTolerations : isStatic ? [{ operator: 'Exists', effect: 'NoExecute' }] : defaultTolerations,
    priority: critical[workload.priorityClass ?? ''] ?? 0,
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
  };
}

/** The volume that carries a pod's API token. Source: k8s.io/kubernetes plugin/pkg/admission/serviceaccount. */
function projected(name: string): unknown {
  return {
    name,
    projected: {
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
      ],
      defaultMode: 420,
    },
  };
}

/** Source: k8s.io/kubernetes pkg/apis/core/v1/helper/qos. */
function qosClass(containers: readonly ContainerPlan[]): PodTemplate['qosClass'] {
  const guaranteed = containers.every((c) => c.cpuLimitMillis === c.cpuMillis && c.memoryLimitMi === c.memoryMi);
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

function containerImage(plan: ClusterPlan, container: ContainerSpec): ContainerImage {
  const repository = container.image.slice(0, container.image.lastIndexOf(':'));
  const resources = container.resources as ContainerImage['resources'];
  return {
    name: container.name,
    image: container.image,
    imageID: `${repository}@sha256:${plan.mint.digest(container.image)}`,
    resources,
    requests: resources.requests as Readonly<Record<string, string>>,
  };
}
