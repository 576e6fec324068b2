import type { KubeObject } from '../kube/object.ts';
import type { Check } from './check.ts';
import { clusterDns, corefile } from './cluster-dns.ts';
import { isReadyPod } from './container-states.ts';
import type { Fault } from './fault.ts';
import type { Judging } from './judging.ts';
import { containsLabels } from './relations.ts';
import type { ClusterRule } from './rule.ts';
import type { Workload } from './workload.ts';

const reads = ['services', 'pods', 'nodes', 'deployments.apps', 'daemonsets.apps'];

const tooFew: ClusterRule = dnsRule('too-few-endpoints', 'its DNS answers from one pod', 'critical', ({ ready, nodes }) => {
  if (nodes.length < 2 || ready.length >= 2) return undefined;
  return ready.length === 0
    ? 'No pod of the cluster DNS is ready: nothing finds anything by name.'
    : 'One pod answers all names of the cluster: its end, or its node, is the end of all of them.';
});

const oneNode: ClusterRule = dnsRule('one-node', 'its DNS stands on one node', 'critical', ({ ready, nodes }) => {
  const places = new Set(ready.map(({ spec }) => spec?.nodeName));
  return ready.length < 2 || nodes.length < 2 || places.size > 1
    ? undefined
    : `All ${ready.length} pods of the cluster DNS stand on node ${[...places][0]}.`;
});

const undersized: ClusterRule = dnsRule('undersized', 'its DNS is small for its nodes', 'warning', ({ workloads, nodes, judging }) => {
  const deployment = workloads.find(({ kind }) => kind === 'Deployment');
  if (deployment === undefined || nodes.length < 2) return undefined;
  // Source: the linear defaults of the cluster-proportional autoscaler in the dns-horizontal-autoscaler addon.
  const wanted = Math.max(2, Math.ceil(nodes.length / 16));
  const has = judging.relations.replicasOf(deployment);
  return has >= wanted ? undefined : `${has} replicas answer for ${nodes.length} nodes; ${wanted} would be usual.`;
});

const noScaling: ClusterRule = dnsRule('no-scaling', 'its DNS does not grow with it', 'warning', ({ workloads, nodes, judging }) => {
  const { inventory, relations } = judging;
  if (nodes.length < 10 || workloads.some(({ kind }) => kind === 'DaemonSet')) return undefined;
  if (workloads.some((workload) => relations.autoscalersOf(workload).length > 0)) return undefined;
  const targets = inventory
    .list('deployments.apps', 'kube-system')
    .flatMap(({ spec }) => JSON.stringify(spec?.template?.spec?.containers ?? []).toLowerCase());
  const proportional = targets.some((text) => workloads.some(({ name }) => text.includes(`--target=deployment/${name.toLowerCase()}`)));
  const local = inventory
    .list('daemonsets.apps', 'kube-system')
    .some(({ metadata }) => metadata.labels?.['k8s-app'] === 'node-local-dns' || metadata.name.includes('node-local-dns'));
  return proportional || local
    ? undefined
    : `${nodes.length} nodes ask a DNS that no autoscaler scales, and no node has a cache of its own.`;
});

const noPriority: ClusterRule = dnsRule('no-priority', 'its DNS may be evicted', 'warning', ({ workloads }) => {
  const low = workloads.filter(({ podSpec }) => !/^system-(cluster|node)-critical$/.test(String(podSpec.priorityClassName)));
  return low.length === 0 || workloads.length === 0
    ? undefined
    : `${low.map(({ kind, name }) => `${kind} ${name}`).join(', ')} has no system priority: anybody with a higher one may push it off its node.`;
});

const corefileRule: ClusterRule = dnsRule('corefile', 'its DNS is configured to ask too much', 'warning', ({ judging }) => {
  const text = corefile(judging.inventory);
  if (text === undefined) return undefined;
  const lacking = [
    ...(/^\s*cache\b/m.test(text) ? [] : ['no cache']),
    ...(/^\s*ready\b/m.test(text) ? [] : ['no ready']),
    ...(/^\s*health\b/m.test(text) ? [] : ['no health']),
    ...(/^\s*forward\s+\.\s+\d+\.\d+\.\d+\.\d+\s*(\{|$)/m.test(text) ? ['one upstream server only'] : []),
  ];
  return lacking.length === 0 ? undefined : `The Corefile has ${lacking.join(', ')}.`;
});

interface DnsFacts {
  readonly workloads: readonly Workload[];
  readonly ready: readonly KubeObject[];
  readonly nodes: readonly KubeObject[];
  readonly judging: Judging;
}

function dnsRule(id: string, title: string, severity: 'critical' | 'warning', why: (facts: DnsFacts) => string | undefined): ClusterRule {
  return {
    id,
    title,
    severity,
    runsOn: ['live'],
    ...(id === 'too-few-endpoints' || id === 'one-node' ? { symptom: true as const } : {}),
    reads: id === 'corefile' ? ['services', 'configmaps'] : reads,
    anchor: 'cluster',
    judge: (judging) => {
      const { inventory } = judging;
      const unreadable = (id === 'corefile' ? ['services', 'configmaps'] : reads)
        .map((resource) => inventory.knows(resource))
        .find((one) => typeof one === 'object');
      if (typeof unreadable === 'object') return { unknown: unreadable.unreadable };
      const dns = clusterDns(inventory);
      if (dns === undefined) return { unknown: 'the cluster DNS is not to be seen in kube-system' };
      const pods = inventory
        .list('pods', 'kube-system')
        .filter(({ metadata }) => containsLabels(metadata.labels ?? {}, dns.service.spec.selector));
      const nodes = inventory.list('nodes').filter((node) => node.spec?.unschedulable !== true && isReadyPod(node));
      const message = why({ workloads: dns.workloads, ready: pods.filter(isReadyPod), nodes, judging });
      return message === undefined ? [] : [fault(dns.service, id, message)];
    },
  };
}

function fault({ metadata }: KubeObject, id: string, message: string): Fault {
  return {
    locator: id,
    message,
    path: [],
    subject: { apiVersion: 'v1', kind: 'Service', namespace: metadata.namespace, name: metadata.name },
  };
}

const cluster = (
  q: {
    readonly nodes?: number;
    readonly pods?: readonly string[];
    readonly replicas?: number;
    readonly priority?: string;
    readonly corefile?: string;
  } = {},
): string => {
  const { nodes = 3, pods = ['n0', 'n1'], replicas = 2, priority = 'system-cluster-critical' } = q;
  return `apiVersion: v1
kind: Service
metadata: {name: kube-dns, namespace: kube-system, labels: {k8s-app: kube-dns}}
spec: {selector: {k8s-app: kube-dns}, ports: [{name: dns, port: 53}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: coredns, namespace: kube-system}
spec: {replicas: ${replicas}, selector: {matchLabels: {k8s-app: kube-dns}}, template: {metadata: {labels: {k8s-app: kube-dns}}, spec: {priorityClassName: ${priority}, containers: [{name: coredns, image: coredns}]}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: coredns, namespace: kube-system}
data: {Corefile: "${q.corefile ?? '.:53 {\\n  errors\\n  health\\n  ready\\n  forward . /etc/resolv.conf\\n  cache 30\\n}'}"}
${Array.from({ length: nodes }, (_, i) => `---\napiVersion: v1\nkind: Node\nmetadata: {name: n${i}}\nstatus: {conditions: [{type: Ready, status: "True"}]}\n`).join('')}${pods
  .map(
    (node, i) =>
      `---\napiVersion: v1\nkind: Pod\nmetadata: {name: coredns-${i}, namespace: kube-system, labels: {k8s-app: kube-dns}, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: c, uid: r, controller: true}]}\nspec: {nodeName: ${node}, containers: []}\nstatus: {phase: Running, conditions: [{type: Ready, status: "True"}]}\n`,
  )
  .join('')}`;
};

/** Cluster DNS that one node, one pod or one spike can take away. */
export const clusterDnsFragile: Check = {
  id: 'cluster-dns-fragile',
  title: 'Cluster DNS is a single point of failure',
  group: 'dns',
  explanation:
    'Everything in a cluster finds everything else by name. When its DNS is gone, so is everything, and much of what would tell you as well. Total outages began with one CoreDNS ' +
    'pod too few, all of them on one node, or a DNS that did not grow with the cluster.',
  fix: 'Two replicas and one more for each 16 nodes, spread over nodes and zones, with system-cluster-critical, a PodDisruptionBudget, `cache 30` and a cache on each node.',
  sources: [
    {
      title: 'CoreDNS: scaling in Kubernetes clusters',
      url: 'https://github.com/coredns/deployment/blob/master/kubernetes/Scaling_CoreDNS.md',
    },
    {
      title: 'Kubernetes: autoscale the DNS service',
      url: 'https://kubernetes.io/docs/tasks/administer-cluster/dns-horizontal-autoscaling/',
    },
    { title: 'Kubernetes: NodeLocal DNSCache', url: 'https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/' },
  ],
  replaces: [],
  rules: [tooFew, oneNode, undersized, noScaling, noPriority, corefileRule],
  examples: {
    flags: [
      {
        name: 'one pod for three nodes',
        mode: 'live',
        yaml: cluster({ pods: ['n0'] }),
        expect: [{ rule: 'too-few-endpoints', severity: 'critical', locator: 'too-few-endpoints' }],
      },
      {
        name: 'both on one node',
        mode: 'live',
        yaml: cluster({ pods: ['n0', 'n0'] }),
        expect: [{ rule: 'one-node', severity: 'critical', locator: 'one-node' }],
      },
      {
        name: 'two for forty nodes',
        mode: 'live',
        yaml: cluster({ nodes: 40 }),
        expect: [
          { rule: 'undersized', severity: 'warning', locator: 'undersized' },
          { rule: 'no-scaling', severity: 'warning', locator: 'no-scaling' },
        ],
      },
      {
        name: 'no priority',
        mode: 'live',
        yaml: cluster({ priority: '""' }),
        expect: [{ rule: 'no-priority', severity: 'warning', locator: 'no-priority' }],
      },
      {
        name: 'no cache, one upstream',
        mode: 'live',
        yaml: cluster({ corefile: '.:53 {\\n  health\\n  ready\\n  forward . 10.0.0.2\\n}' }),
        expect: [{ rule: 'corefile', severity: 'warning', locator: 'corefile' }],
      },
    ],
    passes: [{ name: 'two pods on two nodes of three', mode: 'live', yaml: cluster() }],
    guards: [{ name: 'a cluster of one node', mode: 'live', yaml: cluster({ nodes: 1, pods: ['n0'], replicas: 1 }) }],
  },
};
