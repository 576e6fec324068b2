import type { KubeObject } from '../kube/object.ts';
import { itemsOf, numberOf, textOf } from './content.ts';

/** How many addresses stand in a cell before `+ N more...`. */
const shown = 3;

/** `ip:port`, an IPv6 address in brackets. Source: Go net.JoinHostPort. */
function hostPort(ip: string, port: number): string {
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
}

/**
 * Ready addresses with each of their ports, the first three of them; null when the object has no subsets at all.
 * Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go formatEndpoints.
 */
export function endpointAddresses(endpoints: KubeObject): string | null {
  const subsets = itemsOf(endpoints.subsets);
  if (subsets.length === 0) return null;
  const list: string[] = [];
  let count = 0;
  for (const subset of subsets) {
    const addresses = itemsOf(subset?.addresses);
    const ports = itemsOf(subset?.ports);
    // Headless services may have no ports.
    for (const port of ports.length === 0 ? [undefined] : ports) {
      count += addresses.length;
      for (const address of addresses) {
        if (list.length === shown) break;
        const ip = textOf(address?.ip);
        list.push(ports.length === 0 ? ip : hostPort(ip, numberOf(port?.port)));
      }
    }
  }
  return count > shown ? `${list.join(',')} + ${count - shown} more...` : list.join(',');
}
