// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was written
import type { KubeObject } from '../kube/object.ts';
import type { Check } from './check.ts';
import type { Judging } from './judging.ts';
import { containsLabels } from './relations.ts';
import type { ObjectRule, WorkloadRule } from './rule.ts';
import { servedDeployment } from './service-example.ts';
import type { Workload } from './workload.ts';
import { isOwnedByWorkload } from './workload-owner.ts';

const services = ['services'];
const minuteMs = 60_000;
/** Kinds whose pods a Service may select. */
const workloadResources = [
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'replicasets.apps',
  'pods',
  'jobs.batch',
  'cronjobs.batch',
];

const selectsNothing: ObjectRule = {
  id: 'selects-nothing',
  title: 'selects no pod',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: workloadResources,
  anchor: 'object',
  resources: services,
  judge: (service, judging) => {
    if (!hasSelector(service)) return [];
    const { inventory, nowMs, wakeAt } = judging;
    const namespace = service.metadata.namespace ?? 'default';
    const known = workloadResources.map((resource) => inventory.knows(resource, namespace)).find((one) => typeof one === 'object');
    if (typeof known === 'object') return { unknown: known.unreadable };
    if (matching(service, judging).length > 0) return [];
    const createdMs = Date.parse(String(service.metadata.creationTimestamp));
    if (inventory.mode === 'live' && nowMs < createdMs + 10 * minuteMs) {
      wakeAt(createdMs + 10 * minuteMs);
      return [];
    }
    const elsewhere = inventory.knows('pods', namespace) === 'some';
    // A Service alone in an input says nothing: what it selects may be anywhere.
    if (elsewhere && workloadsIn(namespace, judging).length === 0) return [];
    const near = nearest(service, judging);
    return [
      {
        locator: 'spec.selector',
        message: `No pod has the labels ${labelText(service.spec.selector)}${near === undefined ? '' : `; ${near}`}: whoever calls the Service gets no answer.`,
        path: ['spec', 'selector'],
        ...(judging.relations.isBackend(namespace, service.metadata.name) ? { severity: 'critical' as const } : {}),
        ...(elsewhere ? { confidence: 'heuristic' as const } : {}),
      },
    ];
  },
};

const noneReady: ObjectRule = {
  id: 'none-ready',
  title: 'none of its pods is ready',
  severity: 'warning',
  runsOn: ['live'],
  symptom: true,
  holdMs: 2 * minuteMs,
  reads: ['pods', 'endpointslices.discovery.k8s.io'],
  anchor: 'object',
  resources: services,
  judge: (service, { inventory, relations }) => {
    if (!hasSelector(service) || service.spec?.publishNotReadyAddresses === true) return [];
    const namespace = service.metadata.namespace ?? 'default';
    const known = inventory.knows('pods', namespace);
    if (typeof known === 'object') return { unknown: known.unreadable };
    const pods = inventory
      .list('pods', namespace)
      .filter((pod) => isAlive(pod) && containsLabels(pod.metadata.labels ?? {}, service.spec.selector));
    if (pods.length === 0 || pods.some(isReady)) return [];
    const sinceMs = Math.max(...pods.map(notReadySinceMs));
    return [
      {
        locator: 'endpoints',
        message: `It has ${pods.length === 1 ? 'one pod' : `${pods.length} pods`}, and none is ready: whoever calls it gets no answer.`,
        path: ['spec', 'selector'],
        ...(sinceMs > 0 ? { sinceMs } : {}),
        ...(relations.isBackend(namespace, service.metadata.name) ? { severity: 'critical' as const } : {}),
      },
    ];
  },
};

const namedPortMissing: ObjectRule = {
  id: 'named-port-missing',
  title: 'leads to a port that no pod names',
  severity: 'critical',
  runsOn: ['manifest', 'live'],
  reads: workloadResources,
  anchor: 'object',
  resources: services,
  judge: (service, judging) => {
    const pods = hasSelector(service) ? matching(service, judging) : [];
    if (pods.length === 0) return [];
    const names = new Set(pods.flatMap(({ containers }) => containers.flatMap(({ spec }) => list(spec.ports).map((port) => port?.name))));
    return list(service.spec?.ports).flatMap((port, i) => {
      if (typeof port?.targetPort !== 'string' || names.has(port.targetPort)) return [];
      const known = [...names].filter((name) => name !== undefined);
      return [
        {
          locator: `ports[${port.name ?? port.port}].targetPort`,
          message: `Port ${port.port} leads to "${port.targetPort}", which no container of its pods names${known.length === 0 ? '' : ` (they name ${known.join(', ')})`}.`,
          path: ['spec', 'ports', i, 'targetPort'],
        },
      ];
    });
  },
};

const templateMismatch: WorkloadRule = {
  id: 'template-mismatch',
  title: 'does not select its own pods',
  severity: 'critical',
  runsOn: ['manifest'],
  reads: [],
  anchor: 'workload',
  judge: ({ object, labels, kind, templatePath }) => {
    const selector = object.spec?.selector?.matchLabels;
    if (kind === 'Job' || kind === 'CronJob' || typeof selector !== 'object' || selector === null || containsLabels(labels, selector))
      return [];
    const wrong = Object.entries(selector).filter(([key, value]) => labels[key] !== value);
    return [
      {
        locator: 'spec.selector',
        message: `Its selector wants ${labelText(Object.fromEntries(wrong))}, and its pods have ${labelText(Object.fromEntries(wrong.map(([key]) => [key, labels[key] ?? '(nothing)'])))}: the API server refuses it.`,
        path: [...templatePath, 'metadata'],
        patch: wrong.map(([key, value]) => ({
          op: 'set' as const,
          path: [...templatePath, 'metadata', 'labels', key],
          value: value as string,
        })),
      },
    ];
  },
};

const mixedBackends: ObjectRule = {
  id: 'mixed-backends',
  title: 'sends traffic to pods of a Job too',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: workloadResources,
  anchor: 'object',
  resources: services,
  judge: (service, judging) => {
    const found = hasSelector(service) ? matching(service, judging) : [];
    const jobs = found.filter(({ kind }) => kind === 'Job' || kind === 'CronJob');
    if (jobs.length === 0 || jobs.length === found.length) return [];
    return jobs.map(({ kind, name }) => ({
      locator: `selects[${kind}/${name}]`,
      message: `Its selector means the pods of ${kind} ${name} too: while that runs, a part of the requests goes there.`,
      path: ['spec', 'selector'],
    }));
  },
};

function hasSelector({ spec }: KubeObject): boolean {
  return (
    typeof spec?.selector === 'object' && spec.selector !== null && Object.keys(spec.selector).length > 0 && spec.type !== 'ExternalName'
  );
}

/** Templates (and pods of their own) that the Service selects; what is owned by another counts once, through its owner. */
function matching(service: KubeObject, judging: Judging): readonly Workload[] {
  return judging.relations
    .workloadCandidates(service.metadata.namespace ?? 'default', workloadResources, service.spec.selector)
    .filter(({ labels, object }) => !isOwnedByWorkload(object) && containsLabels(labels, service.spec.selector));
}

function workloadsIn(namespace: string, { relations }: Judging): readonly Workload[] {
  return relations.workloads(namespace, workloadResources).filter(({ object }) => !isOwnedByWorkload(object));
}

/** The workload that has most of the labels asked for. */
function nearest(service: KubeObject, judging: Judging): string | undefined {
  const wanted = Object.entries(service.spec.selector);
  const scored = workloadsIn(service.metadata.namespace ?? 'default', judging)
    .map((workload) => ({ workload, same: wanted.filter(([key, value]) => workload.labels[key] === value).length }))
    .sort((a, b) => b.same - a.same);
  const [best] = scored;
  if (best === undefined || best.same === 0) return undefined;
  const differing = wanted.filter(([key, value]) => best.workload.labels[key] !== value);
  return `nearest is ${best.workload.kind} ${best.workload.name} with ${labelText(Object.fromEntries(differing.map(([key]) => [key, best.workload.labels[key] ?? '(nothing)'])))}`;
}

function labelText(labels: Readonly<Record<string, unknown>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}

function isAlive({ status, metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp === undefined && status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
}

function readyCondition({ status }: KubeObject): any {
  return list(status?.conditions).find((one) => one?.type === 'Ready');
}

function isReady(pod: KubeObject): boolean {
  return readyCondition(pod)?.status === 'True';
}

function notReadySinceMs(pod: KubeObject): number {
  const ms = Date.parse(String(readyCondition(pod)?.lastTransitionTime));
  return Number.isNaN(ms) ? 0 : ms;
}

function list(value: unknown): readonly any[] {
  return Array.isArray(value) ? value : [];
}

const ingress = `---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {rules: [{host: shop.example.org, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}
`;

/** Services that lead nowhere, or to the wrong pods. */
export const serviceWithoutEndpoints: Check = {
  id: 'service-without-endpoints',
  title: 'Service that routes to nothing or to the wrong pods',
  group: 'references',
  explanation:
    'A Service finds its pods by labels, and nothing complains when it finds none, or those of somebody else. A label that changed in one of two places has taken payments down ' +
    'for hours.',
  fix: 'Make spec.selector and the labels of the pod template the same, and targetPort a name or number that a container has.',
  sources: [{ title: 'Kubernetes: debug Services', url: 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/' }],
  replaces: [
    { tool: 'kube-score', rule: 'service-targets-pod' },
    { tool: 'kube-linter', rule: 'dangling-service' },
    { tool: 'kube-linter', rule: 'mismatching-selector' },
    { tool: 'popeye', rule: 'POP-1100' },
    { tool: 'kube-score', rule: 'deployment-pod-selector-labels-match-template-metadata-labels' },
  ],
  rules: [selectsNothing, noneReady, namedPortMissing, templateMismatch, mixedBackends],
  examples: {
    flags: [
      {
        name: 'a label with a typing error, behind an Ingress',
        mode: 'live',
        yaml: servedDeployment({}).replace('selector: {app: web}\n  ports', 'selector: {app: wbe}\n  ports') + ingress,
        expect: [{ rule: 'selects-nothing', severity: 'critical', locator: 'spec.selector' }],
      },
      {
        name: 'the same in an input that may not be all',
        yaml: servedDeployment({}).replace('selector: {app: web}\n  ports', 'selector: {app: wbe}\n  ports'),
        expect: [{ rule: 'selects-nothing', severity: 'warning', locator: 'spec.selector' }],
      },
      {
        name: 'two pods, none ready',
        mode: 'live',
        yaml: ['a', 'b'].reduce(
          (text, name) => `${text}---
apiVersion: v1
kind: Pod
metadata: {name: web-${name}, namespace: shop, labels: {app: web}, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: w, uid: r, controller: true}]}
spec: {containers: [{name: app, image: "registry.example.org/web:1.4", ports: [{name: http, containerPort: 8080}]}]}
status: {phase: Running, conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-11-20T11:00:00Z"}]}
`,
          servedDeployment({}),
        ),
        expect: [{ rule: 'none-ready', severity: 'warning', locator: 'endpoints' }],
      },
      {
        name: 'a port name that is not there',
        yaml: servedDeployment({}).replace('targetPort: http', 'targetPort: web'),
        expect: [{ rule: 'named-port-missing', severity: 'critical', locator: 'ports[80].targetPort' }],
      },
      {
        name: 'selector and template differ',
        yaml: servedDeployment({})
          .replace('metadata: {labels: {app: web}}', 'metadata: {labels: {app: web-v2}}')
          .replace('selector: {app: web}\n  ports', 'selector: {app: web-v2}\n  ports'),
        expect: [{ rule: 'template-mismatch', severity: 'critical', locator: 'spec.selector' }],
      },
      {
        name: 'a Job with the labels of the application',
        yaml: `${servedDeployment({})}---
apiVersion: batch/v1
kind: Job
metadata: {name: migrate, namespace: shop}
spec: {template: {metadata: {labels: {app: web}}, spec: {restartPolicy: Never, containers: [{name: m, image: "registry.example.org/web:1.4"}]}}}
`,
        expect: [{ rule: 'mixed-backends', severity: 'warning', locator: 'selects[Job/migrate]' }],
      },
    ],
    passes: [{ name: 'labels and ports agree', yaml: servedDeployment({}) + ingress }],
    guards: [
      {
        name: 'a Service alone',
        yaml: 'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n',
      },
      {
        name: 'pods of a StatefulSet that an operator made',
        mode: 'live',
        yaml: servedDeployment({ kind: 'StatefulSet' }).replace(
          'uid: d1}',
          'uid: d1, ownerReferences: [{apiVersion: acid.zalan.do/v1, kind: postgresql, name: web, uid: c1, controller: true}]}',
        ),
      },
      {
        name: 'addresses kept by hand',
        mode: 'live',
        yaml: 'apiVersion: v1\nkind: Service\nmetadata: {name: db, namespace: shop}\nspec: {ports: [{port: 5432}]}\n',
      },
    ],
  },
};
