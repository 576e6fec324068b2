// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was written
import { parseQuantity } from '../kube/quantity.ts';
import type { Judging } from './judging.ts';
import type { Container, Workload } from './workload.ts';

/** A quantity as it counts, and where it comes from. */
export interface GivenQuantity {
  readonly text: string;
  /** In base units: cores, bytes. NaN for a text that is no quantity. */
  readonly number: number;
  readonly from: 'container' | 'pod' | 'LimitRange';
}

/** What a container asks for of `cpu` or `memory`: its own, the pod's, or what a LimitRange of the namespace fills in; zero counts as nothing. */
export function requestOf(
  container: Container,
  workload: Workload,
  q: { readonly resource: string; readonly judging: Judging },
): GivenQuantity | undefined {
  const own = given(container.spec.resources?.requests?.[q.resource], 'container');
  return (
    own ??
    given(workload.podSpec.resources?.requests?.[q.resource], 'pod') ??
    given(q.judging.relations.defaultRequest(workload.namespace, q.resource), 'LimitRange')
  );
}

/** What a container may use at most. */
export function limitOf(
  container: Container,
  workload: Workload,
  q: { readonly resource: string; readonly judging: Judging },
): GivenQuantity | undefined {
  const own = given(container.spec.resources?.limits?.[q.resource], 'container');
  return (
    own ??
    given(workload.podSpec.resources?.limits?.[q.resource], 'pod') ??
    given(q.judging.relations.defaultLimit(workload.namespace, q.resource), 'LimitRange')
  );
}

function given(value: unknown, from: GivenQuantity['from']): GivenQuantity | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value);
  const number = parseQuantity(text) ?? Number.NaN;
  return number === 0 ? undefined : { text, number, from };
}

/** Whether a VerticalPodAutoscaler sets the workload's requests. Source: autoscaling.k8s.io/v1 VerticalPodAutoscaler updatePolicy. */
export function isSizedByAutoscaler({ kind, name, namespace }: Workload, { inventory }: Judging): boolean {
  return inventory.list('verticalpodautoscalers.autoscaling.k8s.io', namespace).some(({ spec }) => {
    const target = spec?.targetRef;
    return target?.kind === kind && target?.name === name && spec?.updatePolicy?.updateMode !== 'Off';
  });
}
