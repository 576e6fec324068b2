/** A version of an API that Kubernetes has taken out, or has said that it will. */
export interface ApiRemoval {
  /** As objects write it, e.g. `extensions/v1beta1`. */
  readonly apiVersion: string;
  readonly kinds: readonly string[];
  /** Minor version since which it is deprecated; undefined where nobody said. */
  readonly deprecated: number | undefined;
  /** First minor version that no longer serves it; undefined where no removal is planned. */
  readonly removed: number | undefined;
  /** The apiVersion to use instead, and the first minor version that serves it. */
  readonly replacement: { readonly apiVersion: string; readonly since: number | undefined } | undefined;
}

const to = (apiVersion: string, since?: number): ApiRemoval['replacement'] => ({ apiVersion, since });
const rbac = ['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'];
const flow = ['FlowSchema', 'PriorityLevelConfiguration'];
const claims = ['ResourceClaim', 'ResourceClaimTemplate', 'ResourceSlice', 'DeviceClass'];
const policies = ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'];
const mutating = ['MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding'];
const flowGroup = 'flowcontrol.apiserver.k8s.io';

/** One row: apiVersion, kinds, deprecated, removed, replacement. */
type Row = readonly [string, readonly string[], number | undefined, number | undefined, ApiRemoval['replacement']?];

/**
 * Source: zz_generated.prerelease-lifecycle.go in k8s.io/api, tags v0.19.0 to v0.37.0, and the packages that exist at each tag;
 * Kubernetes' deprecation guide for groups that have no markers.
 */
const rows: readonly Row[] = [
  ['extensions/v1beta1', ['Deployment', 'DaemonSet', 'ReplicaSet'], 8, 16, to('apps/v1', 9)],
  ['extensions/v1beta1', ['NetworkPolicy'], 9, 16, to('networking.k8s.io/v1', 7)],
  ['extensions/v1beta1', ['PodSecurityPolicy'], 11, 16, to('policy/v1beta1')],
  ['extensions/v1beta1', ['Ingress'], 14, 22, to('networking.k8s.io/v1', 19)],
  ['apps/v1beta1', ['Deployment', 'StatefulSet', 'ControllerRevision'], 8, 16, to('apps/v1', 9)],
  ['apps/v1beta2', ['Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet', 'ControllerRevision'], 9, 16, to('apps/v1', 9)],
  ['auditregistration.k8s.io/v1alpha1', ['AuditSink'], undefined, 19],
  ['settings.k8s.io/v1alpha1', ['PodPreset'], undefined, 20],
  ['batch/v2alpha1', ['CronJob'], undefined, 21, to('batch/v1', 21)],
  ['discovery.k8s.io/v1alpha1', ['EndpointSlice'], undefined, 21, to('discovery.k8s.io/v1', 21)],
  [`${flowGroup}/v1alpha1`, flow, 20, 21, to(`${flowGroup}/v1`, 29)],
  [
    'admissionregistration.k8s.io/v1beta1',
    ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
    16,
    22,
    to('admissionregistration.k8s.io/v1', 16),
  ],
  ['apiextensions.k8s.io/v1beta1', ['CustomResourceDefinition'], 16, 22, to('apiextensions.k8s.io/v1', 16)],
  ['apiregistration.k8s.io/v1beta1', ['APIService'], undefined, 22, to('apiregistration.k8s.io/v1', 10)],
  ['certificates.k8s.io/v1beta1', ['CertificateSigningRequest'], 19, 22, to('certificates.k8s.io/v1', 19)],
  ['coordination.k8s.io/v1beta1', ['Lease'], 19, 22, to('coordination.k8s.io/v1', 14)],
  ['networking.k8s.io/v1beta1', ['Ingress', 'IngressClass'], 19, 22, to('networking.k8s.io/v1', 19)],
  ['rbac.authorization.k8s.io/v1beta1', rbac, 17, 22, to('rbac.authorization.k8s.io/v1', 8)],
  ['rbac.authorization.k8s.io/v1alpha1', rbac, 17, 23, to('rbac.authorization.k8s.io/v1', 8)],
  ['scheduling.k8s.io/v1beta1', ['PriorityClass'], 14, 22, to('scheduling.k8s.io/v1', 14)],
  ['scheduling.k8s.io/v1alpha1', ['PriorityClass'], 14, 23, to('scheduling.k8s.io/v1', 14)],
  ['storage.k8s.io/v1beta1', ['CSIDriver', 'StorageClass', 'VolumeAttachment', 'CSINode'], 19, 22, to('storage.k8s.io/v1', 18)],
  ['storage.k8s.io/v1alpha1', ['CSIStorageCapacity', 'VolumeAttachment'], 21, 24, to('storage.k8s.io/v1', 24)],
  ['autoscaling/v2beta1', ['HorizontalPodAutoscaler'], 22, 25, to('autoscaling/v2', 23)],
  ['autoscaling/v2beta2', ['HorizontalPodAutoscaler'], 23, 26, to('autoscaling/v2', 23)],
  ['batch/v1beta1', ['CronJob'], 21, 25, to('batch/v1', 21)],
  ['discovery.k8s.io/v1beta1', ['EndpointSlice'], 21, 25, to('discovery.k8s.io/v1', 21)],
  ['events.k8s.io/v1beta1', ['Event'], 22, 25, to('events.k8s.io/v1', 19)],
  ['node.k8s.io/v1beta1', ['RuntimeClass'], 22, 25, to('node.k8s.io/v1', 20)],
  ['policy/v1beta1', ['PodDisruptionBudget', 'Eviction'], 21, 25, to('policy/v1', 21)],
  ['policy/v1beta1', ['PodSecurityPolicy'], 21, 25],
  [`${flowGroup}/v1beta1`, flow, 23, 26, to(`${flowGroup}/v1`, 29)],
  [`${flowGroup}/v1beta2`, flow, 26, 29, to(`${flowGroup}/v1`, 29)],
  [`${flowGroup}/v1beta3`, flow, 29, 32, to(`${flowGroup}/v1`, 29)],
  ['storage.k8s.io/v1beta1', ['CSIStorageCapacity'], 24, 27, to('storage.k8s.io/v1', 24)],
  ['networking.k8s.io/v1alpha1', ['ClusterCIDR'], 28, 31],
  ['networking.k8s.io/v1alpha1', ['IPAddress', 'ServiceCIDR'], 30, 33, to('networking.k8s.io/v1', 33)],
  ['networking.k8s.io/v1beta1', ['IPAddress', 'ServiceCIDR'], 34, 37, to('networking.k8s.io/v1', 33)],
  ['resource.k8s.io/v1alpha1', [...claims, 'PodScheduling', 'ResourceClass'], undefined, 27, to('resource.k8s.io/v1', 34)],
  ['resource.k8s.io/v1alpha2', [...claims, 'PodSchedulingContext', 'ResourceClass'], undefined, 31, to('resource.k8s.io/v1', 34)],
  ['resource.k8s.io/v1alpha3', claims, 34, 34, to('resource.k8s.io/v1', 34)],
  ['resource.k8s.io/v1alpha3', ['DeviceTaintRule'], 36, 39, to('resource.k8s.io/v1', 37)],
  ['resource.k8s.io/v1beta1', claims, 35, 38, to('resource.k8s.io/v1', 34)],
  ['resource.k8s.io/v1beta2', claims, 36, 39, to('resource.k8s.io/v1', 34)],
  ['admissionregistration.k8s.io/v1alpha1', policies, 29, 32, to('admissionregistration.k8s.io/v1', 30)],
  ['admissionregistration.k8s.io/v1beta1', policies, 31, 34, to('admissionregistration.k8s.io/v1', 30)],
  ['admissionregistration.k8s.io/v1alpha1', mutating, 35, 38, to('admissionregistration.k8s.io/v1', 36)],
  ['admissionregistration.k8s.io/v1beta1', mutating, 37, 40, to('admissionregistration.k8s.io/v1', 36)],
  ['coordination.k8s.io/v1alpha1', ['LeaseCandidate'], 34, 32, to('coordination.k8s.io/v1beta1')],
  ['coordination.k8s.io/v1alpha2', ['LeaseCandidate'], 35, 38, to('coordination.k8s.io/v1beta1')],
  ['coordination.k8s.io/v1beta1', ['LeaseCandidate'], 36, 39],
  ['storage.k8s.io/v1alpha1', ['VolumeAttributesClass'], 32, 35, to('storage.k8s.io/v1', 34)],
  ['storage.k8s.io/v1beta1', ['VolumeAttributesClass'], 34, 37, to('storage.k8s.io/v1', 34)],
  ['storagemigration.k8s.io/v1alpha1', ['StorageVersionMigration'], 33, 35, to('storagemigration.k8s.io/v1', 37)],
  ['storagemigration.k8s.io/v1beta1', ['StorageVersionMigration'], 37, 40, to('storagemigration.k8s.io/v1', 37)],
  ['certificates.k8s.io/v1alpha1', ['ClusterTrustBundle'], 34, 37, to('certificates.k8s.io/v1', 37)],
  ['certificates.k8s.io/v1beta1', ['ClusterTrustBundle'], 37, 40, to('certificates.k8s.io/v1', 37)],
  ['certificates.k8s.io/v1alpha1', ['PodCertificateRequest'], undefined, 35, to('certificates.k8s.io/v1beta1', 35)],
  ['v1', ['Endpoints'], 33, undefined, to('discovery.k8s.io/v1', 21)],
  ['v1', ['ComponentStatus'], 19, undefined],
];

const byVersionAndKind: ReadonlyMap<string, ApiRemoval> = new Map(
  rows.flatMap(([apiVersion, kinds, deprecated, removed, replacement]) =>
    kinds.map((kind): [string, ApiRemoval] => [`${apiVersion} ${kind}`, { apiVersion, kinds, deprecated, removed, replacement }]),
  ),
);

/** What became of an apiVersion of a kind; undefined for one that stays. */
export function apiRemovalOf(apiVersion: string, kind: string): ApiRemoval | undefined {
  return byVersionAndKind.get(`${apiVersion} ${kind}`);
}

/** The newest minor version that the table knows. */
export const newestKnownMinor = 37;
