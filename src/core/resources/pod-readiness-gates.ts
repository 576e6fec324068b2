import type { KubeObject } from '../kube/object.ts';
import { itemsOf } from './content.ts';

/** Readiness gates whose condition is True, of all: `1/2`; null when the pod has none. Source: printers.go printPod. */
export function podReadinessGates(pod: KubeObject): string | null {
  const gates = itemsOf(pod.spec?.readinessGates);
  if (gates.length === 0) return null;
  const conditions = itemsOf(pod.status?.conditions);
  let open = 0;
  for (const gate of gates) {
    const condition = conditions.find((each) => each?.type === gate?.conditionType);
    if (condition?.status === 'True') open++;
  }
  return `${open}/${gates.length}`;
}
