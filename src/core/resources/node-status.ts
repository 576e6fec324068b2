import type { KubeObject } from '../kube/object.ts';
import { conditionOf } from './content.ts';

/** `Ready`, `NotReady` or `Unknown` (no such condition), with `,SchedulingDisabled` when cordoned. Source: printers.go printNode. */
export function nodeStatus(node: KubeObject): string {
  const ready = conditionOf(node.status?.conditions, 'Ready');
  const status = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return node.spec?.unschedulable === true ? `${status},SchedulingDisabled` : status;
}
