// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was sent
import type { KubeObject } from '../kube/object.ts';
import type { Check } from './check.ts';
import { instant } from './container-states.ts';
import type { Fault } from './fault.ts';
import type { ClusterRule, ObjectRule } from './rule.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const pressures = ['MemoryPressure', 'DiskPressure', 'PIDPressure'];

const notReady: ObjectRule = nodeRule('not-ready', 'is not ready', 'warning', 5 * minuteMs, (node) => {
  const ready = condition(node, 'Ready');
  if (ready === undefined || ready.status === 'True') return undefined;
  const how =
    ready.status === 'Unknown'
      ? 'Its kubelet has stopped to report'
      : `Its kubelet says that it is not ready (${ready.reason ?? 'no reason given'})`;
  return { locator: 'conditions[Ready]', message: `${how}; its pods are moved after five minutes.`, since: ready };
});

const pressure: ObjectRule = nodeRule('pressure', 'runs short', 'warning', 2 * minuteMs, (node) => {
  const under = pressures.flatMap((type) => (condition(node, type)?.status === 'True' ? [{ type, found: condition(node, type) }] : []));
  const [first] = under;
  if (first === undefined) return undefined;
  return {
    locator: `conditions[${first.type}]`,
    message: `It has ${under.map(({ type }) => type).join(', ')}: the kubelet evicts pods, and places none.`,
    since: first.found,
  };
});

const network: ObjectRule = nodeRule('network', 'has no network', 'critical', 2 * minuteMs, (node) => {
  const found = condition(node, 'NetworkUnavailable');
  return found?.status === 'True'
    ? { locator: 'conditions[NetworkUnavailable]', message: 'The network of its pods is not set up.', since: found }
    : undefined;
});

const runtime: ObjectRule = nodeRule('pleg', 'has a container runtime that does not answer', 'warning', 2 * minuteMs, (node) => {
  const ready = condition(node, 'Ready');
  const text = String(ready?.message ?? '');
  return ready?.status !== 'True' && /PLEG is not healthy|container runtime is down|container runtime network not ready/.test(text)
    ? { locator: 'conditions[Ready].message', message: `The kubelet says: ${text.slice(0, 160)}.`, since: ready }
    : undefined;
});

const cordoned: ObjectRule = {
  id: 'cordoned',
  title: 'has been cordoned for a day',
  severity: 'info',
  runsOn: ['live'],
  reads: [],
  anchor: 'object',
  resources: ['nodes'],
  judge: ({ spec }, { nowMs, wakeAt }) => {
    const taint = list(spec?.taints).find(({ key }) => key === 'node.kubernetes.io/unschedulable');
    const sinceMs = instant(taint?.timeAdded);
    if (spec?.unschedulable !== true || sinceMs === undefined) return [];
    if (nowMs < sinceMs + dayMs) {
      wakeAt(sinceMs + dayMs);
      return [];
    }
    return [
      {
        locator: 'spec.unschedulable',
        message: 'Nothing is placed on it since more than a day: somebody has forgotten it, or waits for it.',
        path: ['spec', 'unschedulable'],
        sinceMs: sinceMs + dayMs,
      },
    ];
  },
};

const mass: ClusterRule = {
  id: 'mass',
  title: 'many nodes are not ready at once',
  severity: 'critical',
  runsOn: ['live'],
  symptom: true,
  reads: ['nodes'],
  anchor: 'cluster',
  judge: ({ inventory }) => {
    const known = inventory.knows('nodes');
    if (typeof known === 'object') return { unknown: known.unreadable };
    const nodes = inventory.list('nodes').filter(isSteady);
    const down = nodes.filter((node) => condition(node, 'Ready')?.status !== 'True');
    if (down.length < 3 || down.length < nodes.length / 10) return [];
    const silent = down.every((node) => condition(node, 'Ready')?.status === 'Unknown');
    const message = `${down.length} of ${nodes.length} nodes are not ready${shared(down)}.${silent ? ' All have stopped to report: they may have lost the API server rather than their life.' : ''}`;
    return [{ locator: 'nodes', message, path: [] }];
  },
};

/** What all of them have in common, in words. */
function shared(nodes: readonly KubeObject[]): string {
  const traits: readonly (readonly [string, (node: KubeObject) => unknown])[] = [
    ['zone', ({ metadata }) => metadata.labels?.['topology.kubernetes.io/zone']],
    ['instance type', ({ metadata }) => metadata.labels?.['node.kubernetes.io/instance-type']],
    ['image', ({ status }) => status?.nodeInfo?.osImage],
    ['kernel', ({ status }) => status?.nodeInfo?.kernelVersion],
  ];
  for (const [name, of] of traits) {
    const values = new Set(nodes.map(of));
    const [value] = values;
    if (values.size === 1 && value !== undefined) return `, all of ${name} ${value}`;
  }
  return '';
}

function nodeRule(
  id: string,
  title: string,
  severity: 'warning' | 'critical',
  holdMs: number,
  why: (node: KubeObject) => { readonly locator: string; readonly message: string; readonly since: any } | undefined,
): ObjectRule {
  return {
    id,
    title,
    severity,
    runsOn: ['live'],
    symptom: true,
    holdMs,
    reads: [],
    anchor: 'object',
    resources: ['nodes'],
    judge: (node): readonly Fault[] => {
      const found = isSteady(node) ? why(node) : undefined;
      if (found === undefined) return [];
      const sinceMs = instant(found.since?.lastTransitionTime);
      return [
        { locator: found.locator, message: found.message, path: ['status', 'conditions'], ...(sinceMs === undefined ? {} : { sinceMs }) },
      ];
    },
  };
}

/** Neither on its way out nor a stand-in for something that is no node. */
function isSteady({ metadata, spec }: KubeObject): boolean {
  const leaving = list(spec?.taints).some(({ key }) => key === 'ToBeDeletedByClusterAutoscaler' || key === 'karpenter.sh/disrupted');
  return metadata.deletionTimestamp === undefined && !leaving && metadata.labels?.type !== 'virtual-kubelet';
}

function condition({ status }: KubeObject, type: string): any {
  return list(status?.conditions).find((one) => one?.type === type);
}

function list(value: unknown): readonly any[] {
  return Array.isArray(value) ? value : [];
}

const node = (name: string, conditions: string, spec = '{}'): string => `apiVersion: v1
kind: Node
metadata: {name: ${name}, labels: {topology.kubernetes.io/zone: eu-1b}}
spec: ${spec}
status: {conditions: [${conditions}]}
`;

const since = 'lastTransitionTime: "2026-11-20T11:00:00Z"';
const ready = `{type: Ready, status: "True", ${since}}`;
const down = `{type: Ready, status: "Unknown", reason: NodeStatusUnknown, ${since}}`;

/** Nodes that do not work, one by one and together. */
export const nodeUnhealthy: Check = {
  id: 'node-unhealthy',
  title: 'Nodes not ready, under pressure or flapping',
  group: 'components',
  explanation:
    'One node that is not ready is daily life; ten of one zone, one image or one kernel are an outage that has a name. When all stop to report at once it is more often the way ' +
    'to the API server that is gone than the nodes, and repairing them makes it worse.',
  fix: 'Free the disk or the memory that is named, replace the node; when many share a trait, mend that before replacing any.',
  sources: [{ title: 'Kubernetes: node status', url: 'https://kubernetes.io/docs/reference/node/node-status/' }],
  replaces: [{ tool: 'popeye', rule: 'POP-701' }],
  rules: [notReady, pressure, network, runtime, cordoned, mass],
  examples: {
    flags: [
      {
        name: 'silent for an hour',
        mode: 'live',
        yaml: node('n1', down),
        expect: [{ rule: 'not-ready', severity: 'warning', locator: 'conditions[Ready]' }],
      },
      {
        name: 'the disk is full',
        mode: 'live',
        yaml: node('n1', `${ready}, {type: DiskPressure, status: "True", ${since}}`),
        expect: [{ rule: 'pressure', severity: 'warning', locator: 'conditions[DiskPressure]' }],
      },
      {
        name: 'no network',
        mode: 'live',
        yaml: node('n1', `${ready}, {type: NetworkUnavailable, status: "True", ${since}}`),
        expect: [{ rule: 'network', severity: 'critical', locator: 'conditions[NetworkUnavailable]' }],
      },
      {
        name: 'the runtime hangs',
        mode: 'live',
        yaml: node('n1', `{type: Ready, status: "False", reason: KubeletNotReady, message: "PLEG is not healthy", ${since}}`),
        expect: [
          { rule: 'not-ready', severity: 'warning', locator: 'conditions[Ready]' },
          { rule: 'pleg', severity: 'warning', locator: 'conditions[Ready].message' },
        ],
      },
      {
        name: 'cordoned last week',
        mode: 'live',
        yaml: node(
          'n1',
          ready,
          '{unschedulable: true, taints: [{key: node.kubernetes.io/unschedulable, effect: NoSchedule, timeAdded: "2026-11-13T11:00:00Z"}]}',
        ),
        expect: [{ rule: 'cordoned', severity: 'info', locator: 'spec.unschedulable' }],
      },
      {
        name: 'three of four, all of one zone',
        mode: 'live',
        yaml: [node('n1', down), node('n2', down), node('n3', down), node('n4', ready)].join('---\n'),
        expect: [
          { rule: 'mass', severity: 'critical', locator: 'nodes' },
          ...[1, 2, 3].map(() => ({ rule: 'not-ready', severity: 'warning' as const, locator: 'conditions[Ready]' })),
        ],
      },
    ],
    passes: [{ name: 'ready', mode: 'live', yaml: node('n1', ready) }],
    guards: [
      {
        name: 'the autoscaler takes it away',
        mode: 'live',
        yaml: node('n1', down, '{taints: [{key: ToBeDeletedByClusterAutoscaler, effect: NoSchedule}]}'),
      },
    ],
  },
};
