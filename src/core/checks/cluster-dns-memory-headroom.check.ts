import { parseQuantity } from '../kube/quantity.ts';
import type { Check } from './check.ts';
import { clusterDns, corefile } from './cluster-dns.ts';
import { countObjects } from './owned-objects.ts';
import type { ClusterRule } from './rule.ts';

const MiB = 1024 * 1024;
const reads = ['services', 'deployments.apps', 'daemonsets.apps', 'pods'];

const belowNeed = memoryRule('below-need', 'its DNS has less memory than its size needs', 'critical', (limit, need) =>
  limit < need ? `may use ${Math.round(limit)} MiB, and a cluster of this size needs about ${Math.round(need)} MiB` : undefined,
);

const noHeadroom = memoryRule('no-headroom', 'its DNS has no memory for a spike', 'warning', (limit, need) =>
  limit >= need && limit < 2 * need
    ? `may use ${Math.round(limit)} MiB and needs ${Math.round(need)} MiB on a quiet day: a spike of queries kills it`
    : undefined,
);

const noLimit: ClusterRule = {
  id: 'no-limit',
  title: 'its DNS may take a node',
  severity: 'info',
  runsOn: ['live'],
  reads,
  anchor: 'cluster',
  judge: ({ inventory }) =>
    (clusterDns(inventory)?.workloads ?? []).flatMap(({ containers, kind, name, namespace, object }) =>
      containers
        .filter(({ name: container, spec }) => isCoreDns(container, spec) && spec.resources?.limits?.memory === undefined)
        .map(({ name: container }) => ({
          locator: `containers[name=${container}].resources.limits.memory`,
          message: `${kind} ${name} has no memory limit: it can take its node with it.`,
          path: [],
          subject: { apiVersion: object.apiVersion ?? '', kind, namespace, name },
        })),
    ),
};

/** Source: CoreDNS scaling guide: (pods + services)/1000 + 54 MB, or /250 + 56 with autopath. */
function memoryRule(
  id: string,
  title: string,
  severity: 'critical' | 'warning',
  why: (limitMiB: number, needMiB: number) => string | undefined,
): ClusterRule {
  return {
    id,
    title,
    severity,
    runsOn: ['live'],
    reads,
    anchor: 'cluster',
    judge: ({ inventory }) => {
      const unreadable = reads.map((resource) => inventory.knows(resource)).find((one) => typeof one === 'object');
      if (typeof unreadable === 'object') return { unknown: unreadable.unreadable };
      const dns = clusterDns(inventory);
      if (dns === undefined) return { unknown: 'the cluster DNS is not to be seen in kube-system' };
      const count = countObjects(inventory, 'pods') + countObjects(inventory, 'services');
      const need = /^\s*autopath\b/m.test(corefile(inventory) ?? '') ? count / 250 + 56 : count / 1000 + 54;
      return dns.workloads.flatMap(({ containers, kind, name, namespace, object }) =>
        containers.flatMap(({ name: container, spec }) => {
          const limit = parseQuantity(String(spec.resources?.limits?.memory ?? ''));
          const text = limit === undefined || !isCoreDns(container, spec) ? undefined : why(limit / MiB, need);
          if (text === undefined) return [];
          return [
            {
              locator: `containers[name=${container}].resources.limits.memory`,
              message: `${kind} ${name} ${text}.`,
              path: [],
              subject: { apiVersion: object.apiVersion ?? '', kind, namespace, name },
            },
          ];
        }),
      );
    },
  };
}

function isCoreDns(name: string, spec: { readonly image?: unknown }): boolean {
  return name === 'coredns' || String(spec.image).includes('coredns');
}

const cluster = (limits: string): string => `apiVersion: v1
kind: Service
metadata: {name: kube-dns, namespace: kube-system, labels: {k8s-app: kube-dns}}
spec: {selector: {k8s-app: kube-dns}, ports: [{name: dns, port: 53}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: coredns, namespace: kube-system}
spec: {replicas: 2, selector: {matchLabels: {k8s-app: kube-dns}}, template: {metadata: {labels: {k8s-app: kube-dns}}, spec: {containers: [{name: coredns, image: coredns/coredns:1.12, resources: ${limits}}]}}}
`;

const locator = 'containers[name=coredns].resources.limits.memory';

/** DNS servers whose memory limit does not bear a bad day. */
export const clusterDnsMemoryHeadroom: Check = {
  id: 'cluster-dns-memory-headroom',
  title: 'CoreDNS memory limit cannot absorb a query spike',
  group: 'dns',
  explanation:
    'CoreDNS needs memory for the names of the cluster and for the queries in flight. A limit taken from quiet days is reached on the first bad one: the pods are killed, the ' +
    'rest gets their queries, and is killed too. A limit of 100Mi did this to a large shop; 2,000Mi ended it.',
  fix: 'resources: {requests: {memory: 512Mi}, limits: {memory: 512Mi}}, more with many pods.',
  sources: [
    {
      title: 'CoreDNS: scaling in Kubernetes clusters',
      url: 'https://github.com/coredns/deployment/blob/master/kubernetes/Scaling_CoreDNS.md',
    },
  ],
  replaces: [],
  rules: [belowNeed, noHeadroom, noLimit],
  examples: {
    flags: [
      {
        name: '40Mi',
        mode: 'live',
        yaml: cluster('{limits: {memory: 40Mi}}'),
        expect: [{ rule: 'below-need', severity: 'critical', locator }],
      },
      {
        name: '100Mi, as in the outage',
        mode: 'live',
        yaml: cluster('{limits: {memory: 100Mi}}'),
        expect: [{ rule: 'no-headroom', severity: 'warning', locator }],
      },
      { name: 'no limit', mode: 'live', yaml: cluster('{}'), expect: [{ rule: 'no-limit', severity: 'info', locator }] },
    ],
    passes: [{ name: '512Mi', mode: 'live', yaml: cluster('{limits: {memory: 512Mi}}') }],
    guards: [
      {
        name: 'the limit of an agent beside it',
        mode: 'live',
        yaml: cluster('{limits: {memory: 512Mi}}').replace(
          'containers: [',
          'containers: [{name: metrics, image: agent:1, resources: {limits: {memory: 20Mi}}}, ',
        ),
      },
    ],
  },
};
