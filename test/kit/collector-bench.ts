import { seededRandom } from '../../src/core/base/random.ts';
import type { ResourceId } from '../../src/core/kube/api-resource.ts';
import type { ClusterTarget } from '../../src/edge/client/cluster-target.ts';
import { Collector, type CollectorOptions } from '../../src/edge/collector/collector.ts';
import { FakeApiServer } from './fake-api-server.ts';
import { fakeTarget } from './fake-target.ts';
import { ManualTimers } from './manual-timers.ts';
import { NaiveStore } from './naive-store.ts';

/** A collector over fake API servers with manual time. */
export interface CollectorBench {
  readonly collector: Collector;
  readonly store: NaiveStore;
  readonly timers: ManualTimers;
  /** By cluster id. */
  readonly servers: ReadonlyMap<string, FakeApiServer>;
  /** The first server. */
  readonly server: FakeApiServer;
}

/** Builds one cluster `c1` (or those named), each serving pods, nodes and namespaces; nothing is started. */
export function collectorBench(
  q: Partial<Omit<CollectorOptions, 'targets'>> & {
    clusters?: readonly string[];
    pinned?: readonly ResourceId[];
    target?: (id: string) => ClusterTarget;
    prepare?: (server: FakeApiServer, id: string) => void;
  } = {},
): CollectorBench {
  const { clusters = ['c1'], target = fakeTarget, prepare, ...options } = q;
  const timers = new ManualTimers();
  const store = new NaiveStore();
  const servers = new Map(clusters.map((id) => [id, new FakeApiServer(timers)]));
  for (const [id, server] of servers) {
    server.serve({ plural: 'pods', kind: 'Pod', shortNames: ['po'] });
    server.serve({ plural: 'nodes', kind: 'Node', namespaced: false, shortNames: ['no'] });
    server.serve({ plural: 'namespaces', kind: 'Namespace', namespaced: false, shortNames: ['ns'] });
    prepare?.(server, id);
  }
  const collector = new Collector({
    targets: clusters.map((id) => target(id)),
    connect: ({ id }) => servers.get(id) as FakeApiServer,
    store,
    clock: timers,
    timers,
    random: seededRandom('collector'),
    pinned: ['pods'],
    mode: 'watch',
    ...options,
  });
  return { collector, store, timers, servers, server: servers.values().next().value as FakeApiServer };
}
