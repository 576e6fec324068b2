import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimWorld } from '../../src/core/sim/sim-cluster.ts';
import { growWorld } from '../../src/core/sim/world.ts';
import { systemClock } from '../../src/edge/collector/system-timers.ts';
import { type SimApi, startSimApi } from '../../src/edge/simapi/start-sim-api.ts';

/** A small simulated fleet on loopback with its kubeconfig on disk. */
export interface SmallFleet {
  readonly sim: SimApi;
  readonly world: SimWorld;
  readonly kubeconfig: string;
  readonly folder: string;
  close(): Promise<void>;
}

/** Starts some clusters with a fixed seed; the epoch is now, so that ages are young. */
export async function startSmallFleet(q: {
  readonly clusters: number;
  readonly pods: number;
  readonly seed?: number;
}): Promise<SmallFleet> {
  const world = growWorld({ seed: q.seed ?? 7, epochMs: Date.now(), clusters: q.clusters, pods: q.pods });
  const sim = await startSimApi({ world, clock: systemClock });
  const folder = await mkdtemp(join(tmpdir(), 'hindsight-fleet-'));
  const kubeconfig = join(folder, 'kubeconfig.yaml');
  await writeFile(kubeconfig, sim.kubeconfig(), { mode: 0o600 });
  return {
    sim,
    world,
    kubeconfig,
    folder,
    async close() {
      await sim.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
