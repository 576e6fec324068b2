/** A group version that Kubernetes stops to serve. */
export interface ApiRemoval {
  readonly groupVersion: string;
  readonly kinds: string;
  /** First minor of Kubernetes 1.x that does not serve it any more. */
  readonly removedIn: number;
  /** What to move to; empty where there is nothing. */
  readonly replacement: string;
}

/**
 * Group versions that are gone or announced to go, by minor.
 * Source: k8s.io/api zz_generated.prerelease-lifecycle.go of v0.19.0 to v0.37.0, and which packages exist at each tag.
 */
export const apiRemovals: readonly ApiRemoval[] = [
  removal('batch/v1beta1', 'CronJob', 25, 'batch/v1'),
  removal('policy/v1beta1', 'PodDisruptionBudget, PodSecurityPolicy', 25, 'policy/v1'),
  removal('discovery.k8s.io/v1beta1', 'EndpointSlice', 25, 'discovery.k8s.io/v1'),
  removal('events.k8s.io/v1beta1', 'Event', 25, 'events.k8s.io/v1'),
  removal('node.k8s.io/v1beta1', 'RuntimeClass', 25, 'node.k8s.io/v1'),
  removal('autoscaling/v2beta1', 'HorizontalPodAutoscaler', 25, 'autoscaling/v2'),
  removal('autoscaling/v2beta2', 'HorizontalPodAutoscaler', 26, 'autoscaling/v2'),
  removal('flowcontrol.apiserver.k8s.io/v1beta1', 'FlowSchema, PriorityLevelConfiguration', 26, 'flowcontrol.apiserver.k8s.io/v1'),
  removal('flowcontrol.apiserver.k8s.io/v1beta2', 'FlowSchema, PriorityLevelConfiguration', 29, 'flowcontrol.apiserver.k8s.io/v1'),
  removal('resource.k8s.io/v1alpha2', 'ResourceClaim', 31, 'resource.k8s.io/v1'),
  removal('flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema, PriorityLevelConfiguration', 32, 'flowcontrol.apiserver.k8s.io/v1'),
  removal('authentication.k8s.io/v1beta1', 'SelfSubjectReview', 33, 'authentication.k8s.io/v1'),
  removal('networking.k8s.io/v1alpha1', 'IPAddress, ServiceCIDR', 33, 'networking.k8s.io/v1'),
  removal('storagemigration.k8s.io/v1alpha1', 'StorageVersionMigration', 35, 'storagemigration.k8s.io/v1beta1'),
  removal('storage.k8s.io/v1alpha1', 'VolumeAttributesClass', 35, 'storage.k8s.io/v1'),
  removal('certificates.k8s.io/v1alpha1', 'ClusterTrustBundle', 37, 'certificates.k8s.io/v1'),
  removal('networking.k8s.io/v1beta1', 'IPAddress, ServiceCIDR', 37, 'networking.k8s.io/v1'),
  removal('storage.k8s.io/v1beta1', 'VolumeAttributesClass', 37, 'storage.k8s.io/v1'),
  removal('admissionregistration.k8s.io/v1alpha1', 'MutatingAdmissionPolicy', 38, 'admissionregistration.k8s.io/v1'),
  removal('coordination.k8s.io/v1alpha2', 'LeaseCandidate', 38, 'coordination.k8s.io/v1beta1'),
  removal('resource.k8s.io/v1beta1', 'ResourceClaim, ResourceSlice, DeviceClass', 38, 'resource.k8s.io/v1'),
  removal('coordination.k8s.io/v1beta1', 'LeaseCandidate', 39, ''),
  removal('resource.k8s.io/v1beta2', 'ResourceClaim, ResourceSlice, DeviceClass', 39, 'resource.k8s.io/v1'),
  removal('resource.k8s.io/v1alpha3', 'DeviceTaintRule', 39, 'resource.k8s.io/v1'),
  removal('admissionregistration.k8s.io/v1beta1', 'MutatingAdmissionPolicy', 40, 'admissionregistration.k8s.io/v1'),
  removal('certificates.k8s.io/v1beta1', 'ClusterTrustBundle, PodCertificateRequest', 40, 'certificates.k8s.io/v1'),
  removal('storagemigration.k8s.io/v1beta1', 'StorageVersionMigration', 40, 'storagemigration.k8s.io/v1'),
];

/** Served group versions that one of the next `within` minors does not serve any more; `minor` is the server's. */
export function removalsAhead(served: Iterable<string>, q: { readonly minor: number; readonly within: number }): readonly ApiRemoval[] {
  const groupVersions = new Set(served);
  return apiRemovals.filter(({ groupVersion, removedIn }) => groupVersions.has(groupVersion) && removedIn <= q.minor + q.within);
}

function removal(groupVersion: string, kinds: string, removedIn: number, replacement: string): ApiRemoval {
  return { groupVersion, kinds, removedIn, replacement };
}
