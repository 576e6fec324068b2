import type { ContainerPlan, EnvPlan, RevisionPlan, VolumePlan, WorkloadPlan } from '../plan/cluster-plan.ts';
import { type FieldSet, fieldsOf } from './managed-fields.ts';
import { selectorLabels } from './metadata.ts';

/** The pod template as it stands in a workload's own spec; shared by all objects that repeat it, so never to be changed. */
export interface WorkloadTemplate {
  readonly template: { readonly metadata: Readonly<Record<string, unknown>>; readonly spec: TemplateSpec };
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>> | undefined;
  readonly fields: FieldSet;
}

/** The spec of a pod template, before admission adds to it. */
export type TemplateSpec = Readonly<Record<string, unknown>> & {
  readonly containers: readonly ContainerSpec[];
  readonly initContainers?: readonly ContainerSpec[];
};

/** A container of a pod template. */
export type ContainerSpec = Readonly<Record<string, unknown>> & { readonly name: string; readonly image: string };

/** What the templates of all revisions of a workload have in common. */
interface Base {
  readonly containers: readonly ContainerSpec[];
  readonly initContainers: readonly ContainerSpec[] | undefined;
  readonly annotations: Readonly<Record<string, string>> | undefined;
  fields: FieldSet | undefined;
}

const templates = new WeakMap<RevisionPlan, WorkloadTemplate>();
/** By the list of containers, which a workload keeps through its life. */
const bases = new WeakMap<readonly ContainerPlan[], Base>();

/** The template of a workload's revision, made once. */
export function workloadTemplate(workload: WorkloadPlan, revision: RevisionPlan): WorkloadTemplate {
  const known = templates.get(revision);
  if (known !== undefined) return known;
  const made = makeTemplate(workload, revision);
  templates.set(revision, made);
  return made;
}

function baseOf(workload: WorkloadPlan): Base {
  const known = bases.get(workload.containers);
  if (known !== undefined) return known;
  const base: Base = {
    containers: workload.containers.map(containerSpec),
    initContainers: workload.initContainers?.map(containerSpec),
    annotations: templateAnnotations(workload),
    fields: undefined,
  };
  bases.set(workload.containers, base);
  return base;
}

function makeTemplate(workload: WorkloadPlan, revision: RevisionPlan): WorkloadTemplate {
  const base = baseOf(workload);
  const { annotations } = base;
  const labels = {
    ...selectorLabels(workload),
    ...(workload.madeBy === 'kubelet' ? { tier: 'control-plane' } : { version: revision.tag, team: workload.team }),
  };
  const tagged = (specs: readonly ContainerSpec[], plans: readonly ContainerPlan[]): readonly ContainerSpec[] =>
    specs.map((spec, i) => (plans[i]?.tag === undefined ? { ...spec, image: `${spec.image}:${revision.tag}` } : spec));
  const spec = templateSpec(
    workload,
    tagged(base.containers, workload.containers),
    base.initContainers && tagged(base.initContainers, workload.initContainers ?? []),
  );
  base.fields ??= fieldsOf({ metadata: { labels, annotations }, spec });
  const template = { metadata: { creationTimestamp: null, labels, ...(annotations === undefined ? {} : { annotations }) }, spec };
  return { template, labels, annotations, fields: base.fields };
}

/** A container without the tag that its revision brings. */
function containerSpec(container: ContainerPlan): ContainerSpec {
  const { ports, env, args, command, probe, mounts } = container;
  return {
    name: container.name,
    image: container.tag === undefined ? container.image : `${container.image}:${container.tag}`,
    ...(command === undefined ? {} : { command }),
    ...(args === undefined ? {} : { args }),
    ...(ports === undefined ? {} : { ports: ports.map((p) => ({ name: p.name, containerPort: p.port, protocol: p.protocol ?? 'TCP' })) }),
    ...(env === undefined ? {} : { env: env.map(envVar) }),
    resources: resourcesOf(container),
    ...(mounts === undefined
      ? {}
      : { volumeMounts: mounts.map((m) => ({ name: m.name, ...(m.readOnly ? { readOnly: true } : {}), mountPath: m.path })) }),
    ...(probe === undefined ? {} : { livenessProbe: httpProbe(probe, 30), readinessProbe: httpProbe(probe, 5) }),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
  };
}

function resourcesOf(container: ContainerPlan): Readonly<Record<string, unknown>> {
  const { cpuMillis, memoryMi, cpuLimitMillis, memoryLimitMi } = container;
  const limits = {
    ...(cpuLimitMillis === undefined ? {} : { cpu: cpuText(cpuLimitMillis) }),
    ...(memoryLimitMi === undefined ? {} : { memory: `${memoryLimitMi}Mi` }),
  };
  return {
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
    requests: { cpu: cpuText(cpuMillis), memory: `${memoryMi}Mi` },
  };
}

/** A CPU quantity in its canonical form. */
export function cpuText(millis: number): string {
  return millis % 1000 === 0 ? String(millis / 1000) : `${millis}m`;
}

function envVar(env: EnvPlan): Readonly<Record<string, unknown>> {
  if (env.secret !== undefined) return { name: env.name, valueFrom: { secretKeyRef: { name: env.secret.name, key: env.secret.key } } };
  if (env.field !== undefined) return { name: env.name, valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: env.field } } };
  return { name: env.name, value: env.value ?? '' };
}

function httpProbe(probe: { path: string; port: number }, initialDelaySeconds: number): Readonly<Record<string, unknown>> {
  return {
    httpGet: { path: probe.path, port: probe.port, scheme: 'HTTP' },
    initialDelaySeconds,
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  };
}

function templateAnnotations(workload: WorkloadPlan): Readonly<Record<string, string>> | undefined {
  if (workload.namespace === 'kube-system')
    return workload.service === undefined ? undefined : { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9090' };
  return workload.service === undefined
    ? undefined
    : { 'zmon.zalan.do/team': workload.team, 'prometheus.io/path': '/metrics', 'prometheus.io/scrape': 'true' };
}

function templateSpec(
  workload: WorkloadPlan,
  containers: readonly ContainerSpec[],
  initContainers: readonly ContainerSpec[] | undefined,
): TemplateSpec {
  const account = workload.serviceAccount;
  return {
    ...(workload.volumes === undefined ? {} : { volumes: workload.volumes.map(volumeSpec) }),
    ...(initContainers === undefined ? {} : { initContainers }),
    containers,
    restartPolicy: workload.kind === 'CronJob' ? 'Never' : 'Always',
    terminationGracePeriodSeconds: workload.gracePeriodSeconds ?? 30,
    dnsPolicy: workload.hostNetwork === true && workload.application !== 'skipper-ingress' ? 'Default' : 'ClusterFirst',
    ...(workload.onMasters === true ? { nodeSelector: { 'node.kubernetes.io/role': 'master' } } : {}),
    ...(account === 'default' ? {} : { serviceAccountName: account, serviceAccount: account }),
    ...(workload.hostNetwork === true ? { hostNetwork: true } : {}),
    securityContext: {},
    ...(workload.kind === 'StatefulSet' || workload.application === 'coredns' ? { affinity: antiAffinity(workload) } : {}),
    schedulerName: 'default-scheduler',
    ...(workload.kind === 'DaemonSet' ? { tolerations: everywhere } : {}),
    ...(workload.priorityClass === undefined ? {} : { priorityClassName: workload.priorityClass }),
  };
}

/** Tolerations of what runs on every node. */
export const everywhere = [
  { operator: 'Exists', effect: 'NoSchedule' },
  { operator: 'Exists', effect: 'NoExecute' },
];

function antiAffinity(workload: WorkloadPlan): Readonly<Record<string, unknown>> {
  const podAffinityTerm = { labelSelector: { matchLabels: selectorLabels(workload) }, topologyKey: 'kubernetes.io/hostname' };
  return { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm }] } };
}

function volumeSpec(volume: VolumePlan): Readonly<Record<string, unknown>> {
  switch (volume.kind) {
    case 'configMap':
      return { name: volume.name, configMap: { name: volume.source, defaultMode: 420 } };
    case 'secret':
      return { name: volume.name, secret: { secretName: volume.source, defaultMode: 420 } };
    case 'hostPath':
      return { name: volume.name, hostPath: { path: volume.source, type: '' } };
    case 'claim':
      return { name: volume.name, persistentVolumeClaim: { claimName: volume.source } };
    case 'emptyDir':
      return { name: volume.name, emptyDir: {} };
  }
}
