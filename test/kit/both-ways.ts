import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SimWorld } from '../../src/core/sim/sim-cluster.ts';
import { type CliRun, runCli } from './run-cli.ts';
import { type ServedFleet, serveSmallFleet } from './serve-small-fleet.ts';
import { type SmallFleet, startSmallFleet } from './small-fleet.ts';

/** A small fleet that can be asked directly and through a server. */
export interface BothWays {
  readonly small: SmallFleet;
  readonly served: ServedFleet;
  directly(...args: string[]): Promise<CliRun>;
  remotely(...args: string[]): Promise<CliRun>;
  close(): Promise<void>;
}

/** Starts fleet and server, with what `plant` adds to the world before anybody reads it; both take the channel of a cluster from the rule that `prod` in a context means stable. */
export async function startBothWays(q: {
  readonly clusters: number;
  readonly pods: number;
  readonly seed?: number;
  plant?(world: SimWorld): void;
}): Promise<BothWays> {
  const small = await startSmallFleet(q);
  q.plant?.(small.world);
  const config = join(small.folder, 'hindsight.yaml');
  await writeFile(config, 'clusters:\n  rules:\n    - context: -prod-\n      labels: { channel: stable }\n');
  const served = await serveSmallFleet(small, {
    labels: (cluster): Record<string, string> => (cluster.includes('-prod-') ? { channel: 'stable' } : {}),
  });
  await served.ready();
  return {
    small,
    served,
    directly: (...args) => runCli([...args, '--kubeconfig', small.kubeconfig, '--config', config], { env: { HOME: small.folder } }),
    remotely: (...args) => runCli([...args, '--server', served.url], { env: { HOME: small.folder } }),
    async close() {
      await served.close();
      await small.close();
    },
  };
}

/** Output without what the clock changes between two runs: ages, seconds, and the blanks that follow from their width. */
export function timeless(text: string): string {
  return text
    .replaceAll(/in \d+\.\d{3} seconds/g, 'in N seconds')
    .replaceAll(/"(nowMs|seconds)":[\d.e-]+/g, '"$1":N')
    .replaceAll(/\b\d+(?:y|d|h|m|s)(?:\d+(?:d|h|m|s))?\b/g, 'AGE')
    .replaceAll(/ +/g, ' ')
    .trimEnd();
}
