import type { KubeObject } from '../kube/object.ts';
import { fieldsOf } from './content.ts';

/** A quantity as it stands in a list of resources; `0` where the list does not have it. */
function quantityText(quantities: Readonly<Record<string, unknown>>, resource: string): string {
  const quantity = Object.hasOwn(quantities, resource) ? quantities[resource] : undefined;
  return typeof quantity === 'string' || typeof quantity === 'number' ? String(quantity) : '0';
}

/**
 * Used of hard for every resource of a quota, sorted: `pods: 3/10, requests.cpu: 1/4`; null for none.
 * Resources named `limits.…` stand in the column Limit, all others in Request.
 * Source: printers.go printResourceQuota.
 */
export function quotaText(quota: KubeObject, side: 'requests' | 'limits'): string | null {
  const hard = fieldsOf(quota.status?.hard);
  const used = fieldsOf(quota.status?.used);
  const resources = Object.keys(hard).filter((resource) => resource.startsWith('limits.') === (side === 'limits'));
  const parts = resources.sort().map((resource) => `${resource}: ${quantityText(used, resource)}/${quantityText(hard, resource)}`);
  return parts.length === 0 ? null : parts.join(', ');
}
