import type { KubeObject } from '../../kube/object.ts';
import type { ClusterPlan, NodePlan } from '../plan/cluster-plan.ts';
import { stamp } from '../stamp.ts';
import { fieldsOf, managedBy } from './managed-fields.ts';
import { metadata } from './metadata.ts';

const minuteMs = 60_000;

/** The Node object of a planned node; `heartbeatMs` is the time of its last status. */
export function growNode(plan: ClusterPlan, node: NodePlan, heartbeatMs = plan.identity.epochMs - (node.index % 10) * 30_000): KubeObject {
  const labels = nodeLabels(plan, node);
  const annotations = nodeAnnotations(node);
  const spec = nodeSpec(node);
  const status = nodeStatus(plan, node, heartbeatMs);
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: metadata(plan, {
      resource: 'nodes',
      name: node.name,
      createdMs: node.createdMs,
      uid: node.uid,
      labels,
      annotations,
      managedFields: [
        managedBy('kubelet', {
          apiVersion: 'v1',
          ms: node.createdMs,
          fields: fieldsOf({ metadata: { labels }, spec: { providerID: '' } }),
        }),
        managedBy('kube-controller-manager', {
          apiVersion: 'v1',
          ms: node.createdMs + 2000,
          fields: fieldsOf({ metadata: { annotations: { 'node.alpha.kubernetes.io/ttl': '' } }, spec: { podCIDR: '', podCIDRs: [] } }),
        }),
        managedBy('kubelet', { apiVersion: 'v1', ms: heartbeatMs, fields: statusFieldsOf, subresource: 'status' }),
      ],
    }),
    spec,
    status,
  };
}

function nodeLabels(plan: ClusterPlan, node: NodePlan): Readonly<Record<string, string>> {
  const isMaster = node.role === 'master';
  return {
    'beta.kubernetes.io/arch': node.arch,
    'beta.kubernetes.io/instance-type': node.instanceType,
    'beta.kubernetes.io/os': 'linux',
    'cluster-lifecycle-controller.zalan.do/replacement-strategy': 'none',
    'failure-domain.beta.kubernetes.io/region': plan.identity.region,
    'failure-domain.beta.kubernetes.io/zone': node.zone,
    'kubernetes.io/arch': node.arch,
    'kubernetes.io/hostname': node.name,
    'kubernetes.io/os': 'linux',
    'lifecycle-status': 'ready',
    [isMaster ? 'node-role.kubernetes.io/control-plane' : 'node-role.kubernetes.io/worker']: '',
    ...(isMaster ? { 'node.kubernetes.io/exclude-from-external-load-balancers': '' } : {}),
    'node.kubernetes.io/instance-type': node.instanceType,
    'node.kubernetes.io/node-pool': node.pool,
    'node.kubernetes.io/role': node.role,
    'topology.ebs.csi.aws.com/zone': node.zone,
    'topology.kubernetes.io/region': plan.identity.region,
    'topology.kubernetes.io/zone': node.zone,
  };
}

function nodeAnnotations(node: NodePlan): Readonly<Record<string, string>> {
  return {
    'csi.volume.kubernetes.io/nodeid': `{"ebs.csi.aws.com":"${node.instanceId}"}`,
    'flannel.alpha.coreos.com/backend-data': `{"VNI":1,"VtepMAC":"${mac(node)}"}`,
    'flannel.alpha.coreos.com/backend-type': 'vxlan',
    'flannel.alpha.coreos.com/kube-subnet-manager': 'true',
    'flannel.alpha.coreos.com/public-ip': node.ip,
    'node.alpha.kubernetes.io/ttl': '0',
    'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
  };
}

function mac(node: NodePlan): string {
  return (node.instanceId.slice(3, 15).match(/../g) ?? []).join(':');
}

function nodeSpec(node: NodePlan): Readonly<Record<string, unknown>> {
  const taints: Record<string, unknown>[] = [];
  if (node.role === 'master') taints.push({ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' });
  if (node.state === 'cordoned')
    taints.push({ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule', timeAdded: stamp(node.stateMs) });
  if (node.state === 'not-ready') {
    taints.push({ key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule', timeAdded: stamp(node.stateMs) });
    taints.push({ key: 'node.kubernetes.io/unreachable', effect: 'NoExecute', timeAdded: stamp(node.stateMs + 5000) });
  }
  return {
    podCIDR: `${node.podNet}.0/24`,
    podCIDRs: [`${node.podNet}.0/24`],
    providerID: `aws:///${node.zone}/${node.instanceId}`,
    ...(taints.length === 0 ? {} : { taints }),
    ...(node.state === 'cordoned' ? { unschedulable: true } : {}),
  };
}

function nodeStatus(plan: ClusterPlan, node: NodePlan, heartbeatMs: number): Readonly<Record<string, unknown>> {
  const memoryKi = node.memoryMi * 1024 - 380_000;
  const disk = 52_416_492;
  const shared = { 'ephemeral-storage': `${disk}Ki`, 'hugepages-1Gi': '0', 'hugepages-2Mi': '0' };
  return {
    capacity: { cpu: String(node.cpu), ...shared, memory: `${memoryKi}Ki`, pods: String(node.podCapacity) },
    allocatable: {
      cpu: `${node.cpu * 1000 - 140}m`,
      ...shared,
      'ephemeral-storage': String(Math.floor(disk * 1024 * 0.9)),
      memory: `${memoryKi - 1_024_000}Ki`,
      pods: String(node.podCapacity),
    },
    conditions: nodeConditions(node, heartbeatMs),
    addresses: [
      { type: 'InternalIP', address: node.ip },
      { type: 'InternalDNS', address: node.name },
      { type: 'Hostname', address: node.name },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: {
      machineID: `ec2${plan.mint.digest(`machine/${node.name}`).slice(0, 29)}`,
      systemUUID: plan.mint.uid('machines', node.name),
      bootID: plan.mint.uid('boots', node.name),
      kernelVersion: node.version < 'v1.36' ? '6.8.0-1035-aws' : '6.14.0-1018-aws',
      osImage: node.version < 'v1.36' ? 'Ubuntu 22.04.5 LTS' : 'Ubuntu 24.04.3 LTS',
      containerRuntimeVersion: node.version < 'v1.36' ? 'containerd://1.7.28' : 'containerd://2.1.4',
      kubeletVersion: node.version,
      kubeProxyVersion: node.version,
      operatingSystem: 'linux',
      architecture: node.arch,
    },
    images: nodeImages(plan, node),
  };
}

const pressures = [
  ['MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
] as const;

/** Source: k8s.io/kubernetes pkg/kubelet/nodestatus setters, pkg/controller/nodelifecycle. */
function nodeConditions(node: NodePlan, heartbeatMs: number): readonly unknown[] {
  const lost = node.state === 'not-ready';
  const beat = stamp(lost ? node.stateMs - 40_000 : heartbeatMs);
  const since = stamp(lost ? node.stateMs : node.createdMs);
  const readySince = stamp(lost ? node.stateMs : Math.min(node.createdMs + minuteMs, heartbeatMs));
  const unknown = { reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' };
  const network = {
    type: 'NetworkUnavailable',
    status: 'False',
    lastHeartbeatTime: stamp(node.createdMs + 20_000),
    lastTransitionTime: stamp(node.createdMs + 20_000),
    reason: 'FlannelIsUp',
    message: 'Flannel is running on this node',
  };
  const pressured = pressures.map(([type, reason, message]) => {
    const high = type === 'MemoryPressure' && node.state === 'memory-pressure';
    const why = lost
      ? unknown
      : high
        ? { reason: 'KubeletHasInsufficientMemory', message: 'kubelet has insufficient memory available' }
        : { reason, message };
    return {
      type,
      status: lost ? 'Unknown' : high ? 'True' : 'False',
      lastHeartbeatTime: beat,
      lastTransitionTime: high ? stamp(node.stateMs) : since,
      ...why,
    };
  });
  const ready = {
    type: 'Ready',
    status: lost ? 'Unknown' : 'True',
    lastHeartbeatTime: beat,
    lastTransitionTime: readySince,
    ...(lost ? unknown : { reason: 'KubeletReady', message: 'kubelet is posting ready status' }),
  };
  return [network, ...pressured, ready];
}

/** The images on a node: a few of what the cluster runs. Shared by the nodes of a cluster, ten variants of it. */
function nodeImages(plan: ClusterPlan, node: NodePlan): readonly unknown[] {
  const variants = imagesOf.get(plan) ?? new Map<number, readonly unknown[]>();
  imagesOf.set(plan, variants);
  const variant = node.role === 'master' ? -1 : node.index % 10;
  const known = variants.get(variant);
  if (known !== undefined) return known;
  const made = plan.workloads
    .filter((workload, i) => workload.kind === 'DaemonSet' || (variant >= 0 && i % 10 === variant))
    .slice(0, 30)
    .flatMap((workload) =>
      workload.containers.map((c) => ({ repository: c.image, tag: c.tag ?? workload.revisions.at(-1)?.tag ?? 'latest', size: c.memoryMi })),
    )
    .map(({ repository, tag, size }) => ({
      names: [`${repository}@sha256:${plan.mint.digest(`${repository}:${tag}`)}`, `${repository}:${tag}`],
      sizeBytes: 20_000_000 + size * 210_013,
    }));
  variants.set(variant, made);
  return made;
}

const imagesOf = new WeakMap<ClusterPlan, Map<number, readonly unknown[]>>();

const statusFieldsOf = fieldsOf({
  status: {
    addresses: [
      { type: 'InternalIP', address: '' },
      { type: 'Hostname', address: '' },
    ],
    allocatable: { cpu: '', 'ephemeral-storage': '', 'hugepages-1Gi': '', 'hugepages-2Mi': '', memory: '', pods: '' },
    capacity: { cpu: '', 'ephemeral-storage': '', 'hugepages-1Gi': '', 'hugepages-2Mi': '', memory: '', pods: '' },
    conditions: ['DiskPressure', 'MemoryPressure', 'PIDPressure', 'Ready'].map((type) => ({
      type,
      lastHeartbeatTime: '',
      lastTransitionTime: '',
      message: '',
      reason: '',
      status: '',
    })),
    daemonEndpoints: { kubeletEndpoint: { Port: 1 } },
    images: [],
    nodeInfo: {
      architecture: '',
      bootID: '',
      containerRuntimeVersion: '',
      kernelVersion: '',
      kubeletVersion: '',
      machineID: '',
      operatingSystem: '',
      osImage: '',
      systemUUID: '',
    },
  },
});
