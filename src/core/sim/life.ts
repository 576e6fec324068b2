import { type Random, seededRandom } from '../base/random.ts';
import { GrownCluster } from './grown-cluster.ts';
import { beatNode, expireEvents, renewLeaderLease, renewNodeLease, writeAutoscalerStatus } from './life/beats.ts';
import { watchForeignHands } from './life/foreign-hands.ts';
import { happen, touchPod } from './life/happenings.ts';
import { followSchedule } from './life/job-life.ts';
import { LivingCluster } from './life/living-cluster.ts';
import { resumeRollout } from './life/rollout.ts';
import { Timeline } from './life/timeline.ts';
import type { SimLife, SimWorld } from './sim-cluster.ts';

/** How lively a world is. */
export interface LifeOptions {
  /** About how many changes a second the whole fleet sees; default 30 for 31,000 pods, in proportion for others. CronJobs keep to their schedules whatever this says. */
  readonly changesPerSecond?: number;
  /** `fleet`: everything a fleet does. `pod-status`: nothing but status updates of pods, exactly at the rate; for load tests. */
  readonly mix?: 'fleet' | 'pod-status';
}

const minuteMs = 60_000;
/** Changes that one happening brings about on average, measured over a day of the default fleet. */
const changesPerHappening = 9;
const historyMs = 10 * minuteMs;

/**
 * The life of a world: rollouts, crashes, jobs, scaling, heartbeats, Events that come and expire.
 * The same world, options and foreign writes have the same life, however it is divided into calls of `advance`.
 */
export function startLife(world: SimWorld, options: LifeOptions = {}): SimLife {
  const fleet = new LivingFleet(world, options);
  return { advance: (nowMs) => fleet.advance(nowMs) };
}

class LivingFleet {
  readonly #timeline = new Timeline();
  readonly #clusters: readonly GrownCluster[];
  readonly #living = new Map<GrownCluster, LivingCluster>();
  readonly #random: Random;
  readonly #rate: number;
  readonly #shares: readonly number[];
  #reported = 0;

  constructor(world: SimWorld, options: LifeOptions) {
    const { seed, epochMs, pods } = world.options;
    this.#clusters = world.clusters.map(grown);
    this.#random = seededRandom(`${seed}/life`);
    this.#rate = options.changesPerSecond ?? Math.max(0.2, (30 * pods) / 31_000);
    let sum = 0;
    this.#shares = this.#clusters.map(({ identity }) => {
      sum += identity.pods;
      return sum;
    });
    if (options.mix === 'pod-status') this.#everySoOften(epochMs, this.#rate, (atMs) => touchPod(this.#drawn(), atMs), 'even');
    else this.#wakeAll(epochMs);
  }

  advance(nowMs: number): number {
    for (const cluster of this.#clusters) cluster.nowMs = Math.max(cluster.nowMs, nowMs);
    this.#timeline.runUntil(nowMs);
    let changes = 0;
    for (const living of this.#living.values()) changes += living.changes;
    const made = changes - this.#reported;
    this.#reported = changes;
    return made;
  }

  #wakeAll(epochMs: number): void {
    for (const [i, cluster] of this.#clusters.entries()) this.#timeline.at(epochMs + 1000 + i * 60, (atMs) => this.#wake(cluster, atMs));
    this.#everySoOften(epochMs + 2000, (this.#rate * 0.4) / changesPerHappening, (atMs) => happen(this.#drawn(), atMs), 'chance');
    this.#roundOfNodes(epochMs + 2000, this.#rate * 0.13, beatNode);
    this.#roundOfNodes(epochMs + 2300, this.#rate * 0.15, renewNodeLease);
  }

  /** Visits one node after the other, `perSecond` in a second. */
  #roundOfNodes(fromMs: number, perSecond: number, what: typeof beatNode): void {
    const nodes = this.#clusters.flatMap((cluster) => Array.from({ length: cluster.identity.nodes }, (_, index) => ({ cluster, index })));
    let next = 0;
    const visit = (atMs: number): void => {
      const { cluster, index } = nodes[next++ % nodes.length] as (typeof nodes)[number];
      const living = this.#of(cluster);
      const node = living.nodes[index];
      if (node !== undefined) what(living, node, atMs);
    };
    this.#everySoOften(fromMs, perSecond, visit, 'even');
  }

  /** From here on the cluster runs its CronJobs, lets Events expire and forgets its history after ten minutes. */
  #wake(cluster: GrownCluster, atMs: number): void {
    const living = this.#of(cluster);
    for (const crew of living.crews) {
      if (crew.workload.kind === 'CronJob') followSchedule(living, crew, atMs);
      if (crew.workload.trouble === 'rolling')
        this.#timeline.at(atMs + 5000 + living.random.int(60_000), (nowMs) => resumeRollout(living, crew, nowMs));
    }
    const versions: number[] = [];
    const eachMinute = (nowMs: number): void => {
      expireEvents(living, nowMs);
      if (this.#rate > 1) renewLeaderLease(living, 'kube-controller-manager', nowMs);
      if (this.#rate > 1 && living.random.chance(0.3)) writeAutoscalerStatus(living, nowMs);
      versions.push(cluster.objects.resourceVersion);
      if (versions.length > historyMs / minuteMs) cluster.objects.compact(versions.shift() as number);
      this.#timeline.at(nowMs + minuteMs, eachMinute);
    };
    this.#timeline.at(atMs + living.random.int(minuteMs), eachMinute);
  }

  /** Lets something happen `perSecond` times a second: evenly, or by chance and that often on average. */
  #everySoOften(fromMs: number, perSecond: number, what: (atMs: number) => void, rhythm: 'even' | 'chance'): void {
    const gapMs = 1000 / perSecond;
    const next = (atMs: number): void => {
      what(atMs);
      this.#timeline.at(atMs + (rhythm === 'even' ? gapMs : -Math.log(1 - this.#random.next()) * gapMs), next);
    };
    this.#timeline.at(fromMs, next);
  }

  /** A cluster drawn by its number of pods. */
  #drawn(): LivingCluster {
    const at = this.#random.int(this.#shares.at(-1) ?? 1);
    let low = 0;
    let high = this.#shares.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#shares[middle] as number) <= at) low = middle + 1;
      else high = middle;
    }
    return this.#of(this.#clusters[low] as GrownCluster);
  }

  #of(cluster: GrownCluster): LivingCluster {
    const known = this.#living.get(cluster);
    if (known !== undefined) return known;
    const living = new LivingCluster(cluster, this.#timeline);
    watchForeignHands(living);
    this.#living.set(cluster, living);
    return living;
  }
}

function grown(cluster: SimWorld['clusters'][number]): GrownCluster {
  if (cluster instanceof GrownCluster) return cluster;
  throw new Error(`cluster ${cluster.name} was not grown by growWorld`);
}
