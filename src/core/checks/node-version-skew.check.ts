import type { KubeObject } from '../kube/object.ts';
import type { Check } from './check.ts';
import type { ClusterRule, ObjectRule } from './rule.ts';

const newer: ObjectRule = skewRule('newer', 'is newer than its API server', 'critical', (ahead) =>
  ahead > 0 ? 'A kubelet must not be newer than its API server: fields that it sends are dropped.' : undefined,
);

const tooOld: ObjectRule = skewRule('too-old', 'is too old for its API server', 'critical', (ahead) =>
  ahead < -3 ? 'Kubelets more than three minor versions older than the API server are not supported.' : undefined,
);

const blocksUpgrade: ObjectRule = skewRule('blocks-upgrade', 'must be upgraded before the API server', 'warning', (ahead) =>
  ahead === -3
    ? 'It is three minor versions older than the API server, the most that is supported: the next upgrade of the control plane leaves it behind.'
    : undefined,
);

const mixed: ClusterRule = {
  id: 'mixed-pool',
  title: 'nodes of one pool differ',
  severity: 'info',
  runsOn: ['live'],
  reads: ['nodes'],
  anchor: 'cluster',
  judge: ({ inventory }) => {
    const known = inventory.knows('nodes');
    if (typeof known === 'object') return { unknown: known.unreadable };
    const pools = new Map<string, Set<string>>();
    for (const node of inventory.list('nodes')) {
      const pool = poolOf(node);
      if (pool === undefined) continue;
      pools.set(pool, (pools.get(pool) ?? new Set()).add(String(node.status?.nodeInfo?.kubeletVersion)));
    }
    return [...pools]
      .filter(([, versions]) => versions.size > 1)
      .map(([pool, versions]) => ({
        locator: `pool[${pool}]`,
        message: `Nodes of pool ${pool} run ${[...versions].sort().join(' and ')}: an upgrade is under way, or has stopped half-way.`,
        path: [],
      }));
  },
};

/** The pool of a node as providers label it. */
function poolOf({ metadata }: KubeObject): string | undefined {
  for (const key of [
    'eks.amazonaws.com/nodegroup',
    'cloud.google.com/gke-nodepool',
    'kubernetes.azure.com/agentpool',
    'karpenter.sh/nodepool',
    'node.kubernetes.io/node-pool',
    'node-pool',
  ])
    if (metadata.labels?.[key] !== undefined) return metadata.labels[key];
  return undefined;
}

/** Source: Kubernetes version skew policy: kubelets up to three minor versions older, never newer. */
function skewRule(id: string, title: string, severity: 'critical' | 'warning', why: (ahead: number) => string | undefined): ObjectRule {
  return {
    id,
    title,
    severity,
    runsOn: ['live'],
    reads: [],
    anchor: 'object',
    resources: ['nodes'],
    judge: ({ status }, { inventory }) => {
      const version = String(status?.nodeInfo?.kubeletVersion ?? '');
      const minor = Number(/^v?1\.(\d+)/.exec(version)?.[1]);
      if (Number.isNaN(minor)) return [];
      if (inventory.minor === undefined) return { unknown: 'the version of the API server is not known' };
      const text = why(minor - inventory.minor);
      return text === undefined
        ? []
        : [
            {
              locator: 'status.nodeInfo.kubeletVersion',
              message: `Kubelet ${version}, API server 1.${inventory.minor}: ${text}`,
              path: ['status', 'nodeInfo', 'kubeletVersion'],
            },
          ];
    },
  };
}

const node = (name: string, version: string, labels = '{}'): string =>
  `apiVersion: v1\nkind: Node\nmetadata: {name: ${name}, labels: ${labels}}\nstatus: {nodeInfo: {kubeletVersion: ${version}}}\n`;
const locator = 'status.nodeInfo.kubeletVersion';

/** Kubelets outside the versions that work with their API server. */
export const nodeVersionSkew: Check = {
  id: 'node-version-skew',
  title: 'Node version outside the supported window',
  group: 'upgrades',
  explanation:
    'Kubelets may be up to three minor versions older than their API server, and never newer. Pools that were left behind stop an upgrade, or fail after it in ways that look ' +
    'like anything else.',
  fix: 'Upgrade or recycle the pool that is named, oldest first.',
  sources: [{ title: 'Kubernetes: version skew policy', url: 'https://kubernetes.io/releases/version-skew-policy/' }],
  replaces: [{ tool: 'popeye', rule: 'POP-405' }],
  rules: [newer, tooOld, blocksUpgrade, mixed],
  examples: {
    flags: [
      {
        name: 'newer',
        mode: 'live',
        target: '1.35',
        yaml: node('n1', 'v1.36.1'),
        expect: [{ rule: 'newer', severity: 'critical', locator }],
      },
      {
        name: 'four behind',
        mode: 'live',
        target: '1.35',
        yaml: node('n1', 'v1.31.9'),
        expect: [{ rule: 'too-old', severity: 'critical', locator }],
      },
      {
        name: 'three behind',
        mode: 'live',
        target: '1.35',
        yaml: node('n1', 'v1.32.9'),
        expect: [{ rule: 'blocks-upgrade', severity: 'warning', locator }],
      },
      {
        name: 'two versions in one pool',
        mode: 'live',
        target: '1.35',
        yaml: `${node('n1', 'v1.35.0', '{karpenter.sh/nodepool: general}')}---\n${node('n2', 'v1.34.4', '{karpenter.sh/nodepool: general}')}`,
        expect: [{ rule: 'mixed-pool', severity: 'info', locator: 'pool[general]' }],
      },
    ],
    passes: [{ name: 'the same', mode: 'live', target: '1.35', yaml: node('n1', 'v1.35.2') }],
    guards: [{ name: 'one behind, as during each upgrade', mode: 'live', target: '1.35', yaml: node('n1', 'v1.34.2') }],
  },
};
