import type { KubeObject } from '../../kube/object.ts';
import { type ClusterPlan, currentRevision, type NodePlan, type PodPlan, type WorkloadPlan } from '../plan/cluster-plan.ts';
import { type EventDraft, type EventSubject, eventLifetimeMs, growEvent } from './event-object.ts';
import { workloadUid } from './metadata.ts';
import { unschedulableMessage } from './pod-status.ts';
import { podTemplate } from './pod-template.ts';
import { containersMs } from './pod-times.ts';
import { podsOf } from './workload-pods.ts';

/** The Events of the last hour before the epoch. */
export function growEvents(plan: ClusterPlan): KubeObject[] {
  const { epochMs } = plan.identity;
  const drafts = [
    ...plan.pods.flatMap((pod) => podEvents(plan, pod, epochMs)),
    ...plan.workloads.flatMap((workload) => workloadEvents(plan, workload)),
    ...plan.nodes.flatMap(nodeEvents),
  ];
  return drafts.filter(({ lastMs }) => lastMs > epochMs - eventLifetimeMs && lastMs <= epochMs).map((draft) => growEvent(plan, draft));
}

/** The subject that events of a pod have. */
export function podSubject(pod: PodPlan, container?: string): EventSubject {
  return {
    kind: 'Pod',
    namespace: pod.workload.namespace,
    name: pod.name,
    uid: pod.uid,
    apiVersion: 'v1',
    ...(container === undefined ? {} : { fieldPath: `spec.containers{${container}}` }),
  };
}

type Note = Pick<EventDraft, 'type' | 'reason' | 'message'> & {
  readonly container?: string;
  readonly atMs: number;
  readonly untilMs?: number;
  readonly count?: number;
};

/** An Event of the kubelet about a pod. */
export function kubeletEvent(pod: PodPlan, note: Note): EventDraft {
  return {
    subject: podSubject(pod, note.container),
    type: note.type,
    reason: note.reason,
    message: note.message,
    component: 'kubelet',
    host: pod.node?.name ?? '',
    firstMs: note.atMs,
    lastMs: note.untilMs ?? note.atMs,
    count: note.count ?? 1,
  };
}

/** What is said about a pod that was scheduled. */
export function scheduledEvent(pod: PodPlan): EventDraft {
  const message = `Successfully assigned ${pod.workload.namespace}/${pod.name} to ${pod.node?.name ?? ''}`;
  return {
    subject: podSubject(pod),
    type: 'Normal',
    reason: 'Scheduled',
    message,
    component: 'default-scheduler',
    firstMs: pod.createdMs,
    lastMs: pod.createdMs,
    count: 1,
  };
}

/** What is said about a pod that finds no node. */
export function failedScheduling(plan: ClusterPlan, pod: PodPlan, nowMs: number): EventDraft {
  const count = 1 + Math.floor((nowMs - pod.createdMs) / 300_000);
  return {
    subject: podSubject(pod),
    type: 'Warning',
    reason: 'FailedScheduling',
    message: unschedulableMessage(plan, pod),
    component: 'default-scheduler',
    firstMs: pod.createdMs,
    lastMs: nowMs - ((nowMs - pod.createdMs) % 300_000),
    count,
  };
}

/** What is said while the containers of a pod start. */
export function startEvents(plan: ClusterPlan, pod: PodPlan): readonly EventDraft[] {
  const atMs = containersMs(pod);
  return podTemplate(plan, pod.workload, pod.revision).images.flatMap(({ name, image }) => [
    kubeletEvent(pod, {
      type: 'Normal',
      reason: 'Pulled',
      message: `Container image "${image}" already present on machine`,
      container: name,
      atMs: atMs - 900,
    }),
    kubeletEvent(pod, { type: 'Normal', reason: 'Created', message: `Created container: ${name}`, container: name, atMs: atMs - 500 }),
    kubeletEvent(pod, { type: 'Normal', reason: 'Started', message: `Started container ${name}`, container: name, atMs }),
  ]);
}

function podEvents(plan: ClusterPlan, pod: PodPlan, epochMs: number): readonly EventDraft[] {
  if (pod.state === 'pending') return [failedScheduling(plan, pod, epochMs)];
  const isYoung = pod.createdMs > epochMs - eventLifetimeMs;
  const begun =
    isYoung && pod.workload.kind !== 'Static'
      ? [scheduledEvent(pod), ...(pod.state === 'running' || pod.state === 'completed' ? startEvents(plan, pod) : [])]
      : [];
  const trouble = troubleEvent(plan, pod, epochMs);
  return trouble === undefined ? begun : [...begun, trouble];
}

/** What the kubelet repeats while a pod is in trouble; undefined when it is not. */
export function troubleEvent(plan: ClusterPlan, pod: PodPlan, nowMs: number): EventDraft | undefined {
  const image = podTemplate(plan, pod.workload, pod.revision).images[0];
  const container = image?.name ?? '';
  const warning = (reason: string, message: string, every: number, named = container): EventDraft => {
    // The kubelet counts on for about a day before it starts afresh.
    const firstMs = Math.max(pod.createdMs + 4000, nowMs - (nowMs % 86_400_000) - 43_200_000);
    return kubeletEvent(pod, {
      type: 'Warning',
      reason,
      message,
      ...(named === '' ? {} : { container: named }),
      atMs: firstMs,
      untilMs: nowMs - (pod.createdMs % 50_000),
      count: 1 + Math.floor((nowMs - firstMs) / every),
    });
  };
  switch (pod.state) {
    case 'crash':
    case 'oom-crash':
    case 'init-crash':
      return warning(
        'BackOff',
        `Back-off restarting failed container ${container} in pod ${pod.name}_${pod.workload.namespace}(${pod.uid})`,
        15_000,
      );
    case 'image':
      return warning('Failed', `Error: ImagePullBackOff`, 20_000);
    case 'not-ready':
      return warning('Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503', 10_000);
    case 'creating':
      if (pod.workload.trouble !== 'missing-secret') return undefined;
      return warning(
        'FailedMount',
        `MountVolume.SetUp failed for volume "credentials" : secret "${pod.workload.name}-credentials" not found`,
        120_000,
        '',
      );
    case 'evicted':
      return kubeletEvent(pod, {
        type: 'Warning',
        reason: 'Evicted',
        message: 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 84520Ki. ',
        atMs: pod.sinceMs,
      });
    case 'terminating':
      return kubeletEvent(pod, {
        type: 'Normal',
        reason: 'Killing',
        message: `Stopping container ${container}`,
        container,
        atMs: pod.sinceMs,
      });
    default:
      return undefined;
  }
}

function workloadEvents(plan: ClusterPlan, workload: WorkloadPlan): readonly EventDraft[] {
  const { namespace, name } = workload;
  const subject = { apiVersion: 'apps/v1', kind: workload.kind, namespace, name, uid: workloadUid(plan, workload) };
  if (workload.kind === 'Deployment') return [scalingEvent(plan, workload)];
  if (workload.kind !== 'CronJob') return [];
  return podsOf(plan, workload).flatMap(({ job }): EventDraft[] => {
    if (job === undefined) return [];
    const event = { subject: { ...subject, apiVersion: 'batch/v1' }, type: 'Normal' as const, component: 'cronjob-controller', count: 1 };
    const created = {
      ...event,
      reason: 'SuccessfulCreate',
      message: `Created job ${job.name}`,
      firstMs: job.scheduledMs,
      lastMs: job.scheduledMs,
    };
    if (job.endedMs === undefined) return [created];
    const status = job.failed ? 'Failed' : 'Complete';
    return [
      created,
      {
        ...event,
        reason: 'SawCompletedJob',
        message: `Saw completed job: ${job.name}, condition: ${status}`,
        firstMs: job.endedMs,
        lastMs: job.endedMs,
      },
    ];
  });
}

/** What is said when a Deployment scales its newest ReplicaSet. */
export function scalingEvent(plan: ClusterPlan, workload: WorkloadPlan): EventDraft {
  const revision = currentRevision(workload);
  const subject = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    namespace: workload.namespace,
    name: workload.name,
    uid: workloadUid(plan, workload),
  };
  const message = `Scaled up replica set ${workload.name}-${revision.hash} from 0 to ${workload.replicas}`;
  return {
    subject,
    type: 'Normal',
    reason: 'ScalingReplicaSet',
    message,
    component: 'deployment-controller',
    firstMs: revision.createdMs,
    lastMs: revision.createdMs,
    count: 1,
  };
}

function nodeEvents(node: NodePlan): readonly EventDraft[] {
  const subject = { apiVersion: 'v1', kind: 'Node', name: node.name, uid: node.name };
  const event = { subject, type: 'Normal' as const, firstMs: node.stateMs, lastMs: node.stateMs, count: 1 };
  if (node.state === 'not-ready')
    return [{ ...event, reason: 'NodeNotReady', message: `Node ${node.name} status is now: NodeNotReady`, component: 'node-controller' }];
  if (node.state === 'cordoned')
    return [
      {
        ...event,
        reason: 'NodeNotSchedulable',
        message: `Node ${node.name} status is now: NodeNotSchedulable`,
        component: 'kubelet',
        host: node.name,
      },
    ];
  return [];
}
