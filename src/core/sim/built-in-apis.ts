import type { ApiResource } from '../kube/api-resource.ts';

type Row = readonly [
  plural: string,
  kind: string,
  namespaced: boolean,
  shortNames: string,
  categories: string,
  verbs?: keyof typeof verbSets,
  /** The minor version that serves it first. */
  since?: number,
];

const verbSets = {
  all: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
  namespaces: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  read: ['get', 'list'],
} as const;

/** A built-in resource and the minor version of Kubernetes that serves it first. */
export interface BuiltInApi extends ApiResource {
  readonly sinceMinor: number;
}

function group(name: string, version: string, rows: readonly Row[], preferred = true): readonly BuiltInApi[] {
  return rows.map(([plural, kind, namespaced, shortNames, categories, verbs = 'all', sinceMinor = 0]) => ({
    group: name,
    version,
    plural,
    singular: kind.toLowerCase(),
    kind,
    namespaced,
    shortNames: words(shortNames),
    categories: words(categories),
    verbs: verbSets[verbs],
    preferred,
    sinceMinor,
  }));
}

function words(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ');
}

/** Every resource that a plain API server serves, in the order of its groups. Source: discovery of kube-apiserver 1.37.2. */
export const builtInApis: readonly BuiltInApi[] = [
  ...group('', 'v1', [
    ['componentstatuses', 'ComponentStatus', false, 'cs', '', 'read'],
    ['configmaps', 'ConfigMap', true, 'cm', ''],
    ['endpoints', 'Endpoints', true, 'ep', ''],
    ['events', 'Event', true, 'ev', ''],
    ['limitranges', 'LimitRange', true, 'limits', ''],
    ['namespaces', 'Namespace', false, 'ns', '', 'namespaces'],
    ['nodes', 'Node', false, 'no', ''],
    ['persistentvolumeclaims', 'PersistentVolumeClaim', true, 'pvc', ''],
    ['persistentvolumes', 'PersistentVolume', false, 'pv', ''],
    ['pods', 'Pod', true, 'po', 'all'],
    ['podtemplates', 'PodTemplate', true, '', ''],
    ['replicationcontrollers', 'ReplicationController', true, 'rc', 'all'],
    ['resourcequotas', 'ResourceQuota', true, 'quota', ''],
    ['secrets', 'Secret', true, '', ''],
    ['serviceaccounts', 'ServiceAccount', true, 'sa', ''],
    ['services', 'Service', true, 'svc', 'all'],
  ]),
  ...group('apiregistration.k8s.io', 'v1', [['apiservices', 'APIService', false, '', 'api-extensions']]),
  ...group('apps', 'v1', [
    ['controllerrevisions', 'ControllerRevision', true, '', ''],
    ['daemonsets', 'DaemonSet', true, 'ds', 'all'],
    ['deployments', 'Deployment', true, 'deploy', 'all'],
    ['replicasets', 'ReplicaSet', true, 'rs', 'all'],
    ['statefulsets', 'StatefulSet', true, 'sts', 'all'],
  ]),
  ...group('events.k8s.io', 'v1', [['events', 'Event', true, 'ev', '']]),
  ...group('autoscaling', 'v2', [['horizontalpodautoscalers', 'HorizontalPodAutoscaler', true, 'hpa', 'all']]),
  ...group('autoscaling', 'v1', [['horizontalpodautoscalers', 'HorizontalPodAutoscaler', true, 'hpa', 'all']], false),
  ...group('batch', 'v1', [
    ['cronjobs', 'CronJob', true, 'cj', 'all'],
    ['jobs', 'Job', true, '', 'all'],
  ]),
  ...group('certificates.k8s.io', 'v1', [
    ['certificatesigningrequests', 'CertificateSigningRequest', false, 'csr', ''],
    ['clustertrustbundles', 'ClusterTrustBundle', false, '', '', 'all', 37],
    ['podcertificaterequests', 'PodCertificateRequest', true, '', '', 'all', 37],
  ]),
  ...group('networking.k8s.io', 'v1', [
    ['ingressclasses', 'IngressClass', false, '', ''],
    ['ingresses', 'Ingress', true, 'ing', ''],
    ['ipaddresses', 'IPAddress', false, 'ip', ''],
    ['networkpolicies', 'NetworkPolicy', true, 'netpol', ''],
    ['servicecidrs', 'ServiceCIDR', false, '', ''],
  ]),
  ...group('policy', 'v1', [['poddisruptionbudgets', 'PodDisruptionBudget', true, 'pdb', '']]),
  ...group('rbac.authorization.k8s.io', 'v1', [
    ['clusterrolebindings', 'ClusterRoleBinding', false, '', ''],
    ['clusterroles', 'ClusterRole', false, '', ''],
    ['rolebindings', 'RoleBinding', true, '', ''],
    ['roles', 'Role', true, '', ''],
  ]),
  ...group('storage.k8s.io', 'v1', [
    ['csidrivers', 'CSIDriver', false, '', ''],
    ['csinodes', 'CSINode', false, '', ''],
    ['csistoragecapacities', 'CSIStorageCapacity', true, '', ''],
    ['storageclasses', 'StorageClass', false, 'sc', ''],
    ['volumeattachments', 'VolumeAttachment', false, '', ''],
    ['volumeattributesclasses', 'VolumeAttributesClass', false, 'vac', ''],
  ]),
  ...group('admissionregistration.k8s.io', 'v1', [
    ['mutatingadmissionpolicies', 'MutatingAdmissionPolicy', false, '', 'api-extensions', 'all', 36],
    ['mutatingadmissionpolicybindings', 'MutatingAdmissionPolicyBinding', false, '', 'api-extensions', 'all', 36],
    ['mutatingwebhookconfigurations', 'MutatingWebhookConfiguration', false, '', 'api-extensions'],
    ['validatingadmissionpolicies', 'ValidatingAdmissionPolicy', false, '', 'api-extensions'],
    ['validatingadmissionpolicybindings', 'ValidatingAdmissionPolicyBinding', false, '', 'api-extensions'],
    ['validatingwebhookconfigurations', 'ValidatingWebhookConfiguration', false, '', 'api-extensions'],
  ]),
  ...group('apiextensions.k8s.io', 'v1', [['customresourcedefinitions', 'CustomResourceDefinition', false, 'crd crds', 'api-extensions']]),
  ...group('scheduling.k8s.io', 'v1', [['priorityclasses', 'PriorityClass', false, 'pc', '']]),
  ...group('coordination.k8s.io', 'v1', [['leases', 'Lease', true, '', '']]),
  ...group('node.k8s.io', 'v1', [['runtimeclasses', 'RuntimeClass', false, '', '']]),
  ...group('discovery.k8s.io', 'v1', [['endpointslices', 'EndpointSlice', true, '', '']]),
  ...group('resource.k8s.io', 'v1', [
    ['deviceclasses', 'DeviceClass', false, '', ''],
    ['devicetaintrules', 'DeviceTaintRule', false, '', '', 'all', 37],
    ['resourceclaims', 'ResourceClaim', true, '', ''],
    ['resourceclaimtemplates', 'ResourceClaimTemplate', true, '', ''],
    ['resourceslices', 'ResourceSlice', false, '', ''],
  ]),
  ...group('flowcontrol.apiserver.k8s.io', 'v1', [
    ['flowschemas', 'FlowSchema', false, '', ''],
    ['prioritylevelconfigurations', 'PriorityLevelConfiguration', false, '', ''],
  ]),
  ...group('storagemigration.k8s.io', 'v1', [['storageversionmigrations', 'StorageVersionMigration', false, '', '', 'all', 37]]),
];
