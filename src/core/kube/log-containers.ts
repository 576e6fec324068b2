import type { KubeObject } from './object.ts';

/** A container of a pod, as far as its log is concerned. */
export interface LogContainer {
  readonly name: string;
  readonly role: 'init' | 'container' | 'ephemeral';
  readonly state: 'waiting' | 'running' | 'terminated' | 'unknown';
  /** Why it waits or how it ended: `CrashLoopBackOff`, `Error (exit code 1)`. */
  readonly reason: string;
  /** Changes when the container is started anew; empty before its first start. */
  readonly run: string;
}

interface ContainerStatus {
  readonly name?: string;
  readonly containerID?: string;
  readonly restartCount?: number;
  readonly state?: {
    readonly waiting?: { readonly reason?: string };
    readonly running?: object;
    readonly terminated?: { readonly reason?: string; readonly exitCode?: number };
  };
}

/** All containers of a pod in the order in which they start; ephemeral ones last. */
export function logContainers(pod: KubeObject): readonly LogContainer[] {
  const { spec, status } = pod;
  return [
    ...containersOf(spec?.initContainers, status?.initContainerStatuses, 'init'),
    ...containersOf(spec?.containers, status?.containerStatuses, 'container'),
    ...containersOf(spec?.ephemeralContainers, status?.ephemeralContainerStatuses, 'ephemeral'),
  ];
}

/** True when nothing of the pod will write any more. Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-phase */
export function isPodOver(pod: KubeObject): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

function containersOf(specs: unknown, statuses: unknown, role: LogContainer['role']): LogContainer[] {
  const byName = new Map(list<ContainerStatus>(statuses).map((status) => [status?.name, status]));
  return list<{ name?: unknown }>(specs).flatMap((spec) => {
    if (typeof spec?.name !== 'string') return [];
    const status = byName.get(spec.name);
    return [{ name: spec.name, role, ...stateOf(status), run: status?.containerID ?? '' }];
  });
}

function stateOf(status: ContainerStatus | undefined): Pick<LogContainer, 'state' | 'reason'> {
  const { waiting, running, terminated } = status?.state ?? {};
  if (running) return { state: 'running', reason: '' };
  if (terminated) {
    const { reason, exitCode } = terminated;
    const code = exitCode === undefined ? '' : `exit code ${exitCode}`;
    return { state: 'terminated', reason: reason === undefined ? code : code === '' ? reason : `${reason} (${code})` };
  }
  return waiting ? { state: 'waiting', reason: waiting.reason ?? '' } : { state: 'unknown', reason: '' };
}

function list<T>(value: unknown): readonly T[] {
  return Array.isArray(value) ? value : [];
}
