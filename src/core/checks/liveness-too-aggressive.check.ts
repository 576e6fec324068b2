// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was written

import type { Check } from './check.ts';
import { threshold } from './check-setting.ts';
import { secondsToFail } from './probe-handler.ts';
import type { WorkloadRule } from './rule.ts';
import type { Container } from './workload.ts';

const killsInSeconds: WorkloadRule = {
  id: 'kills-in-seconds',
  title: 'kills before a pause of some seconds is over',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  raisedWhenCritical: true,
  reads: [],
  anchor: 'workload',
  judge: ({ containers }, { setting }) => {
    const leastSeconds = threshold(setting, 'liveness-too-aggressive/kills-in-seconds/leastSeconds', 30);
    return containers.flatMap((container) => {
      const probe = container.spec.livenessProbe;
      if (probe === undefined) return [];
      const kill = secondsToFail(probe);
      const overlaps = probe.timeoutSeconds >= probe.periodSeconds;
      if (kill >= leastSeconds && !overlaps) return [];
      const why = overlaps
        ? `one answer may take ${probe.timeoutSeconds} s, but it is asked every ${probe.periodSeconds} s`
        : `it is killed after ${kill} s without an answer`;
      return [
        {
          locator: `${container.locator}.livenessProbe`,
          message: `The liveness probe of container ${container.name} is impatient: ${why}. A garbage collection or a slow disk is enough for a restart.`,
          path: [...container.path, 'livenessProbe'],
          container: container.name,
          ...(isAgent(container) ? { severity: 'info' as const } : {}),
        },
      ];
    });
  },
};

const slowRuntime: WorkloadRule = {
  id: 'slow-runtime',
  title: 'a runtime that starts slowly, and nothing protects its start',
  severity: 'info',
  confidence: 'heuristic',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'workload',
  judge: ({ containers }) =>
    containers
      .filter(
        ({ spec }) =>
          spec.livenessProbe !== undefined &&
          spec.startupProbe === undefined &&
          spec.livenessProbe.initialDelaySeconds < 30 &&
          looksLikeJvm(spec),
      )
      .map((container) => ({
        locator: `${container.locator}.startupProbe`,
        message: `Container ${container.name} looks like a JVM and has no startup probe: on a busy node it is killed before it has started, again and again.`,
        path: container.path,
        missing: 'startupProbe',
        container: container.name,
      })),
};

/** Agents beside an application restart cheaply. */
const agents = /(istio-proxy|linkerd-proxy|envoy|fluent-?bit|filebeat|vault-agent|datadog-agent|cloud-?sql-?proxy|otel|jaeger-agent)/i;

function isAgent({ role, name, spec }: Container): boolean {
  return role === 'sidecar' && (agents.test(name) || agents.test(String(spec.image ?? '')));
}

function looksLikeJvm({ command, args, env }: any): boolean {
  const words = [...(Array.isArray(command) ? command : []), ...(Array.isArray(args) ? args : [])].map(String);
  const names = (Array.isArray(env) ? env : []).map((one: any) => String(one?.name ?? ''));
  return (
    words.some((word) => /(^|\/)java$/.test(word)) ||
    names.some((name: string) => name === 'JAVA_TOOL_OPTIONS' || name === 'JAVA_OPTS' || name.startsWith('SPRING_'))
  );
}

const pod = (container: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: app
          image: registry.example.org/web:1.4
${container.replaceAll(/^/gm, '          ').trimEnd()}
`;

/** Liveness probes that kill faster than an application recovers or starts. */
export const livenessTooAggressive: Check = {
  id: 'liveness-too-aggressive',
  title: 'Liveness probe kills before the app can start or recover',
  group: 'probes',
  explanation:
    'A liveness probe should end a process that will never answer again. One that gives up after some seconds also ends processes that pause: under load, in a garbage ' +
    'collection, while a dependency is slow. Restarts take capacity away exactly when it is needed, and a start that takes longer than the probe waits never ends.',
  fix: 'Protect the start with a startup probe (failureThreshold: 60, periodSeconds: 5), and give liveness periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 6.',
  sources: [
    { title: 'Liveness probes are dangerous', url: 'https://srcco.de/posts/kubernetes-liveness-probes-are-dangerous.html' },
    {
      title: 'Kubernetes: startup probes',
      url: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#define-startup-probes',
    },
  ],
  replaces: [],
  rules: [killsInSeconds, slowRuntime],
  examples: {
    flags: [
      {
        name: 'two failures of five seconds',
        yaml: pod('livenessProbe: {httpGet: {path: /alive, port: 8080}, periodSeconds: 5, failureThreshold: 2}'),
        expect: [{ rule: 'kills-in-seconds', severity: 'warning', locator: 'containers[name=app].livenessProbe' }],
      },
      {
        name: 'an answer may take as long as the pause between two questions',
        yaml: pod('livenessProbe: {httpGet: {path: /alive, port: 8080}, periodSeconds: 10, timeoutSeconds: 10}'),
        expect: [{ rule: 'kills-in-seconds', severity: 'warning', locator: 'containers[name=app].livenessProbe' }],
      },
      {
        name: 'a JVM without a startup probe',
        yaml: pod('command: [/usr/bin/java, -jar, app.jar]\nlivenessProbe: {httpGet: {path: /alive, port: 8080}, failureThreshold: 6}'),
        expect: [{ rule: 'slow-runtime', severity: 'info', locator: 'containers[name=app].startupProbe' }],
      },
    ],
    passes: [
      {
        name: 'a patient probe behind a startup probe',
        yaml: pod(
          'command: [java, -jar, app.jar]\nstartupProbe: {httpGet: {path: /alive, port: 8080}, periodSeconds: 5, failureThreshold: 60}\n' +
            'livenessProbe: {httpGet: {path: /alive, port: 8080}, periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 6}',
        ),
      },
    ],
    guards: [{ name: 'the defaults are just patient enough', yaml: pod('livenessProbe: {httpGet: {path: /alive, port: 8080}}') }],
  },
};
