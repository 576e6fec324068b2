import { pino } from 'pino';
import type { Access } from '../../src/apps/server/access/access.ts';
import { localAccess, openAccess } from '../../src/apps/server/access/local-access.ts';
import { composeFleet, type Fleet } from '../../src/apps/server/compose-fleet.ts';
import { FindingsKeeper } from '../../src/apps/server/findings/findings-keeper.ts';
import { loadWebAssets } from '../../src/apps/server/web-assets.ts';
import { targetsFromKubeconfig } from '../../src/edge/client/kubeconfig-targets.ts';
import { serveComposed } from './serve-composed.ts';
import type { SmallFleet } from './small-fleet.ts';
import { until } from './until.ts';

/** A server over a small simulated fleet, in this process. */
export interface ServedFleet {
  readonly url: string;
  readonly fleet: Fleet;
  /** What was logged, as JSON lines. */
  readonly logged: readonly string[];
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<{ status: number; headers: Headers; body: string }>;
  /** Waits until the pinned resources are synced or given up on. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** Composes and listens; with a token in local mode, else open to all. */
export async function serveSmallFleet(
  small: SmallFleet,
  q: {
    readonly labels?: (cluster: string) => Readonly<Record<string, string>>;
    readonly token?: string;
    readonly probeEveryMs?: number;
    readonly secrets?: 'off' | 'metadata';
    readonly access?: Access;
    /** True: pages become live, by the bundle in dist/web. */
    readonly live?: boolean;
    /** True: the checks judge the fleet. */
    readonly judged?: boolean;
    /** Default: a free one. */
    readonly port?: number;
  } = {},
): Promise<ServedFleet> {
  const logged: string[] = [];
  const log = pino({ level: 'debug', base: null }, { write: (line: string) => void logged.push(line) });
  const named = await targetsFromKubeconfig({ files: [small.kubeconfig], env: {} });
  const targets = named.map((target) => ({ ...target, labels: { ...target.labels, ...q.labels?.(target.id) } }));
  const fleet = composeFleet({
    targets,
    mode: 'watch',
    userAgent: 'hindsight/test',
    env: {},
    log: (level, message, keys) => log[level](keys, message),
    ...(q.probeEveryMs !== undefined && { probeEveryMs: q.probeEveryMs }),
    ...(q.secrets !== undefined && { secrets: q.secrets }),
  });
  const assets = q.live === true ? loadWebAssets() : undefined;
  const findings = q.judged
    ? new FindingsKeeper({ fleet, syncProgress: () => fleet.source.syncProgress(), onFault: (error) => log.error(error) })
    : undefined;
  const served = await serveComposed(fleet, {
    access: q.access ?? (q.token === undefined ? openAccess() : localAccess({ token: q.token, cookieSecret: `cookie of ${q.token}` })),
    log,
    ...(assets && { assets }),
    ...(findings && { findings }),
    ...(q.port !== undefined && { port: q.port }),
  });
  findings?.start();
  const { url } = served;
  return {
    url,
    fleet,
    logged,
    async get(path, headers = {}) {
      const response = await fetch(url + path, { headers, redirect: 'manual' });
      return { status: response.status, headers: response.headers, body: await response.text() };
    },
    async ready() {
      await until(() => fleet.source.status().ready);
    },
    async close() {
      await findings?.stop();
      await served.close();
    },
  };
}
