import { HindsightError } from '../../../core/base/hindsight-error.ts';
import type { SimOptions } from '../../../core/sim/sim-cluster.ts';
import { defaultSimOptions } from '../../../core/sim/world.ts';
import type { GivenFlags } from '../command.ts';

/** What `hindsight sim` and `demo` start from: the world, and how its servers behave. */
export interface SimSettings {
  readonly world: SimOptions;
  readonly latencyMs: number;
  /** Over the whole fleet; 0 when nothing changes. */
  readonly changesPerSecond: number;
}

/** Reads the flags of `sim` and `demo`. */
export function readSimSettings(flags: GivenFlags, nowMs: number): SimSettings {
  return {
    world: {
      seed: flags.integer('seed', { min: 0, max: 2 ** 31 }) ?? defaultSimOptions.seed,
      epochMs: readEpoch(flags.text('epoch')) ?? nowMs,
      clusters: flags.integer('clusters', { min: 1, max: 400 }) ?? defaultSimOptions.clusters,
      pods: flags.integer('pods', { min: 0, max: 500_000 }) ?? defaultSimOptions.pods,
    },
    latencyMs: flags.integer('latency', { min: 0, max: 60_000 }) ?? 0,
    changesPerSecond: flags.has('still') ? 0 : (flags.integer('changes', { min: 0, max: 5000 }) ?? 30),
  };
}

function readEpoch(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const atMs = Date.parse(text);
  if (!Number.isNaN(atMs) && /^\d{4}-\d\d-\d\dT/.test(text)) return atMs;
  throw new HindsightError('usage', `--epoch takes a time such as 2026-11-01T00:00:00Z, not "${text}"`);
}
