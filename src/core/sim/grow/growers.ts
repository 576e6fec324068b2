import type { ResourceId } from '../../kube/api-resource.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { ClusterPlan } from '../plan/cluster-plan.ts';
import { growAdmissionPolicies, growAdmissionPolicyBindings, growMutatingWebhooks, growValidatingWebhooks } from './admission.ts';
import {
  growApiServices,
  growComponentStatuses,
  growFlowSchemas,
  growIpAddresses,
  growPriorityLevels,
  growRuntimeClasses,
  growServiceCidrs,
} from './api-machinery.ts';
import { growAutoscalers } from './autoscalers.ts';
import { growCertificateRequests } from './certificate-requests.ts';
import { growConfigMaps, growServiceAccounts } from './config-objects.ts';
import { growCrds } from './crds.ts';
import {
  growCredentialsSets,
  growIamRoles,
  growPostgresqls,
  growRouteGroups,
  growScalingSchedules,
  growVerticalAutoscalers,
} from './custom-objects.ts';
import { growDeployment, growReplicaSets } from './deployments.ts';
import { growDisruptionBudgets } from './disruption-budgets.ts';
import { growEndpointSlices, growEndpoints } from './endpoints.ts';
import { growEvents } from './events.ts';
import { growIngressClasses, growIngresses, growNetworkPolicies } from './ingresses.ts';
import { growCronJobs, growJobs } from './jobs.ts';
import { growLeases } from './leases.ts';
import { growNamespaces } from './namespaces.ts';
import { growNode } from './nodes.ts';
import { growPod } from './pods.ts';
import { growPriorityClasses } from './priority-classes.ts';
import { growLimitRanges, growQuotas } from './quotas.ts';
import { growClusterRoleBindings, growClusterRoles, growRoleBindings, growRoles } from './rbac.ts';
import { growSecrets } from './secrets.ts';
import { growServices } from './services.ts';
import { growStackSets, growStacks } from './stacks.ts';
import { growControllerRevisions, growDaemonSets, growStatefulSets } from './stateful-workloads.ts';
import { growCsiDrivers, growCsiNodes, growStorageClasses, growVolumeAttachments, growVolumeClaims, growVolumes } from './storage.ts';
import { podsOf, workloadsOf } from './workload-pods.ts';

/** Makes all objects of one resource as of the epoch. */
export type Grower = (plan: ClusterPlan) => KubeObject[];

/** The growers by resource; what is missing starts empty. */
export const growers: ReadonlyMap<ResourceId, Grower> = new Map<ResourceId, Grower>([
  ['componentstatuses', growComponentStatuses],
  ['configmaps', growConfigMaps],
  ['endpoints', growEndpoints],
  ['events', growEvents],
  ['limitranges', growLimitRanges],
  ['namespaces', growNamespaces],
  ['nodes', (plan) => plan.nodes.map((node) => growNode(plan, node))],
  ['persistentvolumeclaims', growVolumeClaims],
  ['persistentvolumes', growVolumes],
  ['pods', (plan) => plan.pods.map((pod) => growPod(plan, pod))],
  ['resourcequotas', growQuotas],
  ['secrets', growSecrets],
  ['serviceaccounts', growServiceAccounts],
  ['services', growServices],
  ['controllerrevisions.apps', growControllerRevisions],
  ['daemonsets.apps', growDaemonSets],
  ['deployments.apps', (plan) => workloadsOf(plan, 'Deployment').map((workload) => growDeployment(plan, workload, podsOf(plan, workload)))],
  [
    'replicasets.apps',
    (plan) => workloadsOf(plan, 'Deployment').flatMap((workload) => growReplicaSets(plan, workload, podsOf(plan, workload))),
  ],
  ['statefulsets.apps', growStatefulSets],
  ['horizontalpodautoscalers.autoscaling', growAutoscalers],
  ['cronjobs.batch', growCronJobs],
  ['jobs.batch', growJobs],
  ['certificatesigningrequests.certificates.k8s.io', growCertificateRequests],
  ['leases.coordination.k8s.io', growLeases],
  ['endpointslices.discovery.k8s.io', growEndpointSlices],
  ['flowschemas.flowcontrol.apiserver.k8s.io', growFlowSchemas],
  ['prioritylevelconfigurations.flowcontrol.apiserver.k8s.io', growPriorityLevels],
  ['ingressclasses.networking.k8s.io', growIngressClasses],
  ['ingresses.networking.k8s.io', growIngresses],
  ['ipaddresses.networking.k8s.io', growIpAddresses],
  ['networkpolicies.networking.k8s.io', growNetworkPolicies],
  ['servicecidrs.networking.k8s.io', growServiceCidrs],
  ['runtimeclasses.node.k8s.io', growRuntimeClasses],
  ['poddisruptionbudgets.policy', growDisruptionBudgets],
  ['clusterrolebindings.rbac.authorization.k8s.io', growClusterRoleBindings],
  ['clusterroles.rbac.authorization.k8s.io', growClusterRoles],
  ['rolebindings.rbac.authorization.k8s.io', growRoleBindings],
  ['roles.rbac.authorization.k8s.io', growRoles],
  ['priorityclasses.scheduling.k8s.io', growPriorityClasses],
  ['csidrivers.storage.k8s.io', growCsiDrivers],
  ['csinodes.storage.k8s.io', growCsiNodes],
  ['storageclasses.storage.k8s.io', growStorageClasses],
  ['volumeattachments.storage.k8s.io', growVolumeAttachments],
  ['mutatingwebhookconfigurations.admissionregistration.k8s.io', growMutatingWebhooks],
  ['validatingadmissionpolicies.admissionregistration.k8s.io', growAdmissionPolicies],
  ['validatingadmissionpolicybindings.admissionregistration.k8s.io', growAdmissionPolicyBindings],
  ['validatingwebhookconfigurations.admissionregistration.k8s.io', growValidatingWebhooks],
  ['apiservices.apiregistration.k8s.io', growApiServices],
  ['customresourcedefinitions.apiextensions.k8s.io', growCrds],
  ['awsiamroles.zalando.org', growIamRoles],
  ['clusterscalingschedules.zalando.org', growScalingSchedules],
  ['platformcredentialssets.zalando.org', growCredentialsSets],
  ['postgresqls.acid.zalan.do', growPostgresqls],
  ['routegroups.zalando.org', growRouteGroups],
  ['stacks.zalando.org', growStacks],
  ['stacksets.zalando.org', growStackSets],
  ['verticalpodautoscalers.autoscaling.k8s.io', growVerticalAutoscalers],
]);
