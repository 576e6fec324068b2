import { describe, expect, test } from 'vitest';
import { aContainerStatus, aNode, anObject, aPod, aTemplate } from '../../../test/kit/build-objects.ts';
import { type Random, seededRandom } from '../base/random.ts';
import type { KubeObject } from '../kube/object.ts';
import { cellText } from './cell-text.ts';
import type { Cell, ColumnDef, ColumnType } from './column.ts';
import { resourceList } from './registry.gen.ts';

const seed = Number(process.env.HINDSIGHT_SEED ?? 20_261_124);
const is = (type: string) => ({ type, status: 'True', reason: 'R', message: 'm' });
const conditions = [
  'Ready',
  'Available',
  'Initialized',
  'Established',
  'Dangling',
  'Failed',
  'Complete',
  'Running',
  'Healthy',
  'Issued',
].map(is);

/** One object that has something for nearly every column of every resource. */
const everything: KubeObject = anObject('v1', 'Everything', {
  metadata: {
    labels: { a: 'b', 'node-role.kubernetes.io/x': '' },
    annotations: {
      'autoscaling.alpha.kubernetes.io/metrics': '[{"type":"Pods","pods":{}}]',
      'storageclass.kubernetes.io/is-default-class': 'true',
    },
    deletionTimestamp: '2026-11-24T11:00:00Z',
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'X', name: 'x', uid: 'u', controller: true }],
  },
  spec: {
    ...aPod().spec,
    initContainers: [{ name: 'i' }, { name: 's', restartPolicy: 'Always' }],
    readinessGates: [{ conditionType: 'Ready' }],
    selector: { matchLabels: { a: 'b' }, matchExpressions: [{ key: 'c', operator: 'In', values: ['d'] }] },
    podSelector: { matchLabels: { a: 'b' } },
    template: aTemplate,
    jobTemplate: { spec: { template: aTemplate } },
    replicas: 3,
    type: 'LoadBalancer',
    externalIPs: ['1.2.3.4'],
    clusterIPs: ['1.2.3.4'],
    ports: [{ port: 80, nodePort: 1, protocol: 'TCP' }],
    rules: [{ host: 'a' }],
    tls: [{}],
    volumeName: 'v',
    capacity: { storage: '1Gi' },
    accessModes: ['ReadWriteOnce'],
    claimRef: { namespace: 'a', name: 'b' },
    paramKind: { apiVersion: 'v1', kind: 'K' },
    paramRef: { selector: { matchLabels: { a: 'b' }, matchExpressions: [{ key: 'c', operator: 'In', values: ['d'] }] } },
    parentRef: { group: 'g', resource: 'r', namespace: 'n', name: 'x' },
    parameters: { apiGroup: 'g', kind: 'K', name: 'n' },
    metrics: [
      { type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 5 } } },
      { type: 'Object', object: { target: { value: '5' } } },
    ],
    limited: { limitResponse: { queuing: { queues: 1 } } },
    versions: [{ name: 'v1', served: true, storage: true }],
    names: { kind: 'K', shortNames: ['k'] },
    service: { namespace: 'a', name: 'b' },
    taint: { key: 'k', timeAdded: '2026-11-24T11:00:00Z' },
    tokenRequests: [{ audience: 'a' }],
    cidrs: ['10.0.0.0/8'],
    scaleTargetRef: { kind: 'K', name: 'n' },
    resource: { group: 'g', resource: 'r' },
  },
  status: {
    ...aNode().status,
    ...aPod().status,
    conditions,
    initContainerStatuses: [aContainerStatus({ name: 'i', state: { terminated: { exitCode: 1 } } }), aContainerStatus({ name: 's' })],
    containerStatuses: [
      aContainerStatus({ state: { waiting: { reason: 'X' } } }),
      aContainerStatus({ lastState: { terminated: { finishedAt: '2026-11-24T11:00:00Z' } } }),
    ],
    loadBalancer: { ingress: [{ ip: '1.2.3.4' }] },
    hard: { pods: '1', 'limits.cpu': '1' },
    used: { pods: '1' },
    allocation: {},
    reservedFor: [{}],
    currentMetrics: [
      { type: 'Resource', resource: { current: { averageUtilization: 5 } } },
      { type: 'Object', object: { current: {} } },
    ],
    startTime: '2026-11-24T11:00:00Z',
    active: [{}],
  },
  data: { a: 'b' },
  conditions,
  subsets: [{ addresses: [{ ip: '1.2.3.4' }], ports: [{ port: 80 }] }],
  endpoints: [{ addresses: ['1.2.3.4'] }],
  ports: [{ port: 80 }],
  subjects: [
    { kind: 'User', name: 'u' },
    { kind: 'ServiceAccount', namespace: 'n', name: 's' },
  ],
  roleRef: { kind: 'Role', name: 'r' },
  webhooks: [{}],
  involvedObject: { kind: 'Pod', name: 'p' },
  source: { component: 'c', host: 'h' },
  series: { count: 5, lastObservedTime: '2026-11-24T11:00:00Z' },
  message: 'm',
});

const odd = [
  null,
  undefined,
  0,
  -1,
  Number.MAX_VALUE,
  '',
  'text',
  '__proto__',
  true,
  false,
  [],
  [null],
  ['x'],
  {},
  { a: null },
  { toString: null, length: 3 },
] as const;

/** Puts odd things at random places of a copy. The metadata itself stays a map, as the store needs it, but may lack everything. */
function mutate(random: Random, value: unknown, chance: number): unknown {
  if (random.chance(chance)) return random.pick(odd);
  if (Array.isArray(value)) return value.map((each) => mutate(random, each, chance));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mutate(random, each, chance)]));
}

/** True when a cell has the shape that its column's type promises. */
function isOfType(type: ColumnType, cell: Cell): boolean {
  if (cell === null) return true;
  if (type === 'text' || type === 'ratio') return typeof cell === 'string';
  if (type === 'number' || type === 'time' || type === 'date') return typeof cell === 'number';
  if (type === 'boolean') return typeof cell === 'boolean';
  if (typeof cell !== 'object') return false;
  if (type === 'quantity') return 'text' in cell && typeof cell.text === 'string' && typeof cell.number === 'number';
  if (type === 'restarts')
    return 'count' in cell && typeof cell.count === 'number' && (cell.lastMs === null || typeof cell.lastMs === 'number');
  return 'fromMs' in cell && typeof cell.fromMs === 'number' && (cell.toMs === null || typeof cell.toMs === 'number');
}

function check(object: KubeObject, column: ColumnDef): void {
  const cell = column.value(object);
  if (!isOfType(column.type, cell)) throw new Error(`${column.name} (${column.type}) is ${JSON.stringify(cell)}`);
  if (typeof cellText(column, cell, 1_795_521_600_000) !== 'string') throw new Error(`${column.name} prints no text`);
}

describe(`objects that are not what they should be (seed ${seed})`, () => {
  test.each(resourceList.map((resource) => [resource.id, resource] as const))('%s', (_id, resource) => {
    const random = seededRandom(`${seed} ${resource.id}`);
    for (let i = 0; i < 400; i++) {
      const { metadata, ...content } = everything;
      const mutated = mutate(random, content, random.pick([0.02, 0.1, 0.3])) as object | null;
      const meta = i % 50 === 0 ? random.pick(odd) : mutate(random, metadata, 0.2);
      const object = { ...(typeof mutated === 'object' ? mutated : {}), metadata: meta } as KubeObject;
      for (const column of resource.columns) {
        try {
          check(object, column);
        } catch (cause) {
          throw new Error(`${resource.id} ${column.name}: ${JSON.stringify(object)}`, { cause });
        }
      }
      if (resource.nodeName !== undefined) expect(['string', 'undefined']).toContain(typeof resource.nodeName(object));
    }
  });
});
