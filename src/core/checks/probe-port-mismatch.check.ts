// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was written
import type { Check } from './check.ts';
import type { Fault, FieldPath } from './fault.ts';
import type { WorkloadRule } from './rule.ts';
import type { Container, Workload } from './workload.ts';

/** One handler of a container that asks a port. */
interface PortQuestion {
  readonly container: Container;
  /** `readinessProbe`, `lifecycle.preStop`. */
  readonly where: string;
  readonly path: FieldPath;
  readonly handler: any;
}

const unknownName: WorkloadRule = {
  id: 'unknown-name',
  title: 'names a port that its container does not have',
  severity: 'critical',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'workload',
  judge: (workload) =>
    questions(workload)
      .filter(
        ({ handler, container }) =>
          typeof handler.port === 'string' && !/^\d+$/.test(handler.port) && !portNames(container).includes(handler.port),
      )
      .map((question) =>
        fault(
          question,
          `asks port "${question.handler.port}", which container ${question.container.name} does not name: the kubelet can never resolve it`,
        ),
      ),
};

const undeclaredNumber: WorkloadRule = {
  id: 'undeclared-number',
  title: 'asks a port that its container does not declare',
  severity: 'info',
  runsOn: ['manifest'],
  latent: true,
  reads: [],
  anchor: 'workload',
  judge: (workload) =>
    questions(workload)
      .filter(({ handler, container }) => {
        const numbers = portNumbers(container);
        return typeof handler.port === 'number' && numbers.length > 0 && !numbers.includes(handler.port);
      })
      .map((question) =>
        fault(
          question,
          `asks port ${question.handler.port}, and container ${question.container.name} declares ${portNumbers(question.container).join(', ')}`,
        ),
      ),
};

const foreignHost: WorkloadRule = {
  id: 'foreign-host',
  title: 'leaves the pod',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'workload',
  judge: (workload) =>
    questions(workload)
      .filter(({ handler }) => isForeign(handler.host, workload.podSpec.hostNetwork === true))
      .map((question) =>
        fault(
          question,
          `asks host ${question.handler.host}: the kubelet asks from the node, so that this is not the pod, and every replica judges the same stranger`,
        ),
      ),
};

function isForeign(host: unknown, hostNetwork: boolean): boolean {
  if (typeof host !== 'string' || host === '') return false;
  return host === 'localhost' || host === '127.0.0.1' ? !hostNetwork : true;
}

function questions({ containers, initContainers }: Workload): readonly PortQuestion[] {
  return [...containers, ...initContainers].flatMap((container) => {
    const { readinessProbe, livenessProbe, startupProbe, lifecycle } = container.spec;
    const places: readonly (readonly [string, any])[] = [
      ['readinessProbe', readinessProbe],
      ['livenessProbe', livenessProbe],
      ['startupProbe', startupProbe],
      ['lifecycle.preStop', lifecycle?.preStop],
      ['lifecycle.postStart', lifecycle?.postStart],
    ];
    return places.flatMap(([where, value]): readonly PortQuestion[] =>
      (['httpGet', 'tcpSocket'] as const).flatMap((kind) =>
        value?.[kind] === undefined || value[kind] === null
          ? []
          : [{ container, where, path: [...container.path, ...where.split('.'), kind], handler: value[kind] }],
      ),
    );
  });
}

function fault({ container, where, path }: PortQuestion, what: string): Fault {
  return { locator: `${container.locator}.${where}`, message: `The ${where} ${what}.`, path, container: container.name };
}

function ports({ spec }: Container): readonly any[] {
  return Array.isArray(spec.ports) ? spec.ports : [];
}

function portNames(container: Container): readonly unknown[] {
  return ports(container).map((port) => port?.name);
}

function portNumbers(container: Container): readonly unknown[] {
  return ports(container).map((port) => port?.containerPort);
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
          ports: [{name: http, containerPort: 8080}]
${container.replaceAll(/^/gm, '          ').trimEnd()}
`;

/** Probes and hooks that ask where nobody listens. */
export const probePortMismatch: Check = {
  id: 'probe-port-mismatch',
  title: 'Probe points to a port the container does not have',
  group: 'probes',
  explanation:
    'A probe names its port like a Service does, but only names of its own container count. A name that is not there fails for ever: the pod never becomes ready, or is ' +
    'killed again and again. A host in a probe makes every replica depend on the same stranger.',
  fix: 'Use a name from ports[].name of the same container, and leave host out.',
  sources: [
    {
      title: 'Kubernetes: configure liveness, readiness and startup probes',
      url: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
    },
  ],
  replaces: [
    { tool: 'kube-linter', rule: 'readiness-port' },
    { tool: 'kube-linter', rule: 'liveness-port' },
    { tool: 'kube-linter', rule: 'startup-port' },
  ],
  rules: [unknownName, undeclaredNumber, foreignHost],
  examples: {
    flags: [
      {
        name: 'a name that another container has',
        yaml: pod('readinessProbe: {httpGet: {path: /ready, port: web}}'),
        expect: [{ rule: 'unknown-name', severity: 'critical', locator: 'containers[name=app].readinessProbe' }],
      },
      {
        name: 'a number that is not declared',
        yaml: pod('livenessProbe: {tcpSocket: {port: 9090}}'),
        expect: [{ rule: 'undeclared-number', severity: 'info', locator: 'containers[name=app].livenessProbe' }],
      },
      {
        name: 'a probe of another host',
        yaml: pod('readinessProbe: {httpGet: {path: /ready, port: http, host: db.example.org}}'),
        expect: [{ rule: 'foreign-host', severity: 'warning', locator: 'containers[name=app].readinessProbe' }],
      },
    ],
    passes: [
      {
        name: 'the name of its own port',
        yaml: pod('readinessProbe: {httpGet: {path: /ready, port: http}}\nlivenessProbe: {httpGet: {path: /alive, port: 8080}}'),
      },
    ],
    guards: [
      {
        name: 'localhost on the network of the host',
        yaml: `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: kube-system}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      hostNetwork: true
      containers:
        - name: agent
          image: registry.example.org/agent:1
          readinessProbe: {httpGet: {path: /ready, port: 9100, host: 127.0.0.1}}
`,
      },
      {
        name: 'no ports are declared at all',
        yaml: pod('').replace(
          '          ports: [{name: http, containerPort: 8080}]\n',
          '          readinessProbe: {tcpSocket: {port: 8080}}\n',
        ),
      },
    ],
  },
};
