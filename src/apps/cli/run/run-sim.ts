import { writeFile } from 'node:fs/promises';
import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { startLife } from '../../../core/sim/life.ts';
import { growWorld } from '../../../core/sim/world.ts';
import { systemClock } from '../../../edge/collector/system-timers.ts';
import { startSimApi } from '../../../edge/simapi/start-sim-api.ts';
import type { CommandInput } from '../command.ts';
import type { Terminal } from '../terminal.ts';
import { readSimSettings } from './sim-settings.ts';

/** Serves the simulated fleet until Ctrl-C, SIGTERM or the end of the process that started it. */
export async function runSim(input: CommandInput): Promise<number> {
  const { terminal, flags } = input;
  endWithParent(terminal);
  const settings = readSimSettings(flags, systemClock.nowMs());
  const file = flags.text('kubeconfig') ?? 'hindsight-sim.yaml';
  const world = growWorld(settings.world);
  const life = settings.changesPerSecond === 0 ? undefined : startLife(world, { changesPerSecond: settings.changesPerSecond });
  const sim = await startSimApi({ world, ...(life && { life }), clock: systemClock, latencyMs: settings.latencyMs, controlPort: 0 });
  await writeKubeconfig(file, sim.kubeconfig());
  await terminal.write(`${sim.clusters.length} simulated clusters, kubeconfig ${file}, control ${sim.controlUrl}\n`);
  if (process.connected === true) process.send?.({ ready: true, kubeconfig: file, controlUrl: sim.controlUrl });
  await terminal.interrupted;
  await sim.close();
  return 0;
}

/** Whoever started this process with a channel is gone when the channel closes, also while the fleet is still growing. */
function endWithParent(terminal: Terminal): void {
  process.once('disconnect', () => terminal.interrupt(0));
  // `connected` is undefined where there never was a channel.
  if (process.connected === false) terminal.interrupt(0);
}

/** It holds tokens of simulated users, but a reader cannot know that: 0600 like any other. */
async function writeKubeconfig(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600 });
  } catch (error) {
    throw new HindsightError('cannot-start', `the kubeconfig cannot be written to ${file}: ${(error as Error).message}`, { cause: error });
  }
}
