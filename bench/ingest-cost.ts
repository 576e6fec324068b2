/**
 * A process of its own, so that all of its CPU time, threads and garbage collection included, is what is measured: reads every list of a fleet into memory as the
 * bytes that come out of TLS, then lets the engine of `serve` sync from there. Prints one line of JSON.
 *
 * Run as `node bench/ingest-cost.ts KUBECONFIG DIST [CLUSTERS]`; DIST is the folder of the built JavaScript.
 */
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type * as Compose from '../src/apps/server/compose-fleet.ts';
import type * as Api from '../src/core/kube/api-resource.ts';
import type * as Builtin from '../src/core/resources/builtin-resources.ts';
import type * as Connection from '../src/edge/client/api-connection.ts';
import type { ListItem } from '../src/edge/client/api-server.ts';
import type { ClusterTarget } from '../src/edge/client/cluster-target.ts';
import type * as Reader from '../src/edge/client/item-reader.ts';
import type * as Kubeconfig from '../src/edge/client/kubeconfig-targets.ts';
import type * as List from '../src/edge/client/read-list.ts';
import type * as Text from '../src/edge/client/read-text.ts';
import type * as Pinned from '../src/edge/collector/pinned-resources.ts';

/** What the engine costs beside what cannot be done without, in CPU time of all threads, ms. */
export interface IngestCost {
  /** `JSON.parse` with UTF-8 decoding, object by object, of the trimmed bytes. */
  readonly parseMs: number;
  readonly objects: number;
  /** Trimmed. */
  readonly bytes: number;
  /** Until every list of every cluster is in the store. */
  readonly syncMs: number;
  /** Until everything is packed, too. */
  readonly ingestMs: number;
}

/** What a TLS record holds. */
const chunkBytes = 16 * 1024;
/** Packing begins when nothing has changed for ten seconds. */
const packedAfterMs = 13_000;

const [kubeconfig = '', dist = '', most = '1000'] = process.argv.slice(2);
const load = <T>(path: string): Promise<T> => import(join(dist, path)) as Promise<T>;
const { targetsFromKubeconfig } = await load<typeof Kubeconfig>('edge/client/kubeconfig-targets.js');
const { ApiConnection } = await load<typeof Connection>('edge/client/api-connection.js');
const { ItemReader } = await load<typeof Reader>('edge/client/item-reader.js');
const { readList } = await load<typeof List>('edge/client/read-list.js');
const { readBytes } = await load<typeof Text>('edge/client/read-text.js');
const { pinnedResources } = await load<typeof Pinned>('edge/collector/pinned-resources.js');
const { listPath } = await load<typeof Api>('core/kube/api-resource.js');
const { builtinById } = await load<typeof Builtin>('core/resources/builtin-resources.js');
const { composeFleet } = await load<typeof Compose>('apps/server/compose-fleet.js');

type Bodies = Map<string, Buffer>;
const headers = { date: new Date().toUTCString() };
const signal = new AbortController().signal;

async function bodiesOf(target: ClusterTarget): Promise<Bodies> {
  const q = {
    userAgent: 'hindsight-bench',
    clock: { nowMs: () => Date.now() },
    connectDeadlineMs: 10_000,
    pingIntervalMs: 15_000,
    env: {},
  };
  const connection = new ApiConnection(target, { ...q, gzip: 'never' });
  const bodies: Bodies = new Map();
  for (const id of pinnedResources) {
    const resource = builtinById.get(id);
    if (resource === undefined) throw new Error(`${id} is no built-in resource`);
    const path = listPath(resource);
    const asked = { path: `${path}?resourceVersion=0`, accept: 'application/json', lane: 'list' as const, signal, headDeadlineMs: 60_000 };
    const { answer, release } = await connection.ask(asked);
    bodies.set(path, await readBytes(answer, 2 ** 31, () => {}));
    release();
  }
  connection.close();
  return bodies;
}

/** As a socket hands it over. */
function bodyOf(bytes: Buffer): Readable {
  let at = 0;
  return new Readable({
    read() {
      this.push(at < bytes.length ? bytes.subarray(at, at + chunkBytes) : null);
      at += chunkBytes;
    },
  });
}

function listFrom(bodies: Bodies, q: Parameters<typeof readList>[0]): ReturnType<typeof readList> {
  const bytes = bodies.get(q.path);
  if (bytes === undefined) throw new Error(`nobody expected a list of ${q.path}`);
  return readList(q, {
    open: async () => ({ answer: { status: 200, headers, body: bodyOf(bytes), complete: () => true }, release: () => {} }),
    onWire: () => {},
    decoder: (lend) => new ItemReader({ lend }),
    maxObjectBytes: 8 * 1024 * 1024,
  });
}

/** An API server whose lists are in memory and whose watches are silent. */
function apiServer(target: ClusterTarget, bodies: Bodies): ReturnType<NonNullable<Compose.FleetSettings['connect']>> {
  const usage = { requests: 0, bytesIn: 0, openStreams: 0, byStatus: new Map(), latencyMs: undefined };
  const forever = (aborted: AbortSignal): Promise<void> =>
    new Promise((resolve) => aborted.addEventListener('abort', () => resolve(), { once: true }));
  const silent = {
    url: target.server,
    usage,
    list: (q: Parameters<typeof readList>[0]) => listFrom(bodies, q),
    watch: async (q: { signal: AbortSignal; onOpen(): void }) => {
      q.onOpen();
      await forever(q.signal);
      return { reason: 'aborted' as const };
    },
    discover: async () => ({ resources: [], broken: [{ groupVersion: '', reason: 'not asked' }] }),
    get: async () => ({ status: 403, body: '', headers: {} }),
    close: () => {},
  };
  return silent as unknown as ReturnType<NonNullable<Compose.FleetSettings['connect']>>;
}

const cpuMs = (since?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
};

async function bareParse(all: readonly Bodies[]): Promise<Pick<IngestCost, 'parseMs' | 'objects' | 'bytes'>> {
  const total = { parseMs: 0, objects: 0, bytes: 0 };
  const decoder = new TextDecoder();
  for (const bodies of all) {
    const kept: Buffer[] = [];
    const onItems = (items: readonly ListItem[]): void => void kept.push(...items.map(({ bytes }) => Buffer.from(bytes)));
    for (const path of bodies.keys()) await listFrom(bodies, { path, signal, idleDeadlineMs: 60_000, onItems, resourceVersion: '0' });
    const before = process.cpuUsage();
    for (const bytes of kept) JSON.parse(decoder.decode(bytes));
    total.parseMs += cpuMs(before);
    total.objects += kept.length;
    for (const bytes of kept) total.bytes += bytes.length;
  }
  return total;
}

async function ingest(
  targets: readonly ClusterTarget[],
  all: readonly Bodies[],
  objects: number,
): Promise<Pick<IngestCost, 'ingestMs' | 'syncMs'>> {
  const before = process.cpuUsage();
  const fleet = composeFleet({
    targets,
    mode: 'watch',
    userAgent: 'hindsight-bench',
    env: {},
    probeEveryMs: 3_600_000,
    connect: (target) => apiServer(target, all[targets.findIndex(({ id }) => id === target.id)] as Bodies),
  });
  const { source, store } = fleet;
  while (source.syncProgress().done < targets.length) await new Promise((resolve) => setTimeout(resolve, 250));
  const syncMs = cpuMs(before);
  await new Promise((resolve) => setTimeout(resolve, packedAfterMs));
  const ingestMs = cpuMs(before);
  // A cluster that was given up counts as done, and would be cheap.
  if (store.stats().objects !== objects) throw new Error(`${store.stats().objects} of ${objects} objects are in the store`);
  await fleet.stop();
  return { ingestMs, syncMs };
}

const targets = (await targetsFromKubeconfig({ files: [kubeconfig], env: {} })).slice(0, Number(most));
const all: Bodies[] = [];
for (const target of targets) all.push(await bodiesOf(target));
const parse = await bareParse(all);
const cost: IngestCost = { ...parse, ...(await ingest(targets, all, parse.objects)) };
console.log(JSON.stringify(cost));
process.exit(0);
