import { itemsOf, textOf } from './content.ts';

/** Addresses of a load balancer (IP, else hostname), each once, sorted, joined by commas. Source: printers.go loadBalancerStatusStringer. */
export function loadBalancerText(loadBalancer: unknown): string {
  const ingress = itemsOf((loadBalancer as { ingress?: unknown } | null | undefined)?.ingress);
  const addresses = new Set<string>();
  for (const each of ingress) {
    const address = textOf(each?.ip) || textOf(each?.hostname);
    if (address !== '') addresses.add(address);
  }
  return [...addresses].sort().join(',');
}
