import type { KubeObject } from '../kube/object.ts';
import { itemsOf, stringOrNull } from './content.ts';

/** The first address of a type; null when the node has none. Source: printers.go getNodeInternalIP, getNodeExternalIP. */
export function nodeAddress(node: KubeObject, type: 'InternalIP' | 'ExternalIP'): string | null {
  for (const address of itemsOf(node.status?.addresses)) {
    if (address?.type === type) return stringOrNull(address.address);
  }
  return null;
}
