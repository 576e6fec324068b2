import type { Check } from './check.ts';
import type { WorkloadRule } from './rule.ts';
import { servedDeployment } from './service-example.ts';
import type { Workload } from './workload.ts';

interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly effect?: string;
  readonly tolerationSeconds?: number;
}

const tolerateAll = tolerationRule(
  'tolerate-all',
  'tolerates every taint',
  ({ key = '', operator = 'Equal', effect = '', tolerationSeconds }) =>
    key === '' &&
    operator === 'Exists' &&
    (effect === '' || effect === 'NoExecute' || effect === 'NoSchedule') &&
    tolerationSeconds === undefined
      ? 'It tolerates every taint: it is placed on cordoned and control-plane nodes, and stays on a node that is dead.'
      : undefined,
);

const neverEvicted = tolerationRule('never-evicted', 'stays on a node that is dead', ({ key = '', effect = '', tolerationSeconds }) =>
  /^node\.kubernetes\.io\/(not-ready|unreachable)$/.test(key) &&
  (effect === '' || effect === 'NoExecute') &&
  tolerationSeconds === undefined
    ? `It tolerates ${key} for ever: when its node is lost, no other node gets its pods.`
    : undefined,
);

function tolerationRule(id: string, title: string, why: (toleration: Toleration) => string | undefined): WorkloadRule {
  return {
    id,
    title,
    severity: 'warning',
    runsOn: ['manifest', 'live'],
    reads: [],
    anchor: 'workload',
    judge: (workload: Workload, { setting }) => {
      const { kind, podSpec, podSpecPath, namespace } = workload;
      if (kind === 'DaemonSet' || kind === 'Pod') return [];
      const list: readonly (Toleration | null)[] = Array.isArray(podSpec.tolerations) ? podSpec.tolerations : [];
      return list.flatMap((toleration, i) => {
        const message = toleration === null ? undefined : why(toleration);
        if (message === undefined) return [];
        const mild = setting.platformNamespaces.has(namespace) ? { severity: 'info' as const } : {};
        return [{ locator: `tolerations[${toleration?.key ?? '*'}]`, message, path: [...podSpecPath, 'tolerations', i], ...mild }];
      });
    },
  };
}

/** Workloads that stay where nothing should run. */
export const blanketToleration: Check = {
  id: 'blanket-toleration',
  title: 'Workload tolerates everything and never leaves a broken node',
  group: 'availability',
  explanation:
    'Taints are how nodes say that they are drained, full or dead. A pod that tolerates all of them is put on nodes that are about to go and is not moved away from those that ' +
    'are gone: its service waits for a node instead of five minutes.',
  fix: 'Name the taints that are meant; tolerationSeconds: 60 on not-ready and unreachable moves pods faster.',
  sources: [
    { title: 'Kubernetes: taints and tolerations', url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/' },
  ],
  replaces: [],
  rules: [tolerateAll, neverEvicted],
  examples: {
    flags: [
      {
        name: 'every taint',
        yaml: servedDeployment({ pod: 'tolerations: [{operator: Exists}]' }),
        expect: [{ rule: 'tolerate-all', severity: 'warning', locator: 'tolerations[*]' }],
      },
      {
        name: 'a dead node, for ever',
        yaml: servedDeployment({ pod: 'tolerations: [{key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute}]' }),
        expect: [{ rule: 'never-evicted', severity: 'warning', locator: 'tolerations[node.kubernetes.io/unreachable]' }],
      },
    ],
    passes: [
      {
        name: 'one taint, and a minute on dead nodes',
        yaml: servedDeployment({
          pod: 'tolerations: [{key: dedicated, value: shop, effect: NoSchedule}, {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 60}]',
        }),
      },
    ],
    guards: [
      {
        name: 'a DaemonSet belongs on every node',
        yaml: servedDeployment({ kind: 'DaemonSet', pod: 'tolerations: [{operator: Exists}]' }),
      },
    ],
  },
};
