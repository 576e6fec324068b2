import type { Check } from './check.ts';
import type { Fault } from './fault.ts';
import type { Judging } from './judging.ts';
import type { WorkloadRule } from './rule.ts';
import { targetContainers } from './target-container.ts';
import type { Container, Workload } from './workload.ts';

const noProbe: WorkloadRule = {
  id: 'no-probe',
  title: 'receives traffic without a readiness probe',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  raisedWhenCritical: true,
  reads: ['services'],
  anchor: 'workload',
  judge(workload, judging) {
    if (!serves(workload)) return [];
    const found = new Map<Container, Fault>();
    for (const service of judging.relations.servicesOf(workload)) {
      if (service.spec?.type === 'ExternalName' || service.spec?.publishNotReadyAddresses === true) continue;
      for (const container of targetContainers(service, workload)) {
        if (container.spec.readinessProbe !== undefined || found.has(container)) continue;
        const peersOnly = service.spec?.clusterIP === 'None' && !judging.relations.isExposed(workload);
        found.set(
          container,
          fault(
            container,
            `Service ${service.metadata.name} sends traffic to it as soon as its process has started`,
            peersOnly || hasGates(workload),
          ),
        );
      }
    }
    return [...found.values()];
  },
};

const noProbeUnknownService: WorkloadRule = {
  id: 'no-probe-unknown-service',
  title: 'declares ports, has no readiness probe, and its Service is not in the input',
  severity: 'info',
  confidence: 'heuristic',
  runsOn: ['manifest'],
  reads: ['services'],
  anchor: 'workload',
  judge(workload, judging) {
    if (!serves(workload) || hasGates(workload) || hasAnyService(judging)) return [];
    return workload.containers
      .filter(({ spec }) => spec.readinessProbe === undefined && Array.isArray(spec.ports) && spec.ports.length > 0)
      .map((container) => fault(container, 'it declares ports, and a Service that uses them would send traffic at once', false));
  },
};

function serves({ kind }: Workload): boolean {
  return kind !== 'Job' && kind !== 'CronJob';
}

function hasGates({ podSpec }: Workload): boolean {
  return Array.isArray(podSpec.readinessGates) && podSpec.readinessGates.length > 0;
}

function hasAnyService({ inventory }: Judging): boolean {
  return inventory.list('services').length > 0 || inventory.knows('services') === 'all';
}

function fault(container: Container, why: string, mild: boolean): Fault {
  return {
    locator: `${container.locator}.readinessProbe`,
    message: `Container ${container.name} has no readiness probe: ${why}.`,
    path: container.path,
    missing: 'readinessProbe',
    container: container.name,
    ...(mild ? { severity: 'info' } : {}),
  };
}

/** Containers behind a Service that count as ready the moment their process starts. */
export const readinessProbeMissing: Check = {
  id: 'readiness-probe-missing',
  title: 'Container receives Service traffic without a readiness probe',
  group: 'probes',
  explanation:
    'Without a readiness probe a container counts as ready when its process starts. Each rollout and each restart then sends requests to a program that still loads, ' +
    'and one that has lost what it needs keeps its share of the traffic.',
  fix:
    'Give the container a readiness probe on an endpoint that checks this process alone, not what stands behind it:\n\n' +
    'readinessProbe:\n  httpGet: {path: /ready, port: http}\n  periodSeconds: 5\n  timeoutSeconds: 2\n  failureThreshold: 3\n',
  sources: [
    {
      title: 'Kubernetes: configure liveness, readiness and startup probes',
      url: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
    },
  ],
  replaces: [
    { tool: 'popeye', rule: 'POP-105' },
    { tool: 'polaris', rule: 'readinessProbeMissing' },
    { tool: 'kube-score', rule: 'pod-probes' },
    { tool: 'kube-linter', rule: 'no-readiness-probe' },
  ],
  rules: [noProbe, noProbeUnknownService],
  examples: {
    flags: [
      {
        name: 'a Deployment behind a Service',
        yaml: `apiVersion: apps/v1
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
        - name: logs
          image: registry.example.org/logs:2.0
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: http}]
`,
        expect: [{ rule: 'no-probe', severity: 'warning', locator: 'containers[name=app].readinessProbe' }],
      },
      {
        name: 'ports without any Service in the input',
        yaml: `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: app
          image: registry.example.org/web:1.4
          ports: [{containerPort: 8080}]
`,
        expect: [{ rule: 'no-probe-unknown-service', severity: 'info', locator: 'containers[name=app].readinessProbe' }],
      },
    ],
    passes: [
      {
        name: 'a probe on its own endpoint',
        yaml: `apiVersion: apps/v1
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
          readinessProbe:
            httpGet: {path: /ready, port: http}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: http}]
`,
      },
    ],
    guards: [
      {
        name: 'a Job has nobody to be ready for',
        yaml: `apiVersion: batch/v1
kind: Job
metadata: {name: import, namespace: shop}
spec:
  template:
    metadata: {labels: {app: web}}
    spec:
      restartPolicy: Never
      containers:
        - name: app
          image: registry.example.org/web:1.4
          ports: [{containerPort: 8080}]
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  selector: {app: web}
  ports: [{port: 8080}]
`,
      },
      {
        name: 'peers that find each other before they are ready',
        yaml: `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers:
        - name: db
          image: registry.example.org/db:15
          ports: [{containerPort: 5432}]
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec:
  clusterIP: None
  publishNotReadyAddresses: true
  selector: {app: db}
  ports: [{port: 5432}]
`,
      },
    ],
  },
};
