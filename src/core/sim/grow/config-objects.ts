import type { KubeObject } from '../../kube/object.ts';
import type { ClusterPlan } from '../plan/cluster-plan.ts';
import { stamp } from '../stamp.ts';
import { makeObject } from './make-object.ts';
import { workloadLabels } from './metadata.ts';

/** An invented certificate, as long as a real one. */
function certificate(plan: ClusterPlan): string {
  const lines = Array.from({ length: 10 }, (_, i) => plan.mint.digest(`ca/${i}`));
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

const corefile = `.:53 {
    errors
    health
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
        pods insecure
        fallthrough in-addr.arpa ip6.arpa
    }
    prometheus :9153
    forward . /etc/resolv.conf
    cache 30
    loop
    reload
    loadbalance
}
`;

/** The ConfigMaps of a cluster. */
export function growConfigMaps(plan: ClusterPlan): KubeObject[] {
  const ca = { 'ca.crt': certificate(plan) };
  const roots = plan.namespaces.map(({ name, createdMs }) =>
    makeObject(plan, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      resource: 'configmaps',
      name: 'kube-root-ca.crt',
      namespace: name,
      createdMs: createdMs + 100,
      annotations: {
        'kubernetes.io/description':
          'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.',
      },
      manager: 'kube-controller-manager',
      body: { data: ca },
    }),
  );
  return [...roots, ...systemConfig(plan), ...applicationConfig(plan)];
}

function systemConfig(plan: ClusterPlan): KubeObject[] {
  const { epochMs, createdMs } = plan.identity;
  const make = (name: string, data: Readonly<Record<string, string>>, annotations?: Readonly<Record<string, string>>): KubeObject =>
    makeObject(plan, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      resource: 'configmaps',
      name,
      namespace: 'kube-system',
      createdMs: createdMs + 900_000,
      annotations,
      manager: annotations === undefined ? 'kubectl-client-side-apply' : name,
      body: { data },
    });
  return [
    make('coredns', { Corefile: corefile }),
    make('kube-flannel-cfg', {
      'cni-conf.json':
        '{"name":"cbr0","cniVersion":"0.3.1","plugins":[{"type":"flannel","delegate":{"hairpinMode":true,"isDefaultGateway":true}},{"type":"portmap","capabilities":{"portMappings":true}}]}',
      'net-conf.json': '{"Network":"10.2.0.0/16","Backend":{"Type":"vxlan"}}',
    }),
    make('postgres-operator', {
      docker_image: 'registry.example.org/acid/spilo-16:3.3-p3',
      cluster_name_label: 'cluster-name',
      workers: '8',
    }),
    make(
      'cluster-autoscaler-status',
      {
        status: `Cluster-autoscaler status at ${stamp(epochMs - 9000)}:\nCluster-wide:\n  Health: Healthy (ready=${plan.nodes.length} registered=${plan.nodes.length})\n`,
      },
      {
        'cluster-autoscaler.kubernetes.io/last-updated': `${stamp(epochMs - 9000)
          .replace('T', ' ')
          .replace('Z', '')} +0000 UTC`,
      },
    ),
    make('stackset-controller-leader', {}, { 'control-plane.alpha.kubernetes.io/leader': leader(plan, 'stackset-controller') }),
    make('external-dns-leader', {}, { 'control-plane.alpha.kubernetes.io/leader': leader(plan, 'external-dns') }),
  ];
}

/** The record that leader election by ConfigMap keeps. Source: k8s.io/client-go tools/leaderelection/resourcelock. */
function leader(plan: ClusterPlan, application: string): string {
  const pod = plan.pods.find(({ workload }) => workload.application === application);
  const renewTime = stamp(plan.identity.epochMs - 2000);
  return JSON.stringify({
    holderIdentity: pod?.name ?? application,
    leaseDurationSeconds: 15,
    acquireTime: stamp(pod?.createdMs ?? plan.identity.createdMs),
    renewTime,
    leaderTransitions: 7,
  });
}

function applicationConfig(plan: ClusterPlan): KubeObject[] {
  return plan.workloads.flatMap((workload) => {
    const drawn = Number.parseInt(plan.mint.digest(`config/${workload.namespace}/${workload.name}`).slice(0, 2), 16);
    if (workload.team === 'teapot' || drawn > 76) return [];
    const data: Record<string, string> = {
      'application.yaml': `server:\n  port: 8080\nfeatures:\n  new-checkout: ${drawn % 2 === 0}\n  timeout-ms: ${drawn * 10}\nclients:\n  stock: https://stock-api.example.org\n`,
    };
    if (drawn % 3 === 0) data['logback.xml'] = '<configuration><root level="INFO"><appender-ref ref="JSON"/></root></configuration>\n';
    return makeObject(plan, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      resource: 'configmaps',
      name: `${workload.name}-config`,
      namespace: workload.namespace,
      createdMs: workload.createdMs,
      labels: workloadLabels(workload),
      manager: 'deployment-service',
      body: { data },
    });
  });
}

/** The ServiceAccounts of a cluster: `default` everywhere, and one for who asks for its own. */
export function growServiceAccounts(plan: ClusterPlan): KubeObject[] {
  const account = (name: string, namespace: string, createdMs: number, labels?: Readonly<Record<string, string>>): KubeObject =>
    makeObject(plan, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      resource: 'serviceaccounts',
      name,
      namespace,
      createdMs,
      labels,
      manager: labels === undefined ? 'kube-controller-manager' : 'kubectl-client-side-apply',
      body: {},
    });
  const seen = new Set<string>();
  const own = plan.workloads.flatMap((workload) => {
    const key = `${workload.namespace}/${workload.serviceAccount}`;
    if (workload.serviceAccount === 'default' || seen.has(key)) return [];
    seen.add(key);
    return account(workload.serviceAccount, workload.namespace, workload.createdMs - 1000, workloadLabels(workload));
  });
  const system = account('system', 'kube-system', plan.identity.createdMs + 500_000, { application: 'kubernetes' });
  return [...plan.namespaces.map(({ name, createdMs }) => account('default', name, createdMs + 200)), system, ...own];
}
