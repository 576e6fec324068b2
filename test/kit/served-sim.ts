import { ManualClock } from '../../src/core/base/clock.ts';
import type { SimCluster } from '../../src/core/sim/sim-cluster.ts';
import { defaultSimOptions, growWorld } from '../../src/core/sim/world.ts';
import { type SimApi, type SimApiOptions, startSimApi } from '../../src/edge/simapi/start-sim-api.ts';
import { type RawAnswer, type RawQuestion, type RawTarget, type RawWatch, rawRequest, rawWatch } from './raw-request.ts';

/** A small simulated fleet that is served, and short ways to ask its first cluster. */
export interface ServedSim {
  readonly api: SimApi;
  readonly clock: ManualClock;
  /** The first cluster. */
  readonly cluster: SimCluster;
  readonly name: string;
  target(user?: string): RawTarget;
  get(path: string, q?: Partial<RawQuestion> & { readonly user?: string }): Promise<RawAnswer>;
  send(method: string, path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<RawAnswer>;
  watch(path: string, q?: Partial<RawQuestion> & { readonly user?: string }): Promise<RawWatch>;
  close(): Promise<void>;
}

/** Serves a world of two clusters and about forty pods whose time stands still. */
export async function serveSim(options: Partial<SimApiOptions> = {}): Promise<ServedSim> {
  const clock = new ManualClock(defaultSimOptions.epochMs);
  const world = growWorld({ ...defaultSimOptions, seed: 3, clusters: 2, pods: 40 });
  const api = await startSimApi({ world, clock, terminationMs: 20, ...options });
  const cluster = world.clusters[0] as SimCluster;
  const served = api.clusters[0] as SimApi['clusters'][number];
  const target = (user = 'admin'): RawTarget => ({ url: served.url, caPem: served.caPem, token: api.tokenOf(user) });
  return {
    api,
    clock,
    cluster,
    name: served.name,
    target,
    get: (path, { user, ...q } = {}) => rawRequest(target(user), { path, ...q }),
    send: (method, path, body, headers) => rawRequest(target(), { method, path, body, ...(headers === undefined ? {} : { headers }) }),
    watch: (path, { user, ...q } = {}) => rawWatch(target(user), { path, ...q }),
    close: () => api.close(),
  };
}
