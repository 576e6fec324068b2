import { composeFleet, type Fleet } from '../../src/apps/server/compose-fleet.ts';
import type { KeepSettings } from '../../src/apps/server/keep-fleet.ts';
import { targetsFromKubeconfig } from '../../src/edge/client/kubeconfig-targets.ts';
import { type ComposedServer, serveComposed } from './serve-composed.ts';
import type { SmallFleet } from './small-fleet.ts';

/** A server whose last known state is kept, in this process. */
export interface KeptServer extends ComposedServer {
  readonly fleet: Fleet;
  /** Warnings and errors, in words. */
  readonly logged: readonly string[];
  /** Waits until something holds. */
  until(what: string, holds: () => boolean | Promise<boolean>): Promise<void>;
}

/** Serves a small fleet, and keeps it in a folder. */
export async function serveKept(
  small: Pick<SmallFleet, 'kubeconfig'>,
  folder: string,
  q: Partial<KeepSettings> & {
    readonly contexts?: readonly string[];
    readonly secrets?: 'off' | 'metadata';
    readonly denied?: string;
  } = {},
): Promise<KeptServer> {
  const { contexts, secrets, denied, ...keep } = q;
  const all = await targetsFromKubeconfig({ files: [small.kubeconfig], env: {} });
  const logged: string[] = [];
  const fleet = composeFleet({
    targets: contexts === undefined ? all : all.filter(({ id }) => contexts.includes(id)),
    mode: 'watch',
    userAgent: 'hindsight/test',
    env: {},
    secrets: secrets ?? 'off',
    keep: { folder, maxBytes: 2 ** 28, program: 'test 1', everyMs: 30, ...keep },
    ...(denied !== undefined && { namespaces: { allows: (name: string) => name !== denied } }),
    log: (level, message) => {
      if (level !== 'info') logged.push(message);
    },
  });
  const server = await serveComposed(fleet);
  return {
    ...server,
    fleet,
    logged,
    async until(what, holds) {
      const endMs = Date.now() + 15_000;
      while (!(await holds())) {
        if (Date.now() > endMs) throw new Error(`not within 15 s: ${what}; ${logged.join('; ')}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}

/** Waits until all is synced and all is written. */
export async function untilKept(server: KeptServer): Promise<void> {
  await server.until('ready', () => server.fleet.source.status().ready);
  await server.until('kept', () => {
    const figures = server.fleet.state?.();
    return figures !== undefined && figures.waitingRows === 0 && figures.writtenAtMs !== undefined;
  });
}
