import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { CollectorStatus } from '../../edge/collector/collector-status.ts';
import type { StateFigures } from '../../edge/storage/fleet-state.ts';
import { type FindingFiguresSource, findingMetrics } from './findings/finding-metrics.ts';

/** What `/metrics` tells, and where routes say how long a question took. */
export interface ServerMetrics {
  readonly contentType: string;
  text(): Promise<string>;
  /** Notes how long a question took, by the form it was answered in. */
  observeQuery(form: string, seconds: number): void;
}

/** Where the figures come from, read whenever somebody scrapes. */
export interface MetricSources {
  status(): CollectorStatus;
  store(): StoreFigures;
  liveTables(): number;
  /** Of what the checks find; undefined without checks. */
  findings?: FindingFiguresSource | undefined;
  /** Of what is kept on disk; undefined when nothing is. */
  state?: (() => StateFigures) | undefined;
}

/** What the store says of itself. */
export interface StoreFigures {
  readonly objects: number;
  /** By part: columns, indexes, packed objects … */
  readonly bytes: Readonly<Record<string, number>>;
}

/** One figure that is read at scrape time: values by one label, or one value under ''. */
interface ReadFigure {
  readonly name: string;
  readonly help: string;
  readonly label?: string;
  read(status: CollectorStatus, store: StoreFigures): Iterable<readonly [string, number]>;
}

const figures: readonly ReadFigure[] = [
  { name: 'hindsight_clusters', help: 'Clusters by state.', label: 'state', read: (status) => Object.entries(status.clustersByState) },
  {
    name: 'hindsight_shards',
    help: 'Shards (one resource of one cluster) by state.',
    label: 'state',
    read: (status) => Object.entries(status.shardsByState),
  },
  { name: 'hindsight_objects', help: 'Objects in memory.', read: (_status, store) => [['', store.objects]] },
  {
    name: 'hindsight_store_bytes',
    help: 'Bytes of the store by part.',
    label: 'part',
    read: (_status, store) => Object.entries(store.bytes),
  },
  {
    name: 'hindsight_watch_quiet_seconds_max',
    help: 'Longest time since a live shard heard anything from its API server.',
    read: (status) => [['', longestQuietSeconds(status)]],
  },
  {
    name: 'hindsight_lists_total',
    help: 'Complete lists: first ones and relists.',
    read: (status) => [['', sum(status.shards, (shard) => shard.lists)]],
  },
  {
    name: 'hindsight_relists_total',
    help: 'Complete lists after the first of a shard.',
    read: (status) => [['', sum(status.shards, (shard) => Math.max(0, shard.lists - 1))]],
  },
  {
    name: 'hindsight_stream_failures_total',
    help: 'Lists and watches that failed or broke.',
    read: (status) => [['', sum(status.shards, (shard) => shard.failures)]],
  },
  {
    name: 'hindsight_history_rewinds_total',
    help: 'API servers found to have been restored from an older snapshot.',
    read: (status) => [['', sum(status.shards, (shard) => shard.rewinds)]],
  },
  { name: 'hindsight_waiting_lists', help: 'Lists that wait for a place in the schedule.', read: (status) => [['', status.waitingLists]] },
  {
    name: 'hindsight_waiting_objects',
    help: 'Objects received and not yet in the store.',
    read: (status) => [['', status.waitingObjects]],
  },
  {
    name: 'hindsight_open_streams',
    help: 'Open watch streams over all API servers.',
    read: (status) => [['', sum([...status.usage.values()], (usage) => usage.openStreams)]],
  },
  {
    name: 'hindsight_received_bytes_total',
    help: 'Bytes received from API servers.',
    read: (status) => [['', sum([...status.usage.values()], (usage) => usage.bytesIn)]],
  },
  {
    name: 'hindsight_api_requests_total',
    help: 'Requests to API servers by status code; 0 stands for no answer.',
    label: 'code',
    read: requestsByCode,
  },
];

/** What is kept on disk. */
const stateFigures: readonly { readonly name: string; readonly help: string; read(state: StateFigures): number }[] = [
  { name: 'hindsight_state_bytes', help: 'Bytes of the last known state on disk.', read: ({ bytes }) => bytes },
  {
    name: 'hindsight_state_last_write_timestamp_seconds',
    help: 'When the last known state was last written completely; 0 before.',
    read: ({ writtenAtMs }) => (writtenAtMs ?? 0) / 1000,
  },
  {
    name: 'hindsight_state_last_write_age_seconds',
    help: 'Seconds since then; -1 before the first write.',
    read: ({ writtenAtMs }) => (writtenAtMs === undefined ? -1 : (Date.now() - writtenAtMs) / 1000),
  },
  {
    name: 'hindsight_state_write_failures_total',
    help: 'Writes that failed: the disk is full, read-only or gone.',
    read: ({ failures }) => failures,
  },
  {
    name: 'hindsight_state_dropped_objects',
    help: 'Objects that are not kept, for want of room.',
    read: ({ droppedObjects }) => droppedObjects,
  },
  { name: 'hindsight_state_waiting_objects', help: 'Objects that are not written yet.', read: ({ waitingRows }) => waitingRows },
  {
    name: 'hindsight_state_longest_stretch_seconds',
    help: 'CPU time of the longest stretch of keeping the state that nothing else could run in.',
    read: ({ longestStretchMs }) => longestStretchMs / 1000,
  },
  { name: 'hindsight_state_cpu_seconds_total', help: 'CPU time that keeping the state took.', read: ({ cpuMs }) => cpuMs / 1000 },
];

/** Builds the registry of one server; figures are read from their sources at scrape time. */
export function serverMetrics(sources: MetricSources): ServerMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauges = figures.map((figure) => ({
    figure,
    gauge: new Gauge({
      name: figure.name,
      help: figure.help,
      labelNames: figure.label === undefined ? [] : [figure.label],
      registers: [registry],
    }),
  }));
  const stateGauges =
    sources.state === undefined
      ? []
      : stateFigures.map(({ read, ...names }) => ({ read, gauge: new Gauge({ ...names, registers: [registry] }) }));
  const findingGauges = sources.findings === undefined ? undefined : findingMetrics(registry, sources.findings);
  const live = new Gauge({ name: 'hindsight_live_tables', help: 'Live tables that somebody looks at.', registers: [registry] });
  const querySeconds = new Histogram({
    name: 'hindsight_query_seconds',
    help: 'Seconds that questions took, by the form of the answer.',
    labelNames: ['form'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  });
  return {
    contentType: registry.contentType,
    observeQuery: (form, seconds) => querySeconds.observe({ form }, seconds),
    text() {
      const status = sources.status();
      const store = sources.store();
      for (const { figure, gauge } of gauges) {
        gauge.reset();
        for (const [value, number] of figure.read(status, store)) {
          if (figure.label === undefined) gauge.set(number);
          else gauge.set({ [figure.label]: value }, number);
        }
      }
      live.set(sources.liveTables());
      findingGauges?.();
      const state = sources.state?.();
      for (const { gauge, read } of stateGauges) if (state !== undefined) gauge.set(read(state));
      return registry.metrics();
    },
  };
}

function* requestsByCode(status: CollectorStatus): Iterable<readonly [string, number]> {
  const byCode = new Map<number, number>();
  for (const usage of status.usage.values()) {
    for (const [code, count] of usage.byStatus) byCode.set(code, (byCode.get(code) ?? 0) + count);
  }
  for (const [code, count] of byCode) yield [String(code), count];
}

function longestQuietSeconds(status: CollectorStatus): number {
  return status.shards.reduce((longest, shard) => (shard.state === 'live' ? Math.max(longest, (shard.quietMs ?? 0) / 1000) : longest), 0);
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
