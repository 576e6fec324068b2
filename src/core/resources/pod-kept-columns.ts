import type { ColumnDef } from './column.ts';
import { type Content, itemsOf, textOf, textOrNull } from './content.ts';
import { isSidecar } from './pod-containers.ts';

/** The images that run in a pod: those of its containers, then of its sidecars, each once. */
export const podImages: ColumnDef = {
  name: 'Images',
  type: 'text',
  missing: '',
  items: ',',
  description: 'Images of its containers and sidecars',
  value: (pod) => {
    const containers = itemsOf(pod.spec?.containers);
    const steps = itemsOf(pod.spec?.initContainers);
    // Most pods have one container: nothing is built for them.
    if (steps.length === 0 && containers.length <= 1) return textOrNull(containers[0]?.image);
    const running: readonly Content[] = [...containers, ...steps.filter(isSidecar)];
    return [...new Set(running.map((container) => textOf(container?.image)))].filter((image) => image !== '').join(',') || null;
  },
};

/** The phase, for field selectors and filters: the column Status tells why a pod is not that. */
export const podPhase: ColumnDef = {
  name: 'Phase',
  type: 'text',
  missing: '',
  description: 'Pending, Running, Succeeded, Failed or Unknown',
  value: (pod) => textOrNull(pod.status?.phase),
};
