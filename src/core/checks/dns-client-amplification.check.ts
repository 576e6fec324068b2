// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was written
import type { Check } from './check.ts';
import type { WorkloadRule } from './rule.ts';
import { servedDeployment } from './service-example.ts';
import type { Workload } from './workload.ts';

const ndots: WorkloadRule = {
  id: 'ndots',
  title: 'asks ten questions where one would do',
  severity: 'info',
  confidence: 'likely',
  runsOn: ['manifest', 'live'],
  raisedWhenCritical: true,
  reads: ['horizontalpodautoscalers.autoscaling'],
  anchor: 'workload',
  judge: (workload, { relations }) => {
    const { dnsPolicy, dnsConfig } = workload.podSpec;
    const option = list(dnsConfig?.options).find((one) => one?.name === 'ndots');
    if (option !== undefined || (dnsPolicy !== 'ClusterFirst' && dnsPolicy !== 'ClusterFirstWithHostNet')) return [];
    if (dnsPolicy === 'ClusterFirst' && workload.podSpec.hostNetwork === true) return [];
    const host = externalNames(workload)[0];
    if (host === undefined) return [];
    const searches = 4 + list(dnsConfig?.searches).length;
    const replicas = relations.replicasOf(workload);
    return [
      {
        locator: 'dnsConfig.options[ndots]',
        message: `It calls ${host}, and with the default of ndots:5 each lookup asks ${(searches + 1) * 2} questions before the right one.`,
        path: workload.podSpecPath,
        missing: 'dnsConfig',
        patch: [
          {
            op: 'set',
            path: [...workload.podSpecPath, 'dnsConfig'],
            value: { ...dnsConfig, options: [...list(dnsConfig?.options), { name: 'ndots', value: '2' }] },
          },
        ],
        ...(replicas >= 10 ? { severity: 'warning' as const } : {}),
      },
    ];
  },
};

const hostNetworkPolicy: WorkloadRule = {
  id: 'host-network-policy',
  title: 'does not know the names of the cluster',
  severity: 'info',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'workload',
  judge: (workload) => {
    if (workload.podSpec.hostNetwork !== true || workload.podSpec.dnsPolicy !== 'ClusterFirst') return [];
    const inner = words(workload).find((word) => /\.svc(\.|:|\/|$)/.test(word));
    return [
      {
        locator: 'dnsPolicy',
        message: `On the network of the host ClusterFirst means Default: names of the cluster do not resolve${inner === undefined ? '' : `, and it uses ${inner.slice(0, 80)}`}.`,
        path: workload.podSpecPath,
        missing: 'dnsPolicy',
        patch: [{ op: 'set', path: [...workload.podSpecPath, 'dnsPolicy'], value: 'ClusterFirstWithHostNet' }],
        ...(inner === undefined ? {} : { severity: 'warning' as const }),
      },
    ];
  },
};

/** Names of hosts outside the cluster with fewer than five dots, and no dot at their end. */
function externalNames(workload: Workload): readonly string[] {
  return words(workload).flatMap((word) => {
    const host =
      /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^@/\s]+@)?((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}\.?)(?::\d+)?(?:[/?].*)?$/i.exec(
        word,
      )?.[1];
    if (host === undefined || host.endsWith('.') || host.split('.').length > 5) return [];
    return /\.(svc|local|internal|cluster|svc\.cluster\.local)$/i.test(host) || /\.svc\./i.test(host) || isFileName(host) ? [] : [host];
  });
}

/** `server.properties` looks like a host. */
function isFileName(text: string): boolean {
  return (
    /\.(ya?ml|json|conf|cfg|ini|properties|xml|txt|log|sh|js|py|jar|pem|crt|key|toml|sock|html?|so|md)$/i.test(text) ||
    !/^[a-z0-9.-]+\.(com|org|net|io|dev|de|uk|eu|cloud|app|co|ai|tech|gov|edu|info|us|fr|nl|ch|at|jp|in|aws|azure)$/i.test(text)
  );
}

function words({ containers, initContainers }: Workload): readonly string[] {
  return [...containers, ...initContainers].flatMap(({ spec }) => [
    ...list(spec.env).flatMap((one) => (typeof one?.value === 'string' ? one.value.split(/[\s,;]+/) : [])),
    ...[...list(spec.command), ...list(spec.args)].map(String).flatMap((text) => text.split(/[\s,;=]+/)),
  ]);
}

function list(value: unknown): readonly any[] {
  return Array.isArray(value) ? value : [];
}

const calls = 'env: [{name: PAYMENTS_URL, value: "https://api.payments.example.com/v2"}]';

/** Pods that multiply their questions to the cluster's DNS. */
export const dnsClientAmplification: Check = {
  id: 'dns-client-amplification',
  title: 'Pods multiply or misdirect DNS queries',
  group: 'dns',
  explanation:
    'With the default ndots:5 a name such as api.example.com is first tried with each search domain of the cluster, for IPv4 and IPv6: ten questions for one answer. Under load ' +
    'that is what takes the DNS of a cluster down, and with it everything.',
  fix: 'dnsConfig: {options: [{name: ndots, value: "2"}]}, or a dot at the end of the names that are configured.',
  sources: [
    {
      title: 'Kubernetes: DNS for Services and pods',
      url: 'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config',
    },
    { title: 'resolv.conf(5)', url: 'https://man7.org/linux/man-pages/man5/resolv.conf.5.html' },
  ],
  replaces: [{ tool: 'kube-linter', rule: 'dnsconfig-options' }],
  rules: [ndots, hostNetworkPolicy],
  examples: {
    flags: [
      {
        name: 'a name outside the cluster',
        yaml: servedDeployment({ container: calls }),
        expect: [{ rule: 'ndots', severity: 'info', locator: 'dnsConfig.options[ndots]' }],
      },
      {
        name: 'the same in forty pods',
        yaml: servedDeployment({ replicas: 40, container: calls }),
        expect: [{ rule: 'ndots', severity: 'warning', locator: 'dnsConfig.options[ndots]' }],
      },
      {
        name: 'on the network of the host',
        yaml: servedDeployment({ pod: 'hostNetwork: true', container: 'args: ["--upstream=http://api.shop.svc:8080"]' }),
        expect: [{ rule: 'host-network-policy', severity: 'warning', locator: 'dnsPolicy' }],
      },
    ],
    passes: [
      { name: 'ndots is 2', yaml: servedDeployment({ pod: 'dnsConfig: {options: [{name: ndots, value: "2"}]}', container: calls }) },
      {
        name: 'the policy for the network of the host',
        yaml: servedDeployment({ pod: 'hostNetwork: true\ndnsPolicy: ClusterFirstWithHostNet' }),
      },
    ],
    guards: [
      {
        name: 'names of the cluster',
        yaml: servedDeployment({ container: 'env: [{name: URL, value: "http://api.shop.svc.cluster.local"}]' }),
      },
      { name: 'a dot at the end', yaml: servedDeployment({ container: 'env: [{name: HOST, value: api.payments.example.com.}]' }) },
      { name: 'a file that looks like a host', yaml: servedDeployment({ container: 'args: [--config, server.properties]' }) },
    ],
  },
};
