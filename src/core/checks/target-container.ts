import type { KubeObject } from '../kube/object.ts';
import type { Container, Workload } from './workload.ts';

/**
 * The containers that the ports of a Service lead to: the one that declares the target port by number or name, else the only one there is.
 * Source: core/v1 ServicePort.targetPort; a port that is not declared is still reachable.
 */
export function targetContainers(service: KubeObject, workload: Workload): readonly Container[] {
  const ports: readonly unknown[] = Array.isArray(service.spec?.ports) ? service.spec.ports : [];
  const found = new Set<Container>();
  for (const port of ports) {
    const { targetPort, port: own } = (port ?? {}) as { targetPort?: unknown; port?: unknown };
    const container = containerOfPort(workload, targetPort ?? own);
    if (container !== undefined) found.add(container);
  }
  return [...found];
}

/** The container behind one target port. */
function containerOfPort({ containers }: Workload, target: unknown): Container | undefined {
  const declared = containers.find(({ spec }) => Array.isArray(spec.ports) && spec.ports.some((port: unknown) => isPort(port, target)));
  return declared ?? (containers.length === 1 ? containers[0] : undefined);
}

function isPort(port: unknown, target: unknown): boolean {
  const { name, containerPort } = (port ?? {}) as { name?: unknown; containerPort?: unknown };
  return typeof target === 'string' ? name === target : containerPort === target;
}
