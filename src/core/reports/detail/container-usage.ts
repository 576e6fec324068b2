import type { KubeObject } from '../../kube/object.ts';
import { parseQuantity } from '../../kube/quantity.ts';
import { fieldsOf, itemsOf, textOf } from '../../resources/content.ts';
import { cpuCell, memoryCell } from '../../resources/resource-amounts.ts';
import type { DescribedField, DescribedSection } from '../describe/description.ts';

/** The containers of a pod with what they use now beside what they request and may use. `metrics` is the PodMetrics of the pod. Source: k8s.io/metrics v1beta1. */
export function withContainerUsage(section: DescribedSection, pod: KubeObject, metrics: KubeObject | undefined): DescribedSection {
  if (section.form !== 'items' || metrics === undefined) return section;
  const used = new Map(itemsOf(metrics.containers).map((each) => [textOf(fieldsOf(each).name), fieldsOf(fieldsOf(each).usage)]));
  const specs = new Map(
    [...itemsOf(pod.spec?.containers), ...itemsOf(pod.spec?.initContainers)].map((each) => [
      textOf(fieldsOf(each).name),
      fieldsOf(fieldsOf(each).resources),
    ]),
  );
  const items = section.items.map((item) => {
    const name = item.name.replace(/ \((?:init|sidecar|ephemeral)\)$/, '');
    const usage = used.get(name);
    if (usage === undefined) return item;
    const values = (['cpu', 'memory'] as const).flatMap((amount) => amountText(amount, usage, specs.get(name)));
    const field: DescribedField = { name: 'Uses now', values: values.map((text) => ({ type: 'text', text })) };
    return values.length === 0 ? item : { ...item, fields: beforeRequests(item.fields, field) };
  });
  return { ...section, items };
}

function amountText(
  amount: 'cpu' | 'memory',
  usage: ReturnType<typeof fieldsOf>,
  resources: ReturnType<typeof fieldsOf> | undefined,
): readonly string[] {
  const now = parseQuantity(textOf(usage[amount]));
  if (now === undefined) return [];
  const shown = (number: number): string => (amount === 'cpu' ? cpuCell(number) : memoryCell(number)).text;
  const share = (word: string, of: unknown): string => {
    const whole = parseQuantity(String(fieldsOf(of)[amount] ?? ''));
    return whole === undefined || whole <= 0 ? '' : `, ${Math.round((now / whole) * 100)}% of its ${word}`;
  };
  return [`${amount} ${shown(now)}${share('request', resources?.requests)}${share('limit', resources?.limits)}`];
}

function beforeRequests(fields: readonly DescribedField[], field: DescribedField): readonly DescribedField[] {
  const at = fields.findIndex(({ name }) => name === 'Requests' || name === 'Limits');
  return at === -1 ? [...fields, field] : [...fields.slice(0, at), field, ...fields.slice(at)];
}
