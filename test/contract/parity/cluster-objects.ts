import type { Any } from '../contract-server.ts';
import { ago, agoMicro, type ParityObject } from './parity-object.ts';

const rbac = 'rbac.authorization.k8s.io';
const subjects = [
  { kind: 'User', name: 'jane', apiGroup: rbac },
  { kind: 'User', name: 'joe', apiGroup: rbac },
  { kind: 'Group', name: 'sre', apiGroup: rbac },
  { kind: 'ServiceAccount', name: 'robot', namespace: 'parity' },
];

const access: readonly ParityObject[] = [
  { resource: `roles.${rbac}`, name: 'reader', body: { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] } },
  { resource: `rolebindings.${rbac}`, name: 'all', body: { roleRef: { apiGroup: rbac, kind: 'Role', name: 'reader' }, subjects } },
  { resource: `rolebindings.${rbac}`, name: 'nobody', body: { roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'view' } } },
  { resource: `clusterroles.${rbac}`, name: 'parity', body: { rules: [] } },
  {
    resource: `clusterrolebindings.${rbac}`,
    name: 'parity',
    body: { roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'parity' }, subjects },
  },
];

const backend = (name: string, port: Any): Any => ({ service: { name, port } });
const rule = (host: string | undefined): Any => ({
  ...(host === undefined ? {} : { host }),
  http: { paths: [{ path: '/', pathType: 'Prefix', backend: backend('web', { number: 80 }) }] },
});

const networking: readonly ParityObject[] = [
  { resource: 'ingresses.networking.k8s.io', name: 'plain', body: { spec: { rules: [rule('a.example.org'), rule('b.example.org')] } } },
  {
    resource: 'ingresses.networking.k8s.io',
    name: 'secure',
    body: {
      spec: {
        ingressClassName: 'skipper',
        tls: [{ hosts: ['a.example.org'] }],
        rules: ['a', 'b', 'c', 'd', 'e'].map((name) => rule(`${name}.example.org`)),
      },
    },
    status: { loadBalancer: { ingress: [{ hostname: 'lb.example.org' }, { ip: '203.0.113.9' }] } },
  },
  { resource: 'ingresses.networking.k8s.io', name: 'any-host', body: { spec: { rules: [rule(undefined)] } } },
  {
    resource: 'ingresses.networking.k8s.io',
    name: 'default-backend',
    body: { spec: { defaultBackend: backend('web', { name: 'http' }) } },
  },
  {
    resource: 'ingressclasses.networking.k8s.io',
    name: 'skipper',
    body: { spec: { controller: 'example.org/skipper', parameters: { apiGroup: 'example.org', kind: 'Config', name: 'main' } } },
  },
  { resource: 'ingressclasses.networking.k8s.io', name: 'plain', body: { spec: { controller: 'example.org/plain' } } },
  { resource: 'networkpolicies.networking.k8s.io', name: 'all', body: { spec: { podSelector: {} } } },
  {
    resource: 'networkpolicies.networking.k8s.io',
    name: 'some',
    body: { spec: { podSelector: { matchLabels: { b: '2', a: '1' }, matchExpressions: [{ key: 'c', operator: 'Exists' }] } } },
  },
  {
    resource: 'ipaddresses.networking.k8s.io',
    name: '10.0.77.1',
    body: { spec: { parentRef: { group: 'example.org', resource: 'things', namespace: 'parity', name: 'one' } } },
  },
  { resource: 'servicecidrs.networking.k8s.io', name: 'more', body: { spec: { cidrs: ['10.77.0.0/24', 'fd00:77::/112'] } } },
  {
    resource: 'endpointslices.discovery.k8s.io',
    name: 'many',
    body: {
      addressType: 'IPv4',
      ports: [
        { name: 'a', port: 80 },
        { name: 'b', port: 443 },
        { name: 'c', port: 8080 },
        { name: 'd', port: 9090 },
      ],
      endpoints: [{ addresses: ['10.0.8.1'] }, { addresses: ['10.0.8.2'] }, { addresses: ['10.0.8.3'] }, { addresses: ['10.0.8.4'] }],
    },
  },
  {
    resource: 'endpointslices.discovery.k8s.io',
    name: 'any-port',
    body: { addressType: 'FQDN', ports: [{ name: 'a' }], endpoints: [{ addresses: ['a.example.org'] }] },
  },
  { resource: 'endpointslices.discovery.k8s.io', name: 'empty', body: { addressType: 'IPv6', endpoints: [] } },
];

const storage: readonly ParityObject[] = [
  {
    resource: 'storageclasses.storage.k8s.io',
    name: 'fast',
    meta: { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    body: { provisioner: 'ebs.csi.aws.com', allowVolumeExpansion: true, volumeBindingMode: 'WaitForFirstConsumer' },
  },
  { resource: 'storageclasses.storage.k8s.io', name: 'slow', body: { provisioner: 'example.org/slow', reclaimPolicy: 'Retain' } },
  {
    resource: 'csidrivers.storage.k8s.io',
    name: 'full.example.org',
    body: {
      spec: {
        attachRequired: true,
        podInfoOnMount: true,
        storageCapacity: true,
        requiresRepublish: true,
        tokenRequests: [{ audience: 'aws' }, { audience: '' }],
        volumeLifecycleModes: ['Persistent', 'Ephemeral'],
      },
    },
  },
  { resource: 'csidrivers.storage.k8s.io', name: 'bare.example.org', body: { spec: { attachRequired: false } } },
  {
    resource: 'csinodes.storage.k8s.io',
    name: 'node-a',
    body: { spec: { drivers: [{ name: 'full.example.org', nodeID: 'i-1', topologyKeys: [] }] } },
  },
  { resource: 'csistoragecapacities.storage.k8s.io', name: 'capacity', body: { storageClassName: 'fast', capacity: '10Gi' } },
  {
    resource: 'volumeattachments.storage.k8s.io',
    name: 'attached',
    body: { spec: { attacher: 'full.example.org', nodeName: 'node-a', source: { persistentVolumeName: 'pv-bound' } } },
    status: { attached: true },
  },
  {
    resource: 'volumeattachments.storage.k8s.io',
    name: 'waiting',
    body: { spec: { attacher: 'full.example.org', nodeName: 'node-b', source: { persistentVolumeName: 'pv-available' } } },
  },
  {
    resource: 'volumeattributesclasses.storage.k8s.io',
    name: 'gold',
    body: { driverName: 'ebs.csi.aws.com', parameters: { iops: '3000' } },
  },
];

const nowhere = [{ apiGroups: ['never.example.org'], apiVersions: ['v1'], resources: ['things'], operations: ['CREATE'] }];
const webhook = (name: string): Any => ({
  name,
  clientConfig: { url: 'https://127.0.0.1:1/hook' },
  rules: nowhere,
  failurePolicy: 'Ignore',
  sideEffects: 'None',
  admissionReviewVersions: ['v1'],
});
const adm = 'admissionregistration.k8s.io';
const matchConstraints = { resourceRules: nowhere };
const paramKind = { apiVersion: 'rules.example.org/v1', kind: 'Limit' };
const mutation = { patchType: 'JSONPatch', jsonPatch: { expression: '[JSONPatch{op: "test", path: "/spec/x", value: "y"}]' } };

const admission: readonly ParityObject[] = [
  {
    resource: `validatingwebhookconfigurations.${adm}`,
    name: 'two',
    body: { webhooks: [webhook('a.example.org'), webhook('b.example.org')] },
  },
  { resource: `validatingwebhookconfigurations.${adm}`, name: 'none' },
  { resource: `mutatingwebhookconfigurations.${adm}`, name: 'one', body: { webhooks: [webhook('a.example.org')] } },
  {
    resource: `validatingadmissionpolicies.${adm}`,
    name: 'with-params',
    body: { spec: { matchConstraints, paramKind, validations: [{ expression: 'true' }, { expression: 'true' }] } },
  },
  {
    resource: `validatingadmissionpolicies.${adm}`,
    name: 'without',
    body: { spec: { matchConstraints, validations: [{ expression: 'true' }] } },
  },
  {
    resource: `validatingadmissionpolicybindings.${adm}`,
    name: 'by-name',
    body: {
      spec: {
        policyName: 'with-params',
        validationActions: ['Deny'],
        paramRef: { name: 'limit', namespace: 'parity', parameterNotFoundAction: 'Allow' },
      },
    },
  },
  {
    resource: `validatingadmissionpolicybindings.${adm}`,
    name: 'by-selector',
    body: {
      spec: {
        policyName: 'with-params',
        validationActions: ['Audit'],
        paramRef: { selector: { matchLabels: { a: 'b' } }, parameterNotFoundAction: 'Deny' },
      },
    },
  },
  {
    resource: `validatingadmissionpolicybindings.${adm}`,
    name: 'without',
    body: { spec: { policyName: 'without', validationActions: ['Warn'] } },
  },
  {
    resource: `mutatingadmissionpolicies.${adm}`,
    name: 'with-params',
    body: { spec: { matchConstraints, paramKind, reinvocationPolicy: 'Never', mutations: [mutation, mutation] } },
  },
  {
    resource: `mutatingadmissionpolicies.${adm}`,
    name: 'without',
    body: { spec: { matchConstraints, reinvocationPolicy: 'IfNeeded', mutations: [mutation] } },
  },
  {
    resource: `mutatingadmissionpolicybindings.${adm}`,
    name: 'by-name',
    body: { spec: { policyName: 'with-params', paramRef: { name: 'limit', parameterNotFoundAction: 'Allow' } } },
  },
  { resource: `mutatingadmissionpolicybindings.${adm}`, name: 'without', body: { spec: { policyName: 'without' } } },
];

const dra = 'resource.k8s.io';
const deviceRequest = { requests: [{ name: 'gpu', exactly: { deviceClassName: 'gpu.example.org' } }] };

const devices: readonly ParityObject[] = [
  { resource: `deviceclasses.${dra}`, name: 'gpu.example.org', body: { spec: {} } },
  { resource: `resourceclaims.${dra}`, name: 'pending', body: { spec: { devices: deviceRequest } } },
  {
    resource: `resourceclaims.${dra}`,
    name: 'reserved',
    body: { spec: { devices: deviceRequest } },
    status: {
      allocation: { devices: { results: [{ request: 'gpu', driver: 'gpu.example.org', pool: 'a', device: 'gpu-0' }] } },
      reservedFor: [{ resource: 'pods', name: 'running', uid: 'u-1' }],
    },
  },
  {
    resource: `resourceclaims.${dra}`,
    name: 'going',
    meta: { finalizers: ['example.org/hold'] },
    body: { spec: { devices: deviceRequest } },
    status: { allocation: { devices: { results: [{ request: 'gpu', driver: 'gpu.example.org', pool: 'a', device: 'gpu-1' }] } } },
    deleted: true,
  },
  { resource: `resourceclaimtemplates.${dra}`, name: 'template', body: { spec: { spec: { devices: deviceRequest } } } },
  {
    resource: `resourceslices.${dra}`,
    name: 'slice',
    body: {
      spec: {
        driver: 'gpu.example.org',
        nodeName: 'node-a',
        pool: { name: 'a', generation: 1, resourceSliceCount: 1 },
        devices: [{ name: 'gpu-0' }],
      },
    },
  },
  {
    resource: `resourceslices.${dra}`,
    name: 'everywhere',
    body: {
      spec: {
        driver: 'gpu.example.org',
        allNodes: true,
        pool: { name: 'b', generation: 1, resourceSliceCount: 1 },
        devices: [{ name: 'net-0' }],
      },
    },
  },
  {
    resource: `devicetaintrules.${dra}`,
    name: 'taint',
    body: {
      spec: {
        deviceSelector: { driver: 'gpu.example.org' },
        taint: { key: 'example.org/broken', value: 'yes', effect: 'NoSchedule', timeAdded: ago(500) },
      },
    },
  },
];

const rest: readonly ParityObject[] = [
  {
    resource: 'apiservices.apiregistration.k8s.io',
    name: 'v1.parity.example.org',
    body: {
      spec: {
        group: 'parity.example.org',
        version: 'v1',
        groupPriorityMinimum: 10,
        versionPriority: 10,
        insecureSkipTLSVerify: true,
        service: { namespace: 'parity', name: 'not-there', port: 8443 },
      },
    },
  },
  {
    resource: 'priorityclasses.scheduling.k8s.io',
    name: 'high',
    body: { value: 1_000_000, description: 'high', preemptionPolicy: 'Never' },
  },
  { resource: 'priorityclasses.scheduling.k8s.io', name: 'default', body: { value: -5, globalDefault: true } },
  {
    resource: 'leases.coordination.k8s.io',
    name: 'held',
    body: { spec: { holderIdentity: 'node-a', leaseDurationSeconds: 40, renewTime: agoMicro(3) } },
  },
  { resource: 'leases.coordination.k8s.io', name: 'free' },
  { resource: 'runtimeclasses.node.k8s.io', name: 'gvisor', body: { handler: 'runsc' } },
  {
    resource: 'storageversionmigrations.storagemigration.k8s.io',
    name: 'migrate',
    body: { spec: { resource: { group: 'apps', resource: 'deployments' } } },
  },
];

/** Everything that is neither a workload nor of the core group. */
export const clusterObjects: readonly ParityObject[] = [...access, ...networking, ...storage, ...admission, ...devices, ...rest];
