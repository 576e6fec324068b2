import { hash32 } from '../../core/base/random.ts';
import type { ResourceId } from '../../core/kube/api-resource.ts';
import type { KubeObject } from '../../core/kube/object.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Resources whose `generation` counts changes of the spec; custom resources do too. */
const generational = new Set<ResourceId>([
  'pods',
  'customresourcedefinitions.apiextensions.k8s.io',
  'daemonsets.apps',
  'deployments.apps',
  'replicasets.apps',
  'statefulsets.apps',
  'jobs.batch',
  'cronjobs.batch',
  'ingresses.networking.k8s.io',
  'networkpolicies.networking.k8s.io',
  'poddisruptionbudgets.policy',
  'replicationcontrollers',
  'validatingwebhookconfigurations.admissionregistration.k8s.io',
  'mutatingwebhookconfigurations.admissionregistration.k8s.io',
]);

/** Tells whether the resource counts generations. */
export function hasGeneration(resource: ResourceId, custom: boolean): boolean {
  return custom || generational.has(resource);
}

/** Fills in what an API server adds to a new object, as far as printed columns and selectors depend on it. Source: k8s.io/kubernetes pkg/apis/core/v1/defaults.go */
export function withDefaults(resource: ResourceId, object: KubeObject, nowMs: number): KubeObject {
  switch (resource) {
    case 'pods':
      return { ...object, spec: podSpec(object.spec ?? {}), status: { phase: 'Pending', qosClass: qosClass(object), ...object.status } };
    case 'namespaces':
      return namespaceDefaults(object);
    case 'services':
      return { ...object, spec: serviceSpec(object), status: { loadBalancer: {}, ...object.status } };
    case 'deployments.apps':
    case 'replicasets.apps':
    case 'statefulsets.apps':
      return { ...object, spec: { replicas: 1, ...workloadSpec(object) }, status: object.status ?? {} };
    case 'daemonsets.apps':
      return { ...object, spec: workloadSpec(object), status: object.status ?? {} };
    case 'nodes':
      return { ...object, spec: object.spec ?? {}, status: object.status ?? {} };
    case 'secrets':
      return { ...object, type: object.type ?? 'Opaque' };
    case 'customresourcedefinitions.apiextensions.k8s.io':
      return establishedCrd(object, nowMs);
    default:
      return object;
  }
}

function podSpec(spec: Fields): Fields {
  const containers = ((spec.containers ?? []) as readonly Fields[]).map(container);
  return {
    dnsPolicy: 'ClusterFirst',
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
    priority: 0,
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
    ...spec,
    containers,
  };
}

function container(spec: Fields): Fields {
  const image = String(spec.image ?? '');
  const pull = /:latest$|^[^:@]*$/.test(image) ? 'Always' : 'IfNotPresent';
  return {
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: pull,
    ...spec,
  };
}

/** Source: k8s.io/kubernetes pkg/apis/core/v1/helper/qos */
function qosClass(pod: KubeObject): string {
  const containers = (pod.spec?.containers ?? []) as readonly { resources?: { requests?: Fields; limits?: Fields } }[];
  const some = containers.some(({ resources }) => resources?.requests !== undefined || resources?.limits !== undefined);
  if (!some) return 'BestEffort';
  const guaranteed = containers.every(({ resources }) => {
    const { limits, requests } = resources ?? {};
    return ['cpu', 'memory'].every((name) => limits?.[name] !== undefined && (requests?.[name] ?? limits[name]) === limits[name]);
  });
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

function namespaceDefaults(object: KubeObject): KubeObject {
  const labels = { ...object.metadata.labels, 'kubernetes.io/metadata.name': object.metadata.name };
  return {
    ...object,
    metadata: { ...object.metadata, labels },
    spec: { finalizers: ['kubernetes'], ...object.spec },
    status: { phase: 'Active', ...object.status },
  };
}

function serviceSpec(object: KubeObject): Fields {
  const spec = (object.spec ?? {}) as Fields;
  const ports = ((spec.ports ?? []) as readonly Fields[]).map((port) => ({ protocol: 'TCP', targetPort: port.port, ...port }));
  const hash = hash32(`${object.metadata.namespace}/${object.metadata.name}`);
  const clusterIP = spec.clusterIP ?? `10.96.${(hash >>> 8) & 0xff}.${hash & 0xff || 1}`;
  const address =
    spec.type === 'ExternalName' ? {} : { clusterIP, clusterIPs: [clusterIP], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' };
  return {
    type: 'ClusterIP',
    sessionAffinity: 'None',
    internalTrafficPolicy: 'Cluster',
    ...spec,
    ...address,
    ...(ports.length > 0 ? { ports } : {}),
  };
}

function workloadSpec(object: KubeObject): Fields {
  const spec = (object.spec ?? {}) as Fields;
  const template = (spec.template ?? {}) as Fields;
  return { ...spec, template: { ...template, spec: podSpec((template.spec ?? {}) as Fields) } };
}

/** A definition is accepted at once. Source: k8s.io/apiextensions-apiserver pkg/controller/status, pkg/controller/establish */
function establishedCrd(object: KubeObject, nowMs: number): KubeObject {
  const spec = (object.spec ?? {}) as Fields;
  const names = (spec.names ?? {}) as { kind?: string; plural?: string; singular?: string; listKind?: string };
  const complete = {
    ...names,
    singular: names.singular || (names.kind ?? '').toLowerCase(),
    listKind: names.listKind || `${names.kind}List`,
  };
  const versions = (spec.versions ?? []) as readonly { name: string; storage?: boolean }[];
  const at = `${new Date(nowMs).toISOString().slice(0, 19)}Z`;
  const condition = (type: string, reason: string, message: string): Fields => ({
    lastTransitionTime: at,
    message,
    reason,
    status: 'True',
    type,
  });
  return {
    ...object,
    spec: { conversion: { strategy: 'None' }, ...spec, names: complete },
    status: {
      conditions: [
        condition('NamesAccepted', 'NoConflicts', 'no conflicts found'),
        condition('Established', 'InitialNamesAccepted', 'the initial names have been accepted'),
      ],
      acceptedNames: complete,
      storedVersions: versions.filter((version) => version.storage === true).map((version) => version.name),
    },
  };
}
