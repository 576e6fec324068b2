// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was written
import type { Check } from './check.ts';
import type { Judging } from './judging.ts';
import type { WorkloadRule } from './rule.ts';
import { servedDeployment } from './service-example.ts';
import { targetContainers } from './target-container.ts';
import type { Container, Workload } from './workload.ts';

const noPreStop: WorkloadRule = {
  id: 'no-prestop',
  title: 'stops serving before the load balancer knows',
  severity: 'info',
  runsOn: ['manifest', 'live'],
  reads: ['services', 'ingresses.networking.k8s.io'],
  anchor: 'workload',
  judge: (workload, { relations }) => {
    if (isJob(workload)) return [];
    const exposed = relations.isExposed(workload);
    return servingContainers(workload, { relations })
      .filter(({ spec }) => spec.lifecycle?.preStop === undefined)
      .map((container) => ({
        locator: `${container.locator}.lifecycle.preStop`,
        message: `Container ${container.name} gets SIGTERM while ${exposed ? 'load balancers' : 'kube-proxies'} still send requests to it: these fail during each rollout and drain.`,
        path: container.path,
        missing: 'lifecycle',
        container: container.name,
        ...(exposed ? { severity: 'warning' as const } : {}),
        patch: [{ op: 'set' as const, path: [...container.path, 'lifecycle'], value: { preStop: { sleep: { seconds: 10 } } } }],
      }));
  },
};

const graceTooShort: WorkloadRule = {
  id: 'grace-too-short',
  title: 'is killed while it still drains',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: ['services'],
  anchor: 'workload',
  judge: (workload, { relations }) => {
    const grace = Number(workload.podSpec.terminationGracePeriodSeconds);
    if (isJob(workload) || grace === 0 || relations.servicesOf(workload).length === 0) return [];
    const sleep = Math.max(0, ...workload.containers.map(sleepSeconds));
    const needed = sleep > 0 ? sleep + 10 : 10;
    if (grace >= needed) return [];
    return [
      {
        locator: 'terminationGracePeriodSeconds',
        message: `Its pods have ${grace} s from the order to stop until they are killed${sleep > 0 ? `, and sleep ${sleep} s of them` : ''}: what is in flight is cut off.`,
        path: workload.podSpecPath,
        missing: 'terminationGracePeriodSeconds',
        patch: [{ op: 'set', path: [...workload.podSpecPath, 'terminationGracePeriodSeconds'], value: sleep + 35 }],
      },
    ];
  },
};

const graceZero: WorkloadRule = {
  id: 'grace-zero',
  title: 'is killed at once',
  severity: 'critical',
  runsOn: ['manifest', 'live'],
  reads: ['services'],
  anchor: 'workload',
  judge: (workload, { relations }) => {
    if (isJob(workload) || workload.podSpec.terminationGracePeriodSeconds !== 0 || relations.servicesOf(workload).length === 0) return [];
    return [
      {
        locator: 'terminationGracePeriodSeconds',
        message: 'Its pods are killed without a warning while a Service sends them traffic: every stop breaks requests.',
        path: [...workload.podSpecPath, 'terminationGracePeriodSeconds'],
      },
    ];
  },
};

const localDrain: WorkloadRule = {
  id: 'local-drain',
  title: 'draining one node takes all traffic',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: ['services', 'horizontalpodautoscalers.autoscaling'],
  anchor: 'workload',
  judge: (workload, { relations }) => {
    const local = relations
      .servicesOf(workload)
      .filter(({ spec }) => spec?.externalTrafficPolicy === 'Local' && (spec.type === 'LoadBalancer' || spec.type === 'NodePort'));
    if (local.length === 0 || relations.replicasOf(workload) >= 2 || workload.kind === 'DaemonSet') return [];
    return local.map(({ metadata }) => ({
      locator: `Service/${metadata.name}.externalTrafficPolicy`,
      message: `Service ${metadata.name} sends traffic only to nodes that have a pod, and there is one pod: draining its node takes all of it.`,
      path: ['spec'],
      missing: 'replicas',
    }));
  },
};

function isJob({ kind }: Workload): boolean {
  return kind === 'Job' || kind === 'CronJob';
}

/** Containers behind a Service over TCP whose traffic must end well. */
function servingContainers(workload: Workload, { relations }: Pick<Judging, 'relations'>): readonly Container[] {
  const services = relations
    .servicesOf(workload)
    .filter(
      ({ spec }) =>
        spec?.publishNotReadyAddresses !== true &&
        !(Array.isArray(spec?.ports) && spec.ports.every((port: any) => port?.protocol === 'UDP')),
    );
  return [...new Set(services.flatMap((service) => targetContainers(service, workload)))];
}

/** Seconds that a preStop hook sleeps, by its own field or a command. */
function sleepSeconds({ spec }: Container): number {
  const hook = spec.lifecycle?.preStop;
  if (typeof hook?.sleep?.seconds === 'number') return hook.sleep.seconds;
  const command = Array.isArray(hook?.exec?.command) ? hook.exec.command.join(' ') : '';
  return Number(/\bsleep\s+(\d+)/.exec(command)?.[1] ?? 0);
}

const drains = 'lifecycle: {preStop: {sleep: {seconds: 10}}}';

/** Pods that go before those who send to them know. */
export const shutdownRace: Check = {
  id: 'shutdown-race',
  title: 'Pod stops serving before the world knows',
  group: 'shutdown',
  explanation:
    'When a pod ends, two things start at the same time: it gets SIGTERM, and its address is taken out of load balancers and nodes. The second takes seconds. A server that ' +
    'stops at once turns every rollout into failed requests; one whose grace period is shorter than its own drain is cut off.',
  fix: 'Keep serving for ten seconds after SIGTERM, by a preStop sleep where the program does not do it itself, and leave time for it:\n\nterminationGracePeriodSeconds: 45\ncontainers:\n  - lifecycle: {preStop: {sleep: {seconds: 10}}}\n',
  sources: [
    { title: 'Kubernetes: termination of pods', url: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination' },
    {
      title: 'Kubernetes: external traffic policy',
      url: 'https://kubernetes.io/docs/tasks/access-application-cluster/create-external-load-balancer/#preserving-the-client-source-ip',
    },
  ],
  replaces: [{ tool: 'datree', rule: 'CONTAINERS_MISSING_PRESTOP' }],
  rules: [noPreStop, graceTooShort, graceZero, localDrain],
  examples: {
    flags: [
      {
        name: 'inside the cluster',
        yaml: servedDeployment({}),
        expect: [{ rule: 'no-prestop', severity: 'info', locator: 'containers[name=app].lifecycle.preStop' }],
      },
      {
        name: 'behind a load balancer',
        yaml: servedDeployment({ service: 'type: LoadBalancer' }),
        expect: [{ rule: 'no-prestop', severity: 'warning', locator: 'containers[name=app].lifecycle.preStop' }],
      },
      {
        name: 'thirty seconds of sleep in thirty seconds of grace',
        yaml: servedDeployment({ container: 'lifecycle: {preStop: {exec: {command: [sh, -c, "sleep 30"]}}}' }),
        expect: [{ rule: 'grace-too-short', severity: 'warning', locator: 'terminationGracePeriodSeconds' }],
      },
      {
        name: 'no grace at all',
        yaml: servedDeployment({ pod: 'terminationGracePeriodSeconds: 0', container: drains }),
        expect: [{ rule: 'grace-zero', severity: 'critical', locator: 'terminationGracePeriodSeconds' }],
      },
      {
        name: 'one pod, and only its node gets traffic',
        yaml: servedDeployment({ replicas: 1, service: 'type: LoadBalancer\nexternalTrafficPolicy: Local', container: drains }),
        expect: [{ rule: 'local-drain', severity: 'warning', locator: 'Service/web.externalTrafficPolicy' }],
      },
    ],
    passes: [{ name: 'sleeps, and has time', yaml: servedDeployment({ pod: 'terminationGracePeriodSeconds: 45', container: drains }) }],
    guards: [
      { name: 'peers that find each other before they are ready', yaml: servedDeployment({ service: 'publishNotReadyAddresses: true' }) },
      {
        name: 'several pods behind a local policy',
        yaml: servedDeployment({ service: 'type: LoadBalancer\nexternalTrafficPolicy: Local', container: drains }),
      },
    ],
  },
};
