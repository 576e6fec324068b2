import { describe, expect, test } from 'vitest';
import { anObject, type ObjectParts } from '../../../test/kit/build-objects.ts';
import { printRow } from '../../../test/kit/print-row.ts';

const is = (type: string, status = 'True', more: object = {}) => ({ type, status, ...more });
const subjects = [
  { kind: 'ServiceAccount', namespace: 'ns', name: 'sa' },
  { kind: 'User', name: 'ann' },
  { kind: 'Group', name: 'ops' },
  { kind: 'User', name: 'bob' },
  { kind: 'Robot', name: 'r' },
];

type Row = readonly [resource: string, type: string, expected: string, parts: ObjectParts];

const coreRows: readonly Row[] = [
  ['ns', 'v1 Namespace', 'web-1 | Active | 4d', { status: { phase: 'Active' } }],
  ['ns', 'v1 Namespace', 'web-1 |  | <unknown>', { metadata: { creationTimestamp: null } }],
  ['cm', 'v1 ConfigMap', 'web-1 | 3 | 4d', { data: { a: '', b: '' }, binaryData: { c: '' } }],
  ['cm', 'v1 ConfigMap', 'web-1 | 0 | 4d', {}],
  ['secrets', 'v1 Secret', 'web-1 | Opaque | 1 | 4d', { type: 'Opaque', data: { a: 'QQ==' } }],
  ['sa', 'v1 ServiceAccount', 'web-1 | 4d', {}],
  ['limits', 'v1 LimitRange', 'web-1 | 2026-11-20T12:00:00Z', {}],
  ['limits', 'v1 LimitRange', 'web-1 | 0001-01-01T00:00:00Z', { metadata: { creationTimestamp: null } }],
  ['cs', 'v1 ComponentStatus', 'web-1 | Healthy | ok | ', { conditions: [is('Healthy', 'True', { message: 'ok' })] }],
  [
    'cs',
    'v1 ComponentStatus',
    'web-1 | Unhealthy |  | refused',
    { conditions: [is('Other'), is('Healthy', 'False', { error: 'refused' })] },
  ],
  ['cs', 'v1 ComponentStatus', 'web-1 | Unknown |  | ', {}],
  [
    'quota',
    'v1 ResourceQuota',
    'web-1 | pods: 3/10, requests.cpu: 0/4 | limits.cpu: 1/8, limits.memory: 0/8Gi | 4d',
    {
      status: {
        hard: { 'requests.cpu': '4', pods: '10', 'limits.memory': '8Gi', 'limits.cpu': '8' },
        used: { pods: '3', 'limits.cpu': '1' },
      },
    },
  ],
  ['quota', 'v1 ResourceQuota', 'web-1 |  |  | 4d', {}],
];

const policyRows: readonly Row[] = [
  [
    'pdb',
    'policy/v1 PodDisruptionBudget',
    'web-1 | 50% | N/A | 1 | 4d',
    { spec: { minAvailable: '50%' }, status: { disruptionsAllowed: 1 } },
  ],
  ['pdb', 'policy/v1 PodDisruptionBudget', 'web-1 | N/A | 0 | 0 | 4d', { spec: { maxUnavailable: 0 } }],
  [
    'rolebindings',
    'rbac.authorization.k8s.io/v1 RoleBinding',
    'web-1 | Role/edit | 4d | ann, bob | ops | ns/sa',
    { roleRef: { kind: 'Role', name: 'edit' }, subjects },
  ],
  [
    'clusterrolebindings',
    'rbac.authorization.k8s.io/v1 ClusterRoleBinding',
    'web-1 | ClusterRole/admin | 4d |  |  | ',
    { roleRef: { kind: 'ClusterRole', name: 'admin' } },
  ],
  ['roles', 'rbac.authorization.k8s.io/v1 Role', 'web-1 | 2026-11-20T12:00:00Z', {}],
  ['clusterroles', 'rbac.authorization.k8s.io/v1 ClusterRole', 'web-1 | 2026-11-20T12:00:00Z', {}],
  [
    'pc',
    'scheduling.k8s.io/v1 PriorityClass',
    'web-1 | -5 | true | 4d | Never',
    { value: -5, globalDefault: true, preemptionPolicy: 'Never' },
  ],
  ['pc', 'scheduling.k8s.io/v1 PriorityClass', 'web-1 | 0 | false | 4d | ', {}],
  [
    'flowschemas',
    'flowcontrol.apiserver.k8s.io/v1 FlowSchema',
    'web-1 | workload-low | 9000 | ByUser | 4d | False',
    {
      spec: { priorityLevelConfiguration: { name: 'workload-low' }, matchingPrecedence: 9000, distinguisherMethod: { type: 'ByUser' } },
      status: { conditions: [is('Dangling', 'False')] },
    },
  ],
  ['flowschemas', 'flowcontrol.apiserver.k8s.io/v1 FlowSchema', 'web-1 |  | 0 | <none> | 4d | ?', {}],
  [
    'prioritylevelconfigurations',
    'flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration',
    'web-1 | Limited | 30 | 64 | 6 | 50 | 4d',
    {
      spec: {
        type: 'Limited',
        limited: { nominalConcurrencyShares: 30, limitResponse: { queuing: { queues: 64, handSize: 6, queueLengthLimit: 50 } } },
      },
    },
  ],
  [
    'prioritylevelconfigurations',
    'flowcontrol.apiserver.k8s.io/v1beta2 PriorityLevelConfiguration',
    'web-1 | Limited | 30 | <none> | <none> | <none> | 4d',
    { spec: { type: 'Limited', limited: { assuredConcurrencyShares: 30 } } },
  ],
  [
    'prioritylevelconfigurations',
    'flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration',
    'web-1 | Exempt | <none> | <none> | <none> | <none> | 4d',
    { spec: { type: 'Exempt' } },
  ],
];

const apiRows: readonly Row[] = [
  [
    'apiservices',
    'apiregistration.k8s.io/v1 APIService',
    'web-1 | Local | True | 4d',
    { spec: {}, status: { conditions: [is('Available', 'True', { reason: 'Local' })] } },
  ],
  [
    'apiservices',
    'apiregistration.k8s.io/v1 APIService',
    'web-1 | kube-system/metrics | False (MissingEndpoints) | 4d',
    {
      spec: { service: { namespace: 'kube-system', name: 'metrics' } },
      status: { conditions: [is('Available', 'False', { reason: 'MissingEndpoints' })] },
    },
  ],
  ['apiservices', 'apiregistration.k8s.io/v1 APIService', 'web-1 | Local | Unknown | 4d', { status: { conditions: [is('Other')] } }],
  [
    'crd',
    'apiextensions.k8s.io/v1 CustomResourceDefinition',
    'web-1 | Namespaced | v1(storage),v1beta1 | 2026-11-20T12:00:00Z | x.io | Stack | st,sts | true',
    {
      spec: {
        scope: 'Namespaced',
        group: 'x.io',
        names: { kind: 'Stack', shortNames: ['st', 'sts'] },
        versions: [
          { name: 'v1beta1', served: true },
          { name: 'v1alpha1', served: false },
          { name: 'v1', served: true, storage: true },
        ],
      },
      status: { conditions: [is('NamesAccepted'), is('Established')] },
    },
  ],
  ['crds', 'apiextensions.k8s.io/v1 CustomResourceDefinition', 'web-1 |  |  | 2026-11-20T12:00:00Z |  |  |  | false', {}],
  [
    'validatingwebhookconfigurations',
    'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration',
    'web-1 | 2 | 4d',
    { webhooks: [{}, {}] },
  ],
  ['mutatingwebhookconfigurations', 'admissionregistration.k8s.io/v1 MutatingWebhookConfiguration', 'web-1 | 0 | 4d', {}],
  [
    'validatingadmissionpolicies',
    'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy',
    'web-1 | 1 | apps/v1/Deployment | 4d',
    { spec: { validations: [{}], paramKind: { apiVersion: 'apps/v1', kind: 'Deployment' } } },
  ],
  [
    'mutatingadmissionpolicies',
    'admissionregistration.k8s.io/v1 MutatingAdmissionPolicy',
    'web-1 | 2 | <unset> | 4d',
    { spec: { mutations: [{}, {}] } },
  ],
  [
    'validatingadmissionpolicybindings',
    'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding',
    'web-1 | p | ns/n | 4d',
    { spec: { policyName: 'p', paramRef: { namespace: 'ns', name: 'n' } } },
  ],
  [
    'validatingadmissionpolicybindings',
    'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding',
    'web-1 | p | */n | 4d',
    { spec: { policyName: 'p', paramRef: { name: 'n' } } },
  ],
  [
    'mutatingadmissionpolicybindings',
    'admissionregistration.k8s.io/v1 MutatingAdmissionPolicyBinding',
    'web-1 | p | &LabelSelector{MatchLabels:map[string]string{a: 1,b: 2,},MatchExpressions:[]LabelSelectorRequirement{LabelSelectorRequirement{Key:c,Operator:In,Values:[x y],},},} | 4d',
    {
      spec: {
        policyName: 'p',
        paramRef: { selector: { matchLabels: { b: '2', a: '1' }, matchExpressions: [{ key: 'c', operator: 'In', values: ['x', 'y'] }] } },
      },
    },
  ],
  ['mutatingadmissionpolicybindings', 'admissionregistration.k8s.io/v1 MutatingAdmissionPolicyBinding', 'web-1 |  | <unset> | 4d', {}],
  ['leases', 'coordination.k8s.io/v1 Lease', 'web-1 | node-1 | 4d', { spec: { holderIdentity: 'node-1' } }],
  ['runtimeclasses', 'node.k8s.io/v1 RuntimeClass', 'web-1 | runc | 4d', { handler: 'runc' }],
  [
    'storageversionmigrations',
    'storagemigration.k8s.io/v1 StorageVersionMigration',
    'web-1 | deployments.apps | Succeeded',
    {
      spec: { resource: { group: 'apps', resource: 'deployments' } },
      status: { conditions: [is('Running', 'False'), is('Succeeded')] },
    },
  ],
  [
    'storageversionmigrations',
    'storagemigration.k8s.io/v1 StorageVersionMigration',
    'web-1 | pods | Unknown',
    { spec: { resource: { resource: 'pods' } } },
  ],
];

const certificateRows: readonly Row[] = [
  [
    'csr',
    'certificates.k8s.io/v1 CertificateSigningRequest',
    'web-1 | 4d | kubernetes.io/kubelet-serving | system:node:n1 | 24h | Approved,Issued',
    {
      spec: { signerName: 'kubernetes.io/kubelet-serving', username: 'system:node:n1', expirationSeconds: 86_400 },
      status: { conditions: [is('Approved')], certificate: 'QQ==' },
    },
  ],
  [
    'csr',
    'certificates.k8s.io/v1 CertificateSigningRequest',
    'web-1 | 4d | <none> |  | <none> | Denied,Failed',
    { status: { conditions: [is('Failed'), is('Denied'), is('Approved')] } },
  ],
  ['csr', 'certificates.k8s.io/v1 CertificateSigningRequest', 'web-1 | 4d | <none> |  | <none> | Pending', {}],
  ['clustertrustbundles', 'certificates.k8s.io/v1 ClusterTrustBundle', 'web-1 | <none>', { spec: {} }],
  [
    'podcertificaterequests',
    'certificates.k8s.io/v1 PodCertificateRequest',
    'web-1 | p | sa | n | s/x | Issued | a=1',
    {
      spec: { podName: 'p', serviceAccountName: 'sa', nodeName: 'n', signerName: 's/x', unverifiedUserAnnotations: { a: '1' } },
      status: { conditions: [is('Issued')] },
    },
  ],
  ['podcertificaterequests', 'certificates.k8s.io/v1 PodCertificateRequest', 'web-1 |  |  |  |  | Pending | <none>', {}],
];

const deviceRows: readonly Row[] = [
  ['deviceclasses', 'resource.k8s.io/v1 DeviceClass', 'web-1 | 4d', {}],
  ['resourceclaimtemplates', 'resource.k8s.io/v1 ResourceClaimTemplate', 'web-1 | 4d', {}],
  ['resourceclaims', 'resource.k8s.io/v1 ResourceClaim', 'web-1 | pending | 4d', {}],
  [
    'resourceclaims',
    'resource.k8s.io/v1 ResourceClaim',
    'web-1 | allocated,reserved | 4d',
    { status: { allocation: {}, reservedFor: [{}] } },
  ],
  [
    'resourceclaims',
    'resource.k8s.io/v1 ResourceClaim',
    'web-1 | deleted,allocated | 4d',
    { metadata: { deletionTimestamp: '2026-11-24T11:00:00Z' }, status: { allocation: {} } },
  ],
  [
    'resourceclaims',
    'resource.k8s.io/v1 ResourceClaim',
    'web-1 | deleted | 4d',
    { metadata: { deletionTimestamp: '2026-11-24T11:00:00Z' } },
  ],
  [
    'resourceslices',
    'resource.k8s.io/v1 ResourceSlice',
    'web-1 | node-1 | gpu.example.org | pool-a | 4d',
    { spec: { nodeName: 'node-1', driver: 'gpu.example.org', pool: { name: 'pool-a' } } },
  ],
  [
    'devicetaintrules',
    'resource.k8s.io/v1 DeviceTaintRule',
    'web-1 | k | v | NoExecute | 10m | 4d',
    { spec: { taint: { key: 'k', value: 'v', effect: 'NoExecute', timeAdded: '2026-11-24T11:50:00Z' } } },
  ],
  ['devicetaintrules', 'resource.k8s.io/v1 DeviceTaintRule', 'web-1 |  |  |  |  | 4d', {}],
];

describe.each([
  ['core', coreRows],
  ['policy', policyRows],
  ['the API itself', apiRows],
  ['certificates', certificateRows],
  ['devices', deviceRows],
] as const)('rows of %s', (_name, rows) => {
  test.each(rows)('%s', (resource, type, expected, parts) => {
    const [apiVersion, kind] = type.split(' ') as [string, string];
    expect(printRow(resource, anObject(apiVersion, kind, parts))).toBe(expected);
  });
});
