import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { type Random, seededRandom } from '../../core/base/random.ts';
import { FleetStore } from '../../core/fleet/fleet-store.ts';
import type { ClusterId } from '../../core/fleet/fleet-view.ts';
import { ObjectColumns } from '../../core/query/object-columns.ts';
import type { ApiServer } from '../../edge/client/api-server.ts';
import type { ClusterTarget } from '../../edge/client/cluster-target.ts';
import { openApiServer } from '../../edge/client/open-api-server.ts';
import { Collector, type CollectorOptions } from '../../edge/collector/collector.ts';
import { pinnedResources } from '../../edge/collector/pinned-resources.ts';
import { systemClock, systemTimers } from '../../edge/collector/system-timers.ts';
import type { NamespacePolicy } from '../../edge/config/namespace-policy.ts';
import type { StateFigures } from '../../edge/storage/fleet-state.ts';
import { jsonCodec } from '../../edge/storage/json-codec.ts';
import type { RecordStore } from '../../edge/storage/record-store.ts';
import { zstdBlocks } from '../../edge/storage/zstd-blocks.ts';
import { withinNamespaces } from './access/within-namespaces.ts';
import { type KeepSettings, keepFleet } from './keep-fleet.ts';
import type { LiveSource } from './live/live-feed.ts';
import { packWhileIdle } from './pack-while-idle.ts';

/** A fleet that runs: streams, store, and what answers questions from them. */
export interface Fleet extends LiveSource {
  readonly source: Collector;
  readonly store: FleetStore;
  /** The connection to a cluster, for what is read besides lists and watches. */
  apiServer(cluster: ClusterId): ApiServer | undefined;
  /** How it stands with what is kept on disk; undefined when nothing is. */
  state?(): StateFigures;
  /** Durable records; undefined when nothing is kept. */
  readonly records?: RecordStore;
  /** Ends all streams. */
  stop(): Promise<void>;
}

/** What a fleet is composed of. */
export type FleetSettings = Pick<CollectorOptions, 'targets' | 'mode'> &
  Partial<
    Pick<CollectorOptions, 'log' | 'secrets' | 'openDeadlineMs' | 'probeEveryMs' | 'pinned' | 'clock' | 'timers' | 'connect' | 'identity'>
  > & {
    readonly userAgent: string;
    /** For proxies. */
    readonly env: Readonly<Record<string, string | undefined>>;
    /** `never` where the API servers run on this machine and compress at its expense; default by the length of the way. */
    readonly gzip?: 'auto' | 'never';
    /** Namespaces whose objects may be seen at all; default all. */
    readonly namespaces?: NamespacePolicy | undefined;
    /** Keeps the last known state on disk; default nothing is kept. */
    readonly keep?: KeepSettings | undefined;
  };

/** Objects that wait to be packed hold at most about this much. */
const overlayBytes = 16 * 1024 * 1024;

/** Puts client, collector and store together: the only place where they meet. Mode `watch` begins to sync at once. */
export function composeFleet({ userAgent, env, gzip = 'auto', namespaces, keep, ...settings }: FleetSettings): Fleet {
  if (settings.mode === 'watch') keepHeapSmall();
  const clock = settings.clock ?? systemClock;
  const store = new FleetStore({ codec: jsonCodec, blocks: zstdBlocks(), clock, overlayBytes });
  const kept =
    keep &&
    keepFleet({
      settings: keep,
      store,
      clock,
      secrets: settings.secrets ?? 'off',
      log: settings.log ?? (() => {}),
      targets: () => collector.targets,
      allows: (namespace) => namespaces?.allows(namespace) ?? true,
    });
  const collector: Collector = new Collector({
    pinned: pinnedResources,
    timers: systemTimers,
    connect: (target) =>
      openApiServer(target, { userAgent, clock, env, gzip, secrets: settings.secrets === 'metadata' ? 'metadata' : 'refuse' }),
    ...settings,
    store: namespaces === undefined ? store : withinNamespaces(store, namespaces),
    clock,
    random: systemRandom(),
    fallbackUid,
    kept: kept?.kept,
  });
  const columns = new ObjectColumns();
  store.subscribe((event) => columns.accept(event));
  const stopPacking = settings.mode === 'watch' ? packWhileIdle(store) : () => {};
  collector.start();
  return {
    source: collector,
    directory: collector,
    clock,
    store,
    columns,
    ...(namespaces !== undefined && { namespaces }),
    view: (scope) => store.view(scope),
    subscribe: (listener) => store.subscribe(listener),
    hold: (need) => collector.hold(need),
    apiServer: (cluster) => collector.apiServer(cluster),
    ...(kept !== undefined && { state: () => kept.figures(), records: kept.records }),
    async stop() {
      stopPacking();
      await collector.stop();
      await kept?.stop();
    },
  };
}

/**
 * Decoded objects die young, so a larger young generation saves little, but it stays as large as the first sync made it (measured: 80 to 150 MB of RSS), and buffers that
 * wait in it to be freed make V8 mark its whole heap more often. Threads for so little only cost: 7 % of the CPU of a sync.
 */
function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--no-parallel-scavenge');
  // The old generation: what the crowd at the start leaves stays in the pages of a heap that had room to grow (measured: 30 MB of RSS with 148 idle clusters).
  setFlagsFromString('--heap-growing-percent=30');
}

/** Jitter must differ between processes: seeded by time and process id. */
function systemRandom(): Random {
  return seededRandom(`${Date.now()}-${process.pid}`);
}

/** Names a cluster whose namespace kube-system may not be read. Source: design §2. */
function fallbackUid(target: ClusterTarget): string {
  return createHash('sha256')
    .update(`${target.server}\n${target.tls.ca ?? ''}`)
    .digest('hex')
    .slice(0, 32);
}
