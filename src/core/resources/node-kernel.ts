import type { KubeObject } from '../kube/object.ts';
import { textOf, textOrNull } from './content.ts';

/** Kernel version with the architecture, e.g. `6.12.4 (amd64)`; null when neither is known. Source: printers.go printNode. */
export function nodeKernel(node: KubeObject): string | null {
  const kernel = textOrNull(node.status?.nodeInfo?.kernelVersion);
  const architecture = textOf(node.status?.nodeInfo?.architecture);
  return architecture === '' ? kernel : `${kernel ?? '<unknown>'} (${architecture})`;
}
