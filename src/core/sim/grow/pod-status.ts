import type { ClusterPlan, NodePlan, PodPlan } from '../plan/cluster-plan.ts';
import { stamp } from '../stamp.ts';
import { containerStatuses, initStatuses } from './container-status.ts';
import type { FieldSet } from './managed-fields.ts';
import { fieldsOf } from './managed-fields.ts';
import type { PodTemplate } from './pod-template.ts';
import { lastChangeMs, phaseOf, startMs } from './pod-times.ts';

interface Condition {
  readonly type: string;
  readonly observedGeneration: number;
  readonly status: 'True' | 'False';
  readonly lastProbeTime: null;
  readonly lastTransitionTime: string;
  readonly reason?: string;
  readonly message?: string;
}

/** The status of a planned pod as the kubelet, the scheduler or nobody would have written it. */
export function podStatus(plan: ClusterPlan, pod: PodPlan, template: PodTemplate): Readonly<Record<string, unknown>> {
  if (pod.state === 'new') return { phase: 'Pending', qosClass: template.qosClass };
  if (pod.state === 'pending') return pendingStatus(plan, pod, template);
  if (pod.state === 'evicted') return evictedStatus(pod, template);
  const node = pod.node;
  const address = pod.state === 'creating' ? undefined : pod.ip;
  const init = template.initImages.length === 0 ? undefined : initStatuses(plan, pod, template);
  return {
    observedGeneration: 1,
    phase: phaseOf(pod),
    conditions: conditionsOf(pod, template),
    ...(node === undefined ? {} : { hostIP: node.ip, hostIPs: hostIps(node) }),
    ...(address === undefined ? {} : { podIP: address, podIPs: [{ ip: address }] }),
    startTime: stamp(startMs(pod)),
    ...(init === undefined ? {} : { initContainerStatuses: init }),
    containerStatuses: containerStatuses(plan, pod, template),
    qosClass: template.qosClass,
  };
}

const hostIpLists = new WeakMap<NodePlan, readonly { readonly ip: string }[]>();

/** The addresses of a node, shared by its pods. */
function hostIps(node: NodePlan): readonly { readonly ip: string }[] {
  const known = hostIpLists.get(node);
  if (known !== undefined) return known;
  const made = [{ ip: node.ip }];
  hostIpLists.set(node, made);
  return made;
}

function condition(type: string, isTrue: boolean, at: string, why?: { reason: string; message?: string }): Condition {
  const base = {
    type,
    observedGeneration: 1,
    status: isTrue ? ('True' as const) : ('False' as const),
    lastProbeTime: null,
    lastTransitionTime: at,
  };
  if (why === undefined) return base;
  return why.message === undefined ? { ...base, reason: why.reason } : { ...base, reason: why.reason, message: why.message };
}

function conditionsOf(pod: PodPlan, template: PodTemplate): readonly Condition[] {
  const scheduledAt = stamp(pod.createdMs);
  const startedAt = stamp(startMs(pod));
  const isReady = pod.state === 'running' || pod.state === 'oom-restarted' || pod.state === 'terminating';
  const readyAt = stamp(
    isReady ? lastChangeMs(pod) : pod.job?.endedMs !== undefined ? pod.job.endedMs : Math.max(pod.sinceMs, startMs(pod)),
  );
  const initialising = pod.state === 'init-crash' || pod.state === 'init-running';
  const done = pod.state === 'completed';
  const failed = pod.state === 'failed';
  const why = isReady ? undefined : done ? completedWhy : failed ? failedWhy : notReadyWhy(pod, template);
  const initWhy = done
    ? completedWhy
    : initialising
      ? { reason: 'ContainersNotInitialized', message: `containers with incomplete status: [${template.initImages[0]?.name ?? ''}]` }
      : undefined;
  const sandbox = pod.state !== 'creating' && !done && !failed;
  return [
    condition('PodReadyToStartContainers', sandbox, sandbox ? stamp(startMs(pod) + 1000) : readyAt),
    condition('Initialized', !initialising, startedAt, initWhy),
    condition('Ready', isReady, readyAt, why),
    condition('ContainersReady', isReady, readyAt, why),
    condition('PodScheduled', true, scheduledAt),
  ];
}

const completedWhy = { reason: 'PodCompleted' };
const failedWhy = { reason: 'PodFailed' };

function notReadyWhy(pod: PodPlan, template: PodTemplate): { reason: string; message: string } {
  const unready = pod.state === 'crash' && pod.workload.name !== 'flapping-consumer' ? template.images.slice(0, 1) : template.images;
  return { reason: 'ContainersNotReady', message: `containers with unready status: [${unready.map((image) => image.name).join(' ')}]` };
}

/** What the scheduler says when no node fits. Source: k8s.io/kubernetes pkg/scheduler/framework types FitError. */
export function unschedulableMessage(plan: ClusterPlan, pod: PodPlan): string {
  const nodes = plan.nodes.length;
  const masters = plan.nodes.filter((node) => node.role === 'master').length;
  const workers = nodes - masters;
  const why = pod.workload.claim === undefined ? 'Insufficient cpu' : "node(s) didn't find available persistent volumes to bind";
  return (
    `0/${nodes} nodes are available: ${masters} node(s) had untolerated taint(s), ${workers} ${why}. ` +
    `preemption: 0/${nodes} nodes are available: ${masters} Preemption is not helpful for scheduling, ${workers} No preemption victims found for incoming pod.`
  );
}

function pendingStatus(plan: ClusterPlan, pod: PodPlan, template: PodTemplate): Readonly<Record<string, unknown>> {
  const why = { reason: 'Unschedulable', message: unschedulableMessage(plan, pod) };
  return { phase: 'Pending', conditions: [condition('PodScheduled', false, stamp(pod.createdMs), why)], qosClass: template.qosClass };
}

function evictedStatus(pod: PodPlan, template: PodTemplate): Readonly<Record<string, unknown>> {
  const at = stamp(pod.sinceMs);
  return {
    phase: 'Failed',
    message: `The node was low on resource: memory. Threshold quantity: 100Mi, available: 84520Ki. Container ${template.images[0]?.name ?? ''} was using 1843200Ki, request is ${template.images[0]?.requests.memory ?? '0'}, has larger consumption of memory. `,
    reason: 'Evicted',
    conditions: [
      condition('DisruptionTarget', true, at, { reason: 'TerminationByKubelet', message: 'The node was low on resource: memory.' }),
      condition('PodScheduled', true, stamp(pod.createdMs)),
    ],
    startTime: stamp(startMs(pod)),
    qosClass: template.qosClass,
  };
}

const scheduled = fieldsOf({
  status: { conditions: [{ type: 'PodScheduled', status: '', lastProbeTime: '', lastTransitionTime: '', reason: '', message: '' }] },
});

const running = fieldsOf({
  status: {
    conditions: ['ContainersReady', 'Initialized', 'PodReadyToStartContainers', 'Ready'].map((type) => ({
      type,
      observedGeneration: 1,
      status: '',
      lastProbeTime: '',
      lastTransitionTime: '',
    })),
    containerStatuses: [],
    hostIP: '',
    hostIPs: [],
    observedGeneration: 1,
    phase: '',
    podIP: '',
    podIPs: [{ ip: '10.2.0.1' }],
    startTime: '',
  },
});

/** The fields of a pod's status that the kubelet or the scheduler has set; shared by all pods. */
export function statusFields(pod: PodPlan): FieldSet {
  return pod.state === 'pending' ? scheduled : running;
}
