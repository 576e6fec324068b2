import { createHash } from 'node:crypto';
import type { Clock } from '../../core/base/clock.ts';
import type { RestoredCluster } from '../../core/fleet/fleet-restorer.ts';
import type { FleetStore } from '../../core/fleet/fleet-store.ts';
import type { ClusterId } from '../../core/fleet/fleet-view.ts';
import { builtinById } from '../../core/resources/builtin-resources.ts';
import type { ClusterTarget } from '../../edge/client/cluster-target.ts';
import type { KeptStart } from '../../edge/collector/collector.ts';
import type { CollectorLog } from '../../edge/collector/collector-log.ts';
import { FleetState, type StateFigures } from '../../edge/storage/fleet-state.ts';
import { type RecordStore, recordStore } from '../../edge/storage/record-store.ts';

/** Where the last known state of a fleet is kept, and how much of it. */
export interface KeepSettings {
  readonly folder: string;
  readonly maxBytes: number;
  /** Name and version of this program. */
  readonly program: string;
  /** Between two writes; default two seconds. */
  readonly everyMs?: number;
  /** Told when another process has the folder: then nothing is kept. */
  readonly onHeld?: (by: string) => void;
}

/** A fleet that is kept. */
export interface KeptFleet {
  /** What was kept, and when its rows are in the store; undefined when nothing was, so that nobody waits. */
  readonly kept: KeptStart | undefined;
  figures(): StateFigures;
  /** Durable records beside the rows; they fail where the folder is another's. */
  readonly records: RecordStore;
  /** Writes what is left. */
  stop(): Promise<void>;
}

/** Puts back what was kept, and keeps what changes from then on. To be called while the store is empty. */
export function keepFleet(q: {
  readonly settings: KeepSettings;
  readonly store: FleetStore;
  readonly clock: Clock;
  readonly secrets: 'off' | 'metadata';
  readonly log: CollectorLog;
  /** The targets as they are now. */
  targets(): readonly ClusterTarget[];
  /** False for namespaces whose objects may not be seen any more. */
  allows(namespace: string): boolean;
}): KeptFleet {
  const { settings, store, clock } = q;
  const state = new FleetState({
    ...settings,
    store,
    clock,
    log: (level, message, keys) => q.log(level, message, keys ?? {}),
    originOf: (cluster) => {
      const target = q.targets().find(({ id }) => id === cluster);
      return target === undefined ? undefined : originOf(target);
    },
    allows: q.allows,
    definitionOf: ({ resource }) => (resource === 'secrets' && q.secrets === 'off' ? undefined : builtinById.get(resource)),
  });
  const restored = state.restore().then((answer) => {
    if (!('heldBy' in answer)) {
      state.start();
      return answer;
    }
    settings.onHeld?.(answer.heldBy);
    store.keepNothing();
    return new Map<ClusterId, RestoredCluster>();
  });
  return {
    kept: state.expectsRows ? { clusters: restored, back: (resource) => state.back(resource) } : undefined,
    figures: () => state.figures(),
    records: recordsAfter(restored, recordStore(state.port)),
    async stop() {
      await restored;
      await state.stop();
    },
  };
}

/** Rows are inherited by who has the same server, the same authority and the same user: another one might not be allowed to see them. */
function originOf({ server, tls, user }: ClusterTarget): string {
  return createHash('sha256')
    .update(JSON.stringify([server, tls.ca ?? '', user ?? '']))
    .digest('hex')
    .slice(0, 32);
}

/** The file is open only after what it holds was read. */
function recordsAfter(ready: Promise<unknown>, records: RecordStore): RecordStore {
  return { tx: (run) => ready.then(() => records.tx(run)) };
}
