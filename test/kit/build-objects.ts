import type { KubeObject, ObjectMeta } from '../../src/core/kube/object.ts';

/** Any content; tests say what they need and nothing else. */
type Part = Readonly<Record<string, unknown>>;

/** Fields of an object that a test cares about; metadata is completed. */
export interface ObjectParts {
  readonly metadata?: Partial<ObjectMeta> | undefined;
  readonly [field: string]: unknown;
}

/** Metadata with everything an API server always sends. */
export function aMeta(more: Partial<ObjectMeta> = {}): ObjectMeta {
  return { name: 'web-1', uid: 'uid-1', resourceVersion: '1', creationTimestamp: '2026-11-20T12:00:00Z', ...more };
}

/** An object of any kind. */
export function anObject(apiVersion: string, kind: string, { metadata, ...content }: ObjectParts = {}): KubeObject {
  return { apiVersion, kind, metadata: aMeta(metadata), ...content };
}

/** A status of a running, ready container. */
export function aContainerStatus(more: Part = {}): Part {
  return {
    name: 'app',
    ready: true,
    restartCount: 0,
    started: true,
    state: { running: { startedAt: '2026-11-20T12:00:05Z' } },
    lastState: {},
    ...more,
  };
}

/** A running pod with one ready container; `spec` and `status` are merged over that. */
export function aPod({ spec, status, ...more }: ObjectParts & { readonly spec?: Part; readonly status?: Part } = {}): KubeObject {
  return anObject('v1', 'Pod', {
    ...more,
    metadata: { namespace: 'default', ...more.metadata },
    spec: { nodeName: 'node-1', containers: [{ name: 'app', image: 'registry.example.org/app:1' }], ...spec },
    status: {
      phase: 'Running',
      podIPs: [{ ip: '10.2.0.7' }],
      conditions: ['Initialized', 'Ready', 'PodScheduled'].map((type) => ({ type, status: 'True' })),
      containerStatuses: [aContainerStatus()],
      ...status,
    },
  });
}

/** A ready worker node; `spec` and `status` are merged over that. */
export function aNode({ spec, status, ...more }: ObjectParts & { readonly spec?: Part; readonly status?: Part } = {}): KubeObject {
  return anObject('v1', 'Node', {
    ...more,
    metadata: { name: 'node-1', labels: { 'node-role.kubernetes.io/worker': '' }, ...more.metadata },
    spec: { ...spec },
    status: {
      conditions: [{ type: 'Ready', status: 'True' }],
      addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
      nodeInfo: {
        kubeletVersion: 'v1.37.2',
        osImage: 'Ubuntu 24.04.1 LTS',
        kernelVersion: '6.8.0',
        architecture: 'amd64',
        containerRuntimeVersion: 'containerd://2.1.0',
      },
      ...status,
    },
  });
}

/** A pod template with two containers, as workloads hold it. */
export const aTemplate: Part = {
  metadata: { labels: { app: 'web' } },
  spec: {
    containers: [
      { name: 'app', image: 'app:1' },
      { name: 'log', image: 'log:2' },
    ],
  },
};
