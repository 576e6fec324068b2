import { HindsightError } from '../../core/base/hindsight-error.ts';
import type { ClusterTarget } from '../client/cluster-target.ts';
import type { ClusterSource } from './cluster-source.ts';
import { selectedByLabels } from './label-selection.ts';
import { type Clusters, type IdentityChoice, oneClusterEach } from './one-cluster-each.ts';

/** How what a source says becomes the fleet. */
export interface FleetChoice extends IdentityChoice {
  /** `k=v,k!=v` on the labels of clusters; empty for all. */
  readonly labelSelector: string;
}

/** Reads a source once. Throws HindsightError. */
export async function readClusters(source: ClusterSource, choice: FleetChoice): Promise<Clusters> {
  const reading = await source.read();
  const { targets, notices } = oneClusterEach(reading.targets, choice);
  return { targets: selectedByLabels(targets, choice.labelSelector), notices: [...reading.notices, ...notices] };
}

/** Who hears of changes. */
export interface FollowOptions {
  readonly source: ClusterSource;
  /** What is read already. */
  readonly first?: readonly ClusterTarget[];
  /** Asked at every reading: a reload of the configuration may change it. */
  choice(): FleetChoice;
  /** The fleet is this from now on. */
  onTargets(targets: readonly ClusterTarget[]): void;
  /** Something to say, once until it changes. */
  onNotice(text: string): void;
}

/** Follows a source: a cluster that is added, changed or removed is told without a restart. What fails keeps the clusters there are, and says so. */
export function followClusters(q: FollowOptions): { reread(): Promise<void>; stop(): void } {
  let told = new Set<string>();
  let known: ReadonlyMap<string, ClusterTarget> = new Map((q.first ?? []).map((target) => [target.id, target]));
  let running: Promise<void> | undefined;
  let again = false;
  const tell = (notices: readonly string[]): void => {
    for (const notice of notices) if (!told.has(notice)) q.onNotice(notice);
    told = new Set(notices);
  };
  const read = async (): Promise<void> => {
    try {
      const { targets, notices } = await readClusters(q.source, q.choice());
      const kept = keepUsable(targets, known);
      known = new Map(kept.targets.map((target) => [target.id, target]));
      tell([...notices, ...kept.notices]);
      q.onTargets(kept.targets);
    } catch (error) {
      if (!(error instanceof HindsightError)) throw error;
      tell([`${error.message}; the clusters known so far are kept`]);
    }
  };
  const reread = (): Promise<void> => {
    if (running !== undefined) {
      again = true;
      return running;
    }
    running = read().finally(() => {
      running = undefined;
      if (!again) return undefined;
      again = false;
      return reread();
    });
    return running;
  };
  const stopWatching = q.source.watch(() => void reread());
  return { reread, stop: stopWatching };
}

/** A context that is broken now, of a cluster that was read until now, is read on as before: what it knew is worth more than the mistake. */
function keepUsable(targets: readonly ClusterTarget[], before: ReadonlyMap<string, ClusterTarget>): Clusters {
  const notices: string[] = [];
  const kept = targets.map((target) => {
    const known = before.get(target.id);
    if (target.defect === undefined || known === undefined || known.defect !== undefined || known.server !== target.server) return target;
    notices.push(`${target.id} is read as before: ${target.defect}`);
    return { ...known, aliases: target.aliases, labels: target.labels };
  });
  return { targets: kept, notices };
}
