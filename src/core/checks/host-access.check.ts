// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was written
import type { Check } from './check.ts';
import type { CheckSetting } from './check-setting.ts';
import type { WorkloadRule } from './rule.ts';
import { servedDeployment } from './service-example.ts';
import type { Workload } from './workload.ts';

const sockets = [
  '/var/run/docker.sock',
  '/run/docker.sock',
  '/run/containerd/containerd.sock',
  '/var/run/containerd/containerd.sock',
  '/var/run/crio/crio.sock',
  '/run/crio/crio.sock',
];
const roots = ['/', '/etc', '/var/lib/kubelet', '/var/lib/etcd', '/proc', '/var/lib/docker', '/var/lib/containerd'];

const runtimeSocket = pathRule(
  'runtime-socket',
  'talks to the container runtime of its node',
  (path) => sockets.includes(path),
  (path) => `mounts ${path}: it can stop every container of its node, and one bug in it does`,
);

const hostRoot = pathRule(
  'host-root',
  'writes to the files of its node',
  (path, readOnly) => !readOnly && roots.includes(path),
  (path) => `can write to ${path} of its node: what it breaks there, no restart mends`,
);

const privileged: WorkloadRule = {
  id: 'privileged',
  title: 'may do everything on its node',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'workload',
  judge: (workload, { setting }) =>
    [...workload.containers, ...workload.initContainers]
      .filter(({ spec }) => spec.securityContext?.privileged === true)
      .map((container) => ({
        locator: `${container.locator}.securityContext.privileged`,
        message: `Container ${container.name} is privileged: it has the devices and the kernel of its node.`,
        path: [...container.path, 'securityContext', 'privileged'],
        container: container.name,
        ...(isPlatform(workload, setting) ? { severity: 'info' as const } : {}),
      })),
};

const hostNamespaces: WorkloadRule = {
  id: 'host-namespaces',
  title: 'sees the processes of its node',
  severity: 'info',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'workload',
  judge: ({ podSpec, podSpecPath }) =>
    ['hostPID', 'hostIPC']
      .filter((field) => podSpec[field] === true)
      .map((field) => ({
        locator: field,
        message: `With ${field} it sees and signals what runs on its node.`,
        path: [...podSpecPath, field],
      })),
};

const hostPortConflict: WorkloadRule = {
  id: 'host-port-conflict',
  title: 'needs a port of the node that its successor needs too',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: ['horizontalpodautoscalers.autoscaling'],
  anchor: 'workload',
  judge: (workload) => {
    const { kind, object, podSpec, containers } = workload;
    const { type = 'RollingUpdate', rollingUpdate } = object.spec?.strategy ?? {};
    const surges = type === 'RollingUpdate' && rollingUpdate?.maxSurge !== 0 && rollingUpdate?.maxSurge !== '0%';
    if (kind !== 'Deployment' || !surges) return [];
    const ports = containers.flatMap(({ spec }) =>
      (Array.isArray(spec.ports) ? spec.ports : []).flatMap(
        (port: any) => port?.hostPort ?? (podSpec.hostNetwork === true ? port?.containerPort : undefined) ?? [],
      ),
    );
    if (ports.length === 0) return [];
    return [
      {
        locator: 'hostPort',
        message: `Its pods take port ${ports.join(', ')} of their node, and a rollout starts new ones beside the old: where every node has one, the new ones wait for ever.`,
        path: ['spec'],
        missing: 'strategy',
        patch: [
          { op: 'set', path: ['spec', 'strategy'], value: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } },
        ],
      },
    ];
  },
};

const unboundedDisk: WorkloadRule = {
  id: 'unbounded-disk',
  title: 'may fill the disk of its node',
  severity: 'info',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'workload',
  judge: ({ podSpec, podSpecPath, containers }) =>
    (Array.isArray(podSpec.volumes) ? podSpec.volumes : []).flatMap((volume: any, i: number) => {
      const { emptyDir } = volume ?? {};
      if (typeof emptyDir !== 'object' || emptyDir === null || emptyDir.sizeLimit !== undefined || (emptyDir.medium ?? '') !== '')
        return [];
      const users = containers.filter(
        ({ spec }) => Array.isArray(spec.volumeMounts) && spec.volumeMounts.some((mount: any) => mount?.name === volume.name),
      );
      if (users.length === 0 || users.every(({ spec }) => spec.resources?.limits?.['ephemeral-storage'] !== undefined)) return [];
      return [
        {
          locator: `volumes[name=${volume.name}].emptyDir.sizeLimit`,
          message: `Volume ${volume.name} has no size: whoever fills it fills the disk of the node, and the kubelet evicts its neighbours.`,
          path: [...podSpecPath, 'volumes', i],
        },
      ];
    }),
};

function pathRule(
  id: string,
  title: string,
  isBad: (path: string, readOnly: boolean) => boolean,
  text: (path: string) => string,
): WorkloadRule {
  return {
    id,
    title,
    severity: 'critical',
    runsOn: ['manifest', 'live'],
    reads: [],
    anchor: 'workload',
    judge: (workload, { setting }) => {
      const { podSpec, podSpecPath, containers, initContainers } = workload;
      return (Array.isArray(podSpec.volumes) ? podSpec.volumes : []).flatMap((volume: any, i: number) => {
        const written: unknown = volume?.hostPath?.path;
        if (typeof written !== 'string') return [];
        const path = written === '/' ? '/' : written.replace(/\/+$/, '');
        const users = [...containers, ...initContainers].filter(
          ({ spec }) =>
            Array.isArray(spec.volumeMounts) &&
            spec.volumeMounts.some((mount: any) => mount?.name === volume.name && isBad(path, mount.readOnly === true)),
        );
        return users.map(({ name }) => ({
          locator: `volumes[name=${volume.name}]→${path}`,
          message: `Container ${name} ${text(path)}.`,
          path: [...podSpecPath, 'volumes', i],
          container: name,
          ...(isPlatform(workload, setting) ? { severity: 'info' as const } : {}),
        }));
      });
    },
  };
}

/** Agents of the platform are there to touch the node. */
function isPlatform({ namespace, kind }: Workload, setting: CheckSetting): boolean {
  return setting.platformNamespaces.has(namespace) || kind === 'DaemonSet';
}

const mounting = (path: string, mount = ''): string =>
  servedDeployment({
    pod: `volumes: [{name: host, hostPath: {path: ${path}}}]`,
    container: `volumeMounts: [{name: host, mountPath: /host${mount}}]`,
  });

/** Workloads that can take their node down. */
export const hostAccess: Check = {
  id: 'host-access',
  title: 'Workload can take its node down',
  group: 'access',
  explanation:
    'A container that talks to the runtime or writes to the disk of its node is a part of the node. Its mistakes are the mistakes of the node, and there is one on every node it ' +
    'runs on.',
  fix: 'Take the mount away, make it readOnly, or move the work into a DaemonSet of a platform namespace; maxSurge: 0 where host ports are needed.',
  sources: [
    { title: 'Kubernetes: volumes, hostPath', url: 'https://kubernetes.io/docs/concepts/storage/volumes/#hostpath' },
    { title: 'Kubernetes: pod security standards', url: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/' },
  ],
  replaces: [
    { tool: 'kube-linter', rule: 'docker-sock' },
    { tool: 'kube-linter', rule: 'privileged-container' },
    { tool: 'kube-linter', rule: 'sensitive-host-mounts' },
    { tool: 'polaris', rule: 'hostPIDSet' },
    { tool: 'kube-score', rule: 'container-security-context-privileged' },
  ],
  rules: [runtimeSocket, hostRoot, privileged, hostNamespaces, hostPortConflict, unboundedDisk],
  examples: {
    flags: [
      {
        name: 'the socket of Docker',
        yaml: mounting('/var/run/docker.sock'),
        expect: [{ rule: 'runtime-socket', severity: 'critical', locator: 'volumes[name=host]→/var/run/docker.sock' }],
      },
      {
        name: 'all files of the node',
        yaml: mounting('/'),
        expect: [{ rule: 'host-root', severity: 'critical', locator: 'volumes[name=host]→/' }],
      },
      {
        name: 'privileged',
        yaml: servedDeployment({ container: 'securityContext: {privileged: true}' }),
        expect: [{ rule: 'privileged', severity: 'warning', locator: 'containers[name=app].securityContext.privileged' }],
      },
      {
        name: 'processes of the node',
        yaml: servedDeployment({ pod: 'hostPID: true' }),
        expect: [{ rule: 'host-namespaces', severity: 'info', locator: 'hostPID' }],
      },
      {
        name: 'a host port in a rolling Deployment',
        yaml: servedDeployment({}).replace('containerPort: 8080', 'containerPort: 8080, hostPort: 80'),
        expect: [{ rule: 'host-port-conflict', severity: 'warning', locator: 'hostPort' }],
      },
      {
        name: 'a scratch volume without a size',
        yaml: servedDeployment({ pod: 'volumes: [{name: tmp, emptyDir: {}}]', container: 'volumeMounts: [{name: tmp, mountPath: /tmp}]' }),
        expect: [{ rule: 'unbounded-disk', severity: 'info', locator: 'volumes[name=tmp].emptyDir.sizeLimit' }],
      },
    ],
    passes: [
      {
        name: 'a scratch volume with a size',
        yaml: servedDeployment({
          pod: 'volumes: [{name: tmp, emptyDir: {sizeLimit: 1Gi}}]',
          container: 'volumeMounts: [{name: tmp, mountPath: /tmp}]',
        }),
      },
    ],
    guards: [
      { name: 'reading is no harm', yaml: mounting('/etc', ', readOnly: true') },
      { name: 'a folder of its own', yaml: mounting('/var/log/app') },
    ],
  },
};
