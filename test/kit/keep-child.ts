/** A process that keeps a small fleet and changes it all the time, to be killed: `node keep-child.ts FOLDER`. Says `started N` and `kept N`. */
import { FleetStore } from '../../src/core/fleet/fleet-store.ts';
import { everything, type FleetView } from '../../src/core/fleet/fleet-view.ts';
import { systemClock } from '../../src/edge/collector/system-timers.ts';
import { FleetState } from '../../src/edge/storage/fleet-state.ts';
import { jsonCodec } from '../../src/edge/storage/json-codec.ts';
import { zstdBlocks } from '../../src/edge/storage/zstd-blocks.ts';
import { shardState, toUpsert, widget, widgets } from './fleet-fixture.ts';
import { clusterFacts } from './synthetic-fleet.ts';

const clusters = ['a', 'b', 'c'];
const objects = 40;
const store = new FleetStore({ codec: jsonCodec, blocks: zstdBlocks(), clock: systemClock, idleMs: 20, overlayBytes: 20_000 });
const state = new FleetState({
  folder: process.argv[2] as string,
  maxBytes: 2 ** 26,
  program: 'child',
  store,
  clock: systemClock,
  everyMs: 5,
  originOf: () => 'origin',
  allows: () => true,
  definitionOf: () => widgets,
  log: (level, message) => process.stderr.write(`${level} ${message}\n`),
});

/** The generation of a cluster's objects: all of them have the same, and all are there. */
function generationOf(view: FleetView, cluster: string): number {
  const shard = view.shard(cluster, widgets.id);
  if (shard === undefined || shard.rows.size === 0) return 0;
  const found = new Set<unknown>();
  shard.rows.forEach((row) => void found.add(shard.object(row).spec?.size).add(shard.column('Size')?.cell(row)));
  if (found.size !== 1 || shard.rows.size !== objects) throw new Error(`torn: ${cluster} has ${shard.rows.size} rows of ${[...found]}`);
  return [...found][0] as number;
}

const restored = await state.restore();
if ('heldBy' in restored) throw new Error(`held by ${restored.heldBy}`);
const positions = new Map<string, { epoch: string; seq: number }>();
for (const { shards } of restored.values()) {
  for (const { kept, epoch, seq, complete } of shards) {
    if (!complete) throw new Error(`${kept.cluster} is not complete`);
    positions.set(kept.cluster, { epoch, seq });
  }
}
const found = clusters.map((cluster) => generationOf(store.view(everything), cluster));
let generation = Math.max(...found);
process.stdout.write(`started ${Math.min(...found)}\n`);
state.start();

function apply(cluster: string, size: number, mark?: 'relist-begin' | 'relist-end'): void {
  const at = positions.get(cluster) ?? { epoch: 'new', seq: 0 };
  positions.set(cluster, { epoch: at.epoch, seq: at.seq + 1 });
  // Half of the objects are replaced by others of the same name, so that rows die in every way.
  const upserts =
    mark === undefined
      ? Array.from({ length: objects }, (_, i) =>
          toUpsert(
            jsonCodec,
            widget(`w-${i}`, { uid: i % 2 === 0 ? `stays ${i}` : `comes ${i} ${size}`, version: `${size * 100 + i}`, spec: { size } }),
          ),
        )
      : [];
  const batch = { cluster, resource: widgets.id, epoch: at.epoch, seq: at.seq + 1, resourceVersion: `${size}`, observedAtMs: Date.now() };
  store.apply({ ...batch, removed: [], upserts, ...(mark && { mark }) });
}

for (const cluster of clusters) {
  store.putCluster(clusterFacts(cluster));
  if (positions.has(cluster)) continue;
  store.openShard(cluster, widgets, shardState());
  apply(cluster, 0, 'relist-begin');
  apply(cluster, 0);
  apply(cluster, 0, 'relist-end');
}

let written = state.figures().writtenAtMs;
let sure = 0;
setInterval(() => {
  const { writtenAtMs } = state.figures();
  if (writtenAtMs !== written) {
    // What was there when the write before was done is in this one.
    process.stdout.write(`kept ${sure}\n`);
    sure = generation;
    written = writtenAtMs;
  }
  generation++;
  for (const cluster of clusters) apply(cluster, generation);
  for (const _ of store.packIdle());
}, 3);
