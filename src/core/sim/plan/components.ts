import type { ContainerPlan, ServicePortPlan, VolumePlan, WorkloadPlan } from './cluster-plan.ts';

/** A component that the platform team runs in every cluster, or in those that are large enough. */
export interface Component {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'CronJob';
  readonly namespace: string;
  readonly name: string;
  readonly application: string;
  readonly component?: string;
  readonly replicas: number;
  readonly containers: readonly ContainerPlan[];
  readonly volumes?: readonly VolumePlan[];
  readonly options?: Partial<
    Pick<
      WorkloadPlan,
      | 'hostNetwork'
      | 'priorityClass'
      | 'onMasters'
      | 'updateStrategy'
      | 'disruption'
      | 'schedule'
      | 'claim'
      | 'serviceAccount'
      | 'autoscale'
    >
  >;
  readonly service?: { readonly headless?: boolean; readonly name?: string; readonly ports: readonly ServicePortPlan[] };
}

const registry = 'registry.example.org/teapot';

function container(name: string, image: string, cpuMillis: number, memoryMi: number, more: Partial<ContainerPlan> = {}): ContainerPlan {
  return { name, image, cpuMillis, memoryMi, memoryLimitMi: memoryMi, ...more };
}

function agent(name: string, application: string, containers: readonly ContainerPlan[], more: Partial<Component> = {}): Component {
  const { options, ...rest } = more;
  return {
    kind: 'DaemonSet',
    namespace: 'kube-system',
    name,
    application,
    replicas: 0,
    containers,
    ...rest,
    options: { hostNetwork: true, priorityClass: 'system-node-critical', ...options },
  };
}

function controller(name: string, tag: string, cpuMillis: number, memoryMi: number, more: Partial<Component> = {}): Component {
  const { options, ...rest } = more;
  return {
    kind: 'Deployment',
    namespace: 'kube-system',
    name,
    application: name,
    replicas: 1,
    containers: [container(name, `${registry}/${name}`, cpuMillis, memoryMi, { tag, args: ['--interval=60s'] })],
    ...rest,
    options: { priorityClass: 'system-cluster-critical', ...options },
  };
}

const metricsPort = { name: 'metrics', port: 9153 } as const;

/** The components in the order in which a growing cluster gets them. Source: the talk; kubernetes-on-aws. */
export const components: readonly Component[] = [
  agent(
    'kube-flannel',
    'flannel',
    [
      container('kube-flannel', 'docker.io/flannel/flannel', 25, 100, {
        tag: 'v0.25.6',
        args: ['--ip-masq', '--kube-subnet-mgr', '--v=2'],
      }),
    ],
    {
      volumes: [
        { name: 'run', kind: 'hostPath', source: '/run/flannel' },
        { name: 'flannel-cfg', kind: 'configMap', source: 'kube-flannel-cfg' },
      ],
      options: { updateStrategy: 'OnDelete', serviceAccount: 'flannel' },
    },
  ),
  {
    kind: 'Deployment',
    namespace: 'kube-system',
    name: 'coredns',
    application: 'coredns',
    component: 'cluster-dns',
    replicas: 2,
    containers: [
      container('coredns', 'registry.k8s.io/coredns/coredns', 50, 100, {
        tag: 'v1.11.3',
        args: ['-conf', '/etc/coredns/Corefile'],
        ports: [{ name: 'dns', port: 53, protocol: 'UDP' }, { name: 'dns-tcp', port: 53 }, metricsPort],
        probe: { path: '/health', port: 8080 },
        mounts: [{ name: 'config-volume', path: '/etc/coredns', readOnly: true }],
      }),
    ],
    volumes: [{ name: 'config-volume', kind: 'configMap', source: 'coredns' }],
    options: { priorityClass: 'system-cluster-critical', serviceAccount: 'coredns' },
    service: {
      name: 'kube-dns',
      ports: [
        { name: 'dns', port: 53, targetPort: 53, protocol: 'UDP' },
        { name: 'dns-tcp', port: 53, targetPort: 53 },
        { name: 'metrics', port: 9153, targetPort: 9153 },
      ],
    },
  },
  agent(
    'skipper-ingress',
    'skipper-ingress',
    [
      container('skipper-ingress', `${registry}/skipper`, 200, 512, {
        tag: 'v0.24.18',
        ports: [
          { name: 'ingress-port', port: 9999 },
          { name: 'metrics', port: 9911 },
        ],
        args: ['skipper', '-kubernetes', '-kubernetes-in-cluster', '-address=:9999', '-proxy-preserve-host', '-source-poll-timeout=3000'],
        probe: { path: '/kube-system/healthz', port: 9999 },
      }),
    ],
    {
      component: 'ingress',
      options: { serviceAccount: 'skipper-ingress', priorityClass: 'system-cluster-critical' },
      service: {
        ports: [
          { name: 'ingress-port', port: 80, targetPort: 9999 },
          { name: 'metrics', port: 9911, targetPort: 9911 },
        ],
      },
    },
  ),
  controller('external-dns', 'v0.15.1', 50, 256),
  agent('kube-proxy', 'kube-proxy', [
    container('kube-proxy', 'registry.k8s.io/kube-proxy', 50, 200, { args: ['--config=/config/kube-proxy.yaml', '--v=2'] }),
  ]),
  agent(
    'kube2iam',
    'kube2iam',
    [
      container('kube2iam', `${registry}/kube2iam`, 5, 100, {
        tag: '0.12.0',
        args: ['--auto-discover-base-arn', '--verbose', '--node=$(NODE_NAME)', '--iptables=true'],
        env: [{ name: 'NODE_NAME', field: 'spec.nodeName' }],
        ports: [{ name: 'http', port: 8181 }],
      }),
    ],
    { options: { serviceAccount: 'kube2iam' } },
  ),
  agent(
    'logging-agent',
    'logging-agent',
    [
      container('log-watcher', `${registry}/kubernetes-log-watcher`, 1, 128, { tag: '0.34' }),
      container('scalyr-agent', `${registry}/scalyr-agent`, 100, 300, {
        tag: '2.2.14',
        env: [{ name: 'SCALYR_API_KEY', secret: { name: 'logging-agent', key: 'api-key' } }],
        mounts: [{ name: 'containerlogs', path: '/var/log/containers', readOnly: true }],
      }),
    ],
    {
      component: 'logging',
      volumes: [{ name: 'containerlogs', kind: 'hostPath', source: '/var/log/containers' }],
      options: { hostNetwork: false },
    },
  ),
  agent(
    'prometheus-node-exporter',
    'prometheus-node-exporter',
    [
      container('prometheus-node-exporter', 'quay.io/prometheus/node-exporter', 5, 75, {
        tag: 'v1.8.2',
        ports: [{ name: 'prom-node-exp', port: 9100 }],
        args: ['--path.rootfs=/host', '--collector.systemd'],
      }),
    ],
    {
      component: 'monitoring',
      volumes: [{ name: 'rootfs', kind: 'hostPath', source: '/' }],
      service: { headless: true, ports: [{ name: 'metrics', port: 9100, targetPort: 9100 }] },
    },
  ),
  controller('pdb-controller', 'v0.0.11-8', 5, 50),
  controller('kube-downscaler', '23.2.0', 5, 50),
  controller('kube-janitor', '23.7.0', 5, 100),
  controller('metrics-server', 'v0.7.2', 100, 300, {
    replicas: 2,
    service: { ports: [{ name: 'https', port: 443, targetPort: 10250 }] },
    options: { disruption: 'min-available' },
  }),
  controller('cluster-autoscaler', 'v1.32.1', 100, 1024),
  controller('kube-state-metrics', 'v2.13.0', 100, 512, { service: { ports: [{ name: 'metrics', port: 8080, targetPort: 8080 }] } }),
  controller('kube-ingress-aws-controller', 'v0.18.12', 50, 150),
  controller('stackset-controller', 'v1.4.77', 20, 200),
  controller('admission-controller', 'master-204', 50, 128, {
    replicas: 2,
    service: { ports: [{ name: 'https', port: 443, targetPort: 8443 }] },
    options: { disruption: 'min-available' },
  }),
  controller('ebs-csi-controller', 'v1.35.0', 20, 128, { replicas: 2 }),
  controller('postgres-operator', 'v1.13.0', 50, 250),
  {
    kind: 'StatefulSet',
    namespace: 'kube-system',
    name: 'prometheus',
    application: 'prometheus',
    component: 'monitoring',
    replicas: 1,
    containers: [
      container('prometheus', 'quay.io/prometheus/prometheus', 1000, 6144, {
        tag: 'v2.54.1',
        args: ['--config.file=/prometheus-rules/prometheus.yml', '--storage.tsdb.path=/prometheus/', '--storage.tsdb.retention.time=48h'],
        ports: [{ name: 'web', port: 9090 }],
        probe: { path: '/-/ready', port: 9090 },
        mounts: [{ name: 'prometheus-storage', path: '/prometheus' }],
      }),
    ],
    options: { priorityClass: 'system-cluster-critical', claim: { name: 'prometheus-storage', gibibytes: 100 } },
    service: { headless: true, ports: [{ name: 'web', port: 9090, targetPort: 9090 }] },
  },
  agent('ebs-csi-node', 'ebs-csi-node', [
    container('ebs-plugin', 'registry.example.org/teapot/aws-ebs-csi-driver', 10, 60, { tag: 'v1.35.0' }),
    container('node-driver-registrar', 'registry.k8s.io/sig-storage/csi-node-driver-registrar', 5, 30, { tag: 'v2.12.0' }),
  ]),
  controller('kube-metrics-adapter', 'v0.2.3', 50, 200, { service: { ports: [{ name: 'https', port: 443, targetPort: 6443 }] } }),
  controller('emergency-access-service', 'master-61', 10, 64, { replicas: 2 }),
  controller('vpa-recommender', 'v1.2.1', 50, 500),
  controller('credentials-injector', 'master-98', 10, 100),
  agent('node-monitor', 'node-monitor', [container('node-monitor', `${registry}/node-monitor`, 5, 64, { tag: 'master-31' })]),
  {
    kind: 'CronJob',
    namespace: 'kube-system',
    name: 'etcd-backup',
    application: 'etcd-backup',
    replicas: 2,
    containers: [container('backup', `${registry}/etcd-backup`, 50, 100, { tag: 'master-12' })],
    options: { schedule: '0 */4 * * *' },
  },
];

/** The components of the control plane, as static pods of each master. */
export const controlPlane: readonly { readonly name: string; readonly container: ContainerPlan }[] = [
  {
    name: 'kube-apiserver',
    container: container('kube-apiserver', 'registry.k8s.io/kube-apiserver', 1000, 4096, {
      ports: [{ name: 'https', port: 443 }],
      probe: { path: '/readyz', port: 443 },
    }),
  },
  { name: 'kube-controller-manager', container: container('kube-controller-manager', 'registry.k8s.io/kube-controller-manager', 100, 512) },
  { name: 'kube-scheduler', container: container('kube-scheduler', 'registry.k8s.io/kube-scheduler', 100, 150) },
];
