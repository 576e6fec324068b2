import type { Any } from '../contract-server.ts';
import { ago, type ParityObject } from './parity-object.ts';

const ready = (status: string, reason = 'KubeletReady'): Any => ({
  type: 'Ready',
  status,
  reason,
  lastHeartbeatTime: ago(10),
  lastTransitionTime: ago(100),
});

const nodeInfo: Any = {
  machineID: 'm',
  systemUUID: 's',
  bootID: 'b',
  kernelVersion: '6.1.0-13-cloud-amd64',
  osImage: 'Flatcar Container Linux by Kinvolk 3815.2.0 (Oklo)',
  containerRuntimeVersion: 'containerd://1.7.13',
  kubeletVersion: 'v1.36.4',
  kubeProxyVersion: '',
  operatingSystem: 'linux',
  architecture: 'amd64',
};

function node(name: string, labels: Any, spec: Any, status: Any): ParityObject {
  return { resource: 'nodes', name, meta: { labels }, body: { spec }, status };
}

/** Nodes and namespaces. */
export const nodeObjects: readonly ParityObject[] = [
  node(
    'node-a',
    {},
    {},
    {
      conditions: [ready('True'), { type: 'MemoryPressure', status: 'False', lastHeartbeatTime: ago(10), lastTransitionTime: ago(100) }],
      nodeInfo,
      addresses: [
        { type: 'InternalIP', address: '172.31.0.1' },
        { type: 'InternalIP', address: 'fd00::1' },
        { type: 'ExternalIP', address: '203.0.113.7' },
        { type: 'Hostname', address: 'node-a' },
      ],
    },
  ),
  node(
    'node-b',
    { 'node-role.kubernetes.io/worker': '', 'kubernetes.io/role': 'master' },
    { unschedulable: true },
    {
      conditions: [ready('False', 'KubeletNotReady')],
      nodeInfo: { ...nodeInfo, containerRuntimeVersion: '', osImage: '', kernelVersion: '' },
    },
  ),
  node(
    'node-c',
    { 'node-role.kubernetes.io/control-plane': 'yes', 'node-role.kubernetes.io/etcd': '' },
    { podCIDR: '10.2.0.0/24', podCIDRs: ['10.2.0.0/24'] },
    {
      conditions: [ready('Unknown', 'NodeStatusUnknown')],
      nodeInfo: { ...nodeInfo, osImage: 'Windows Server 2022 Datacenter', operatingSystem: 'windows', kernelVersion: '10.0.20348.2227' },
      addresses: [{ type: 'Hostname', address: 'node-c' }],
    },
  ),
  { resource: 'nodes', name: 'node-d', body: { spec: { unschedulable: true } } },
  node('node-e', { 'kubernetes.io/role': 'ingress' }, {}, { conditions: [] }),
  { resource: 'namespaces', name: 'going', deleted: true },
  { resource: 'namespaces', name: 'labelled', meta: { labels: { team: 'a' } } },
];
