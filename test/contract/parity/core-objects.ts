import type { Any } from '../contract-server.ts';
import { ago, agoMicro, type ParityObject } from './parity-object.ts';

const template = (...names: readonly string[]): Any => ({
  metadata: { labels: { app: 'web', tier: 'front' } },
  spec: { containers: names.map((name) => ({ name, image: `registry.example.org/${name}:1` })) },
});

function service(name: string, spec: Any, status?: Any): ParityObject {
  return { resource: 'services', name, body: { spec }, ...(status === undefined ? {} : { status }) };
}

const port = (number: number, more: Any = {}): Any => ({ name: `p${number}`, port: number, ...more });

const serviceObjects: readonly ParityObject[] = [
  service('cluster-ip', { selector: { app: 'web', tier: 'front' }, ports: [port(80), port(53, { protocol: 'UDP' })] }),
  service('headless', { clusterIP: 'None', selector: { app: 'web' }, ports: [port(8080)] }),
  service('no-ports', { clusterIP: 'None' }),
  service('node-port', {
    type: 'NodePort',
    selector: { app: 'web' },
    ports: [port(80, { nodePort: 30080 }), port(443, { nodePort: 30443 })],
  }),
  service('balancer-pending', { type: 'LoadBalancer', ports: [port(443, { nodePort: 31443 })] }),
  service(
    'balancer',
    { type: 'LoadBalancer', selector: { app: 'web' }, ports: [port(443, { nodePort: 31444 })] },
    {
      loadBalancer: { ingress: [{ ip: '203.0.113.10' }, { hostname: 'a-very-long-name-of-a-load-balancer.eu-central-1.elb.example.org' }] },
    },
  ),
  service(
    'balancer-and-ips',
    { type: 'LoadBalancer', externalIPs: ['198.51.100.1', '198.51.100.2'], ports: [port(80, { nodePort: 31445 })] },
    { loadBalancer: { ingress: [{ hostname: 'lb.example.org' }] } },
  ),
  service('external-name', { type: 'ExternalName', externalName: 'db.example.org' }),
  service('external-ips', { externalIPs: ['198.51.100.3'], ports: [port(80)] }),
];

function event(name: string, more: Any): ParityObject {
  const involvedObject = { apiVersion: 'v1', kind: 'Pod', name: 'running', namespace: 'parity', uid: 'u-1' };
  return {
    resource: 'events',
    name,
    body: {
      involvedObject,
      reason: 'BackOff',
      message: 'Back-off restarting failed container',
      type: 'Warning',
      source: { component: 'kubelet' },
      ...more,
    },
  };
}

const eventObjects: readonly ParityObject[] = [
  event('counted', { count: 17, firstTimestamp: ago(90_000), lastTimestamp: ago(30), source: { component: 'kubelet', host: 'node-a' } }),
  event('series', {
    eventTime: agoMicro(4000),
    series: { count: 5, lastObservedTime: agoMicro(200) },
    action: 'Binding',
    reportingComponent: 'default-scheduler',
    reportingInstance: 'scheduler-1',
    source: {},
  }),
  event('event-time', {
    eventTime: agoMicro(4000),
    action: 'Binding',
    reportingComponent: 'default-scheduler',
    reportingInstance: 'scheduler-1',
    source: {},
  }),
  event('no-time', {}),
  event('sub-object', {
    count: 1,
    firstTimestamp: ago(61),
    lastTimestamp: ago(61),
    message: '  two lines\nand a tab\there  ',
    involvedObject: { kind: 'Pod', name: 'running', namespace: 'parity', fieldPath: 'spec.containers{main}' },
  }),
  event('only-first', { count: 1, firstTimestamp: ago(500), type: 'Normal', source: { host: 'node-a' } }),
  {
    resource: 'events.events.k8s.io',
    name: 'new-style',
    body: {
      eventTime: agoMicro(100),
      reportingController: 'example.org/controller',
      reportingInstance: 'controller-1',
      action: 'Scaling',
      reason: 'Scaled',
      note: 'Scaled up to 3',
      type: 'Normal',
      regarding: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', namespace: 'parity' },
    },
  },
];

const hostPath = { hostPath: { path: '/tmp/parity' } };
const volume = (name: string, spec: Any, status?: Any, more: Partial<ParityObject> = {}): ParityObject => ({
  resource: 'persistentvolumes',
  name,
  body: { spec: { capacity: { storage: '8Gi' }, accessModes: ['ReadWriteOnce'], ...hostPath, ...spec } },
  ...(status === undefined ? {} : { status }),
  ...more,
});
const claim = (name: string, spec: Any, status?: Any, more: Partial<ParityObject> = {}): ParityObject => ({
  resource: 'persistentvolumeclaims',
  name,
  body: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '8Gi' } }, ...spec } },
  ...(status === undefined ? {} : { status }),
  ...more,
});

const volumeObjects: readonly ParityObject[] = [
  volume('pv-available', { storageClassName: 'fast', persistentVolumeReclaimPolicy: 'Delete' }, { phase: 'Available' }),
  volume(
    'pv-bound',
    {
      claimRef: { namespace: 'parity', name: 'bound', uid: 'c-1' },
      accessModes: ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany'],
      volumeAttributesClassName: 'gold',
      storageClassName: '',
      hostPath: undefined,
      csi: { driver: 'full.example.org', volumeHandle: 'vol-1' },
    },
    { phase: 'Bound' },
  ),
  volume(
    'pv-failed',
    { volumeMode: 'Block', accessModes: ['ReadWriteOncePod'] },
    { phase: 'Failed', reason: 'RecyclerFailed', message: 'for the test' },
  ),
  volume('pv-annotated', {}, undefined, { meta: { annotations: { 'volume.beta.kubernetes.io/storage-class': 'old' } } }),
  volume('pv-going', {}, { phase: 'Released' }, { deleted: true, meta: { finalizers: ['example.org/hold'] } }),
  claim('pending', { storageClassName: 'fast' }),
  claim(
    'bound',
    { volumeName: 'pv-bound', storageClassName: 'fast', volumeAttributesClassName: 'gold' },
    { phase: 'Bound', accessModes: ['ReadWriteOnce', 'ReadOnlyMany'], capacity: { storage: '10Gi' } },
  ),
  claim('block', { volumeMode: 'Block', accessModes: ['ReadWriteOncePod'], storageClassName: '' }, { phase: 'Lost' }),
  claim('annotated', {}, undefined, { meta: { annotations: { 'volume.beta.kubernetes.io/storage-class': 'old' } } }),
  claim('going', {}, { phase: 'Bound' }, { deleted: true, meta: { finalizers: ['example.org/hold'] } }),
];

const subset = (count: number, ...ports: readonly number[]): Any => ({
  addresses: Array.from({ length: count }, (_, i) => ({ ip: `10.0.9.${i + 1}` })),
  ...(ports.length === 0 ? {} : { ports: ports.map((number) => ({ name: `p${number}`, port: number })) }),
});

/** The core group apart from pods and nodes. */
export const coreObjects: readonly ParityObject[] = [
  ...serviceObjects,
  ...eventObjects,
  ...volumeObjects,
  { resource: 'configmaps', name: 'three', body: { data: { a: '1', b: '2' }, binaryData: { c: 'AAEC' } } },
  { resource: 'configmaps', name: 'empty' },
  { resource: 'endpoints', name: 'one', body: { subsets: [subset(1, 80)] } },
  { resource: 'endpoints', name: 'many', body: { subsets: [subset(5, 80, 443)] } },
  {
    resource: 'endpoints',
    name: 'two-subsets',
    body: { subsets: [subset(2, 80), { ...subset(1, 8080), notReadyAddresses: [{ ip: '10.0.9.77' }] }] },
  },
  { resource: 'endpoints', name: 'no-ports', body: { subsets: [subset(2)] } },
  { resource: 'endpoints', name: 'empty' },
  { resource: 'limitranges', name: 'limits', body: { spec: { limits: [{ type: 'Container', default: { cpu: '500m' } }] } } },
  { resource: 'podtemplates', name: 'template', body: { template: template('main', 'side') } },
  { resource: 'podtemplates', name: 'bare', body: { template: { ...template('main'), metadata: {} } } },
  {
    resource: 'replicationcontrollers',
    name: 'old',
    body: { spec: { replicas: 3, selector: { app: 'web', tier: 'front' }, template: template('main', 'side') } },
    status: { replicas: 2, readyReplicas: 1, fullyLabeledReplicas: 2 },
  },
  {
    resource: 'replicationcontrollers',
    name: 'idle',
    body: { spec: { replicas: 0, selector: { app: 'web' }, template: template('main') } },
  },
  {
    resource: 'resourcequotas',
    name: 'quota',
    namespace: 'quota',
    body: { spec: { hard: { pods: '10', 'requests.cpu': '4', 'limits.memory': '8Gi', 'limits.cpu': '8', configmaps: '5' } } },
    status: {
      hard: { pods: '10', 'requests.cpu': '4', 'limits.memory': '8Gi', 'limits.cpu': '8', configmaps: '5' },
      used: { pods: '3', 'requests.cpu': '1500m', 'limits.memory': '2Gi', 'limits.cpu': '3', configmaps: '0' },
    },
  },
  { resource: 'resourcequotas', name: 'no-status', namespace: 'quota', body: { spec: { hard: { services: '3' } } } },
  { resource: 'secrets', name: 'opaque', body: { data: { a: 'AAEC', b: 'AAEC' } } },
  { resource: 'secrets', name: 'typed', body: { type: 'example.org/thing' } },
  { resource: 'serviceaccounts', name: 'robot', body: { secrets: [{ name: 'opaque' }] } },
];
