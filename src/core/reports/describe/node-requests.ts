import { parseQuantity } from '../../kube/quantity.ts';
import { fieldsOf, textOf } from '../../resources/content.ts';
import { cpuCell, memoryCell, podLimits, podRequests } from '../../resources/resource-amounts.ts';
import { rowsWhere, type Subject, sibling } from './subject.ts';

/** What the pods of a node request and may use, beside what it offers: `cpu 2.1 of 3.86 (54%), limits 4 (103%)`. Empty where pods are not synced. */
export function nodeRequestTexts(subject: Subject): readonly string[] {
  const pods = sibling(subject, 'pods');
  if (pods === undefined) return [];
  const objects = rowsWhere(pods.byNode(subject.object.metadata.name))
    .map((row) => pods.object(row))
    .filter(({ status }) => status?.phase !== 'Succeeded' && status?.phase !== 'Failed');
  return (['cpu', 'memory'] as const).map((amount) => {
    const sum = (read: typeof podRequests): number => objects.reduce((total, pod) => total + (read(pod, amount) ?? 0), 0);
    const offered = parseQuantity(textOf(fieldsOf(subject.object.status?.allocatable)[amount])) ?? 0;
    const share = (number: number): string => (offered > 0 ? ` (${Math.round((number / offered) * 100)}%)` : '');
    const shown = (number: number): string => (amount === 'cpu' ? cpuCell(number) : memoryCell(number)).text;
    const [requests, limits] = [sum(podRequests), sum(podLimits)];
    return `${amount} ${shown(requests)} of ${shown(offered)}${share(requests)}, limits ${shown(limits)}${share(limits)}`;
  });
}
