import type { Check } from './check.ts';
import type { Fault } from './fault.ts';
import { probeHandler, secondsToFail } from './probe-handler.ts';
import type { WorkloadRule } from './rule.ts';
import type { Severity } from './severity.ts';
import type { Container } from './workload.ts';

/** Up to so many times slower, the kill follows the drain before the drain can help. */
const slowEnough = 3;

const sameAndAsFast: WorkloadRule = {
  id: 'same-and-as-fast',
  title: 'liveness asks what readiness asks, about as fast',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  raisedWhenCritical: true,
  reads: [],
  anchor: 'workload',
  judge: ({ containers }) => containers.flatMap((container) => judged(container, true)),
};

const sameButSlower: WorkloadRule = {
  id: 'same-but-slower',
  title: 'liveness asks what readiness asks, much slower',
  severity: 'info',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'workload',
  judge: ({ containers }) => containers.flatMap((container) => judged(container, false)),
};

function judged(container: Container, fast: boolean): readonly Fault[] {
  const { livenessProbe: liveness, readinessProbe: readiness } = container.spec;
  const handler = probeHandler(liveness, container);
  if (handler === undefined || handler !== probeHandler(readiness, container)) return [];
  const [kill, drain] = [secondsToFail(liveness), secondsToFail(readiness)];
  if (kill <= slowEnough * drain !== fast) return [];
  const severity: { severity?: Severity } = fast && liveness.tcpSocket !== undefined ? { severity: 'info' } : {};
  return [
    {
      locator: `${container.locator}.livenessProbe`,
      message:
        `Both probes of container ${container.name} ask the same: it is drained after ${drain} s and killed after ${kill} s.` +
        (fast ? ' Under overload its pods are killed one after the other, and the rest gets their load.' : ''),
      path: [...container.path, 'livenessProbe'],
      container: container.name,
      patch: fast ? [{ op: 'remove', path: [...container.path, 'livenessProbe'] }] : [],
      ...severity,
    },
  ];
}

const behind = `---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: http}]
`;

const deployment = (probes: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: app
          image: registry.example.org/web:1.4
          ports: [{name: http, containerPort: 8080}]
${probes.replaceAll(/^/gm, '          ').trimEnd()}
${behind}`;

/** Liveness probes that kill what readiness would only drain. */
export const livenessEqualsReadiness: Check = {
  id: 'liveness-equals-readiness',
  title: 'Liveness probe is the readiness probe',
  group: 'probes',
  explanation:
    'A readiness probe that fails takes a pod out of the load balancer; a liveness probe that fails kills it. When both ask the same, about as patiently, a pod that is ' +
    'only slow is killed, its load moves to the others, and the next one is killed: an overload becomes an outage.',
  fix: 'Leave the liveness probe out, or give it an endpoint of its own that does nothing but answer, or at least failureThreshold: 10.',
  sources: [{ title: 'Liveness probes are dangerous', url: 'https://srcco.de/posts/kubernetes-liveness-probes-are-dangerous.html' }],
  replaces: [
    { tool: 'kube-score', rule: 'pod-probes' },
    { tool: 'kyverno', rule: 'require-different-probes' },
  ],
  rules: [sameAndAsFast, sameButSlower],
  examples: {
    flags: [
      {
        name: 'the same endpoint, the same patience, one port by name and one by number',
        yaml: deployment('readinessProbe: {httpGet: {path: /health, port: http}}\nlivenessProbe: {httpGet: {path: /health, port: 8080}}\n'),
        expect: [{ rule: 'same-and-as-fast', severity: 'warning', locator: 'containers[name=app].livenessProbe' }],
      },
      {
        name: 'the same endpoint, but ten times as patient',
        yaml: deployment(
          'readinessProbe: {httpGet: {path: /health, port: http}}\nlivenessProbe: {httpGet: {path: /health, port: http}, failureThreshold: 30}\n',
        ),
        expect: [{ rule: 'same-but-slower', severity: 'info', locator: 'containers[name=app].livenessProbe' }],
      },
    ],
    passes: [
      {
        name: 'liveness has an endpoint of its own',
        yaml: deployment('readinessProbe: {httpGet: {path: /ready, port: http}}\nlivenessProbe: {httpGet: {path: /alive, port: http}}\n'),
      },
      { name: 'no liveness probe at all', yaml: deployment('readinessProbe: {httpGet: {path: /ready, port: http}}\n') },
    ],
    guards: [
      {
        name: 'the same path, another header',
        yaml: deployment(
          'readinessProbe: {httpGet: {path: /health, port: http, httpHeaders: [{name: Host, value: ready}]}}\nlivenessProbe: {httpGet: {path: /health, port: http}}\n',
        ),
      },
    ],
  },
};
