import type { ResourceId } from '../../core/kube/api-resource.ts';
import type { ControlAction } from './control-server.ts';
import type { SimFault } from './sim-fault.ts';
import type { SimFleet } from './sim-fleet.ts';
import type { SimUser } from './sim-user.ts';

/** What other processes may ask of a fleet, by method and path. */
export function controlActions(fleet: SimFleet): ReadonlyMap<string, ControlAction> {
  return new Map<string, ControlAction>([
    ['GET /clusters', () => fleet.describe()],
    ['GET /kubeconfig', () => ({ yaml: fleet.kubeconfig({}) })],
    ['POST /faults', (body) => setFault(fleet, body)],
    ['POST /latency', (body) => fleet.setLatency(Number(body.latencyMs ?? 0))],
    ['POST /warm', (body) => fleet.warm((body.resources ?? []) as readonly ResourceId[])],
    ['POST /advance', (body) => ({ changes: fleet.advance(Number(body.byMs ?? 0)) })],
    ['POST /compact', (body) => fleet.compact(String(body.cluster), body.version === undefined ? undefined : Number(body.version))],
    ['POST /snapshot', (body) => ({ resourceVersion: fleet.snapshot(String(body.cluster)) })],
    ['POST /restore', (body) => ({ resourceVersion: fleet.restore(String(body.cluster)) })],
    ['POST /users', (body) => ({ token: fleet.addUser({ groups: [], ...body } as unknown as SimUser) })],
  ]);
}

async function setFault(fleet: SimFleet, body: Readonly<Record<string, unknown>>): Promise<void> {
  fleet.setFault(String(body.cluster), (body.fault ?? undefined) as SimFault | readonly SimFault[] | undefined);
  await fleet.settled();
}
