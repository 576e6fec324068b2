// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was sent
import type { KubeObject } from '../kube/object.ts';

/** What a pod says of one of its containers. */
export interface ContainerState {
  readonly pod: KubeObject;
  readonly name: string;
  readonly restarts: number;
  /** `status.containerStatuses[]` as it is. */
  readonly status: any;
}

/** The containers of pods as their statuses tell, init containers too. */
export function containerStates(pods: readonly KubeObject[]): readonly ContainerState[] {
  return pods.flatMap((pod) =>
    [...list(pod.status?.containerStatuses), ...list(pod.status?.initContainerStatuses)].map((status) => ({
      pod,
      name: String(status?.name ?? ''),
      restarts: Number(status?.restartCount ?? 0),
      status,
    })),
  );
}

/** The states by container name: the pods of one workload have the same ones. */
export function byContainer(states: readonly ContainerState[]): ReadonlyMap<string, readonly ContainerState[]> {
  const map = new Map<string, ContainerState[]>();
  for (const state of states) map.set(state.name, [...(map.get(state.name) ?? []), state]);
  return map;
}

/** An RFC 3339 text as milliseconds; undefined for anything else. */
export function instant(text: unknown): number | undefined {
  const ms = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

/** Whether a pod says that it is ready. */
export function isReadyPod({ status }: KubeObject): boolean {
  return list(status?.conditions).some((one) => one?.type === 'Ready' && one.status === 'True');
}

function list(value: unknown): readonly any[] {
  return Array.isArray(value) ? value : [];
}
