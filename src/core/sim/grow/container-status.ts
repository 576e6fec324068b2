import type { ClusterPlan, PodPlan } from '../plan/cluster-plan.ts';
import { stamp } from '../stamp.ts';
import type { ContainerImage, PodTemplate } from './pod-template.ts';
import { containersMs } from './pod-times.ts';

interface ContainerStatus {
  readonly name: string;
  readonly state: Readonly<Record<string, unknown>>;
  readonly lastState: Readonly<Record<string, unknown>>;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly image: string;
  readonly imageID: string;
  readonly containerID?: string;
  readonly started: boolean;
  readonly allocatedResources?: unknown;
  readonly resources?: unknown;
}

/** The statuses of a pod's main containers. */
export function containerStatuses(plan: ClusterPlan, pod: PodPlan, template: PodTemplate): readonly ContainerStatus[] {
  return template.images.map((image, i) => containerStatus(plan, pod, image, i));
}

/** The statuses of a pod's init containers. */
export function initStatuses(plan: ClusterPlan, pod: PodPlan, template: PodTemplate): readonly ContainerStatus[] {
  return template.initImages.map((image) => {
    const beganMs = pod.createdMs + 2000;
    if (pod.state === 'pending' || pod.state === 'creating') return idle(image, waiting('PodInitializing'));
    if (pod.state === 'init-running')
      return active(plan, pod, image, { state: { running: { startedAt: stamp(beganMs) } }, isReady: false, restarts: 0 });
    if (pod.state === 'init-crash') {
      return active(plan, pod, image, {
        state: crashing(image, pod),
        lastState: ended(plan, pod, image, { exitCode: 1, reason: 'Error', fromMs: pod.sinceMs - 9000, toMs: pod.sinceMs }),
        isReady: false,
        restarts: pod.restarts,
      });
    }
    return active(plan, pod, image, {
      state: ended(plan, pod, image, { exitCode: 0, reason: 'Completed', fromMs: beganMs, toMs: beganMs + 1500 }),
      isReady: true,
      restarts: 0,
    });
  });
}

function containerStatus(plan: ClusterPlan, pod: PodPlan, image: ContainerImage, index: number): ContainerStatus {
  const first = index === 0;
  switch (pod.state) {
    case 'creating':
      return idle(image, waiting('ContainerCreating'));
    case 'init-crash':
    case 'init-running':
      return idle(image, waiting('PodInitializing'));
    case 'image':
      return idle(image, first ? pulling(image, pod) : waiting('ContainerCreating'));
    case 'completed':
    case 'failed':
      return finished(plan, pod, image);
    case 'crash':
    case 'oom-crash':
      if (first || pod.workload.name === 'flapping-consumer') return crashed(plan, pod, image, index);
      return up(plan, pod, image, { restarts: 0, isReady: true });
    case 'not-ready':
      return up(plan, pod, image, { restarts: first ? pod.restarts : 0, isReady: !first });
    default:
      return up(plan, pod, image, { restarts: first ? pod.restarts : 0, isReady: true });
  }
}

function waiting(reason: string, message?: string): Readonly<Record<string, unknown>> {
  return { waiting: message === undefined ? { reason } : { reason, message } };
}

function crashing(image: ContainerImage, pod: PodPlan): Readonly<Record<string, unknown>> {
  return waiting(
    'CrashLoopBackOff',
    `back-off 5m0s restarting failed container=${image.name} pod=${pod.name}_${pod.workload.namespace}(${pod.uid})`,
  );
}

function pulling(image: ContainerImage, pod: PodPlan): Readonly<Record<string, unknown>> {
  return pod.createdMs % 2 === 0
    ? waiting(
        'ImagePullBackOff',
        `Back-off pulling image "${image.image}": ErrImagePull: failed to pull and unpack image "${image.image}": not found`,
      )
    : waiting('ErrImagePull', `failed to pull and unpack image "${image.image}": failed to resolve reference "${image.image}": not found`);
}

interface Ending {
  readonly exitCode: number;
  readonly reason: string;
  readonly fromMs: number;
  readonly toMs: number;
}

function ended(plan: ClusterPlan, pod: PodPlan, image: ContainerImage, q: Ending): Readonly<Record<string, unknown>> {
  return {
    terminated: {
      exitCode: q.exitCode,
      reason: q.reason,
      startedAt: stamp(q.fromMs),
      finishedAt: stamp(q.toMs),
      containerID: containerId(plan, pod, `${image.name}/last`),
    },
  };
}

function containerId(plan: ClusterPlan, pod: PodPlan, life: string): string {
  return `containerd://${plan.mint.digest(pod.uid + life)}`;
}

const none = {};

/** A container that has not started yet. */
function idle(image: ContainerImage, state: Readonly<Record<string, unknown>>): ContainerStatus {
  return { name: image.name, state, lastState: none, ready: false, restartCount: 0, image: image.image, imageID: '', started: false };
}

interface Activity {
  readonly state: Readonly<Record<string, unknown>>;
  readonly lastState?: Readonly<Record<string, unknown>>;
  readonly isReady: boolean;
  readonly restarts: number;
  readonly started?: boolean;
}

function active(plan: ClusterPlan, pod: PodPlan, image: ContainerImage, q: Activity): ContainerStatus {
  return {
    name: image.name,
    state: q.state,
    lastState: q.lastState ?? none,
    ready: q.isReady,
    restartCount: q.restarts,
    image: image.image,
    imageID: image.imageID,
    containerID: containerId(plan, pod, `${image.name}/${q.restarts}`),
    started: q.started ?? false,
    allocatedResources: image.requests,
    resources: image.resources,
  };
}

function up(plan: ClusterPlan, pod: PodPlan, image: ContainerImage, q: { restarts: number; isReady: boolean }): ContainerStatus {
  if (q.restarts === 0) {
    return active(plan, pod, image, {
      state: { running: { startedAt: stamp(containersMs(pod)) } },
      isReady: q.isReady,
      restarts: 0,
      started: true,
    });
  }
  const oom = pod.state === 'oom-restarted';
  const lived = Math.max(1000, Math.floor((pod.sinceMs - pod.createdMs) / (q.restarts + 1)));
  const exit = oom
    ? { exitCode: 137, reason: 'OOMKilled' }
    : pod.restarts % 3 === 0
      ? { exitCode: 143, reason: 'Error' }
      : { exitCode: 1, reason: 'Error' };
  return active(plan, pod, image, {
    state: { running: { startedAt: stamp(pod.sinceMs) } },
    lastState: ended(plan, pod, image, { ...exit, fromMs: pod.sinceMs - lived, toMs: pod.sinceMs - 1000 }),
    isReady: q.isReady,
    restarts: q.restarts,
    started: true,
  });
}

function crashed(plan: ClusterPlan, pod: PodPlan, image: ContainerImage, index: number): ContainerStatus {
  const oom = pod.state === 'oom-crash';
  return active(plan, pod, image, {
    state: crashing(image, pod),
    lastState: ended(plan, pod, image, {
      ...(oom ? { exitCode: 137, reason: 'OOMKilled' } : { exitCode: pod.restarts % 2 === 0 ? 1 : 255, reason: 'Error' }),
      fromMs: pod.sinceMs - 7000 - (pod.restarts % 40) * 1000,
      toMs: pod.sinceMs,
    }),
    isReady: false,
    restarts: index === 0 ? pod.restarts : 0,
  });
}

function finished(plan: ClusterPlan, pod: PodPlan, image: ContainerImage): ContainerStatus {
  const toMs = pod.job?.endedMs ?? pod.sinceMs;
  const exit = pod.state === 'failed' ? { exitCode: 1, reason: 'Error' } : { exitCode: 0, reason: 'Completed' };
  const fromMs = Math.min(containersMs(pod), toMs - 1000);
  return active(plan, pod, image, { state: ended(plan, pod, image, { ...exit, fromMs, toMs }), isReady: false, restarts: 0 });
}
