import { hash32, seededRandom } from '../base/random.ts';
import type { SimCluster, SimOptions } from './sim-cluster.ts';

/** A channel that releases move through. */
export type Channel = SimCluster['channel'];

/** What a cluster is before any object of it exists. */
export interface ClusterIdentity {
  readonly seed: number;
  readonly epochMs: number;
  readonly name: string;
  readonly channel: Channel;
  /** What the cluster is for: `shop`, `pay`, `infra` … */
  readonly product: string;
  readonly environment: 'production' | 'test';
  readonly region: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly version: string;
  readonly createdMs: number;
  /** The resourceVersion that the store starts at. */
  readonly baseVersion: number;
  readonly nodes: number;
  readonly pods: number;
}

const regions = ['eu-central-1', 'eu-central-1', 'eu-central-1', 'eu-central-1', 'eu-west-1', 'eu-north-1', 'us-east-1'] as const;

const versions: Readonly<Record<Channel, readonly string[]>> = {
  dev: ['v1.37.2'],
  alpha: ['v1.37.1', 'v1.37.2'],
  beta: ['v1.36.4', 'v1.36.4', 'v1.36.4', 'v1.36.3', 'v1.35.8'],
  stable: ['v1.35.8', 'v1.35.8', 'v1.35.6', 'v1.34.11', 'v1.34.9', 'v1.36.3'],
};

const dayMs = 86_400_000;

/** Completes what the shape of the fleet says about a cluster. */
export function clusterIdentity(
  options: SimOptions,
  q: { name: string; channel: Channel; product: string; nodes: number; pods: number },
): ClusterIdentity {
  const random = seededRandom(`${options.seed}/${q.name}/identity`);
  const region = random.pick(regions);
  const environment = q.channel === 'stable' || q.product === 'infra' ? 'production' : 'test';
  const account = String(100_000_000_000 + ((hash32(`${q.product}/${environment}/${options.seed}`) * 211) % 899_999_999_999));
  const ageDays = 40 + Math.floor(random.next() ** 2 * 1900);
  return {
    ...q,
    seed: options.seed,
    epochMs: options.epochMs,
    environment,
    region,
    version: random.pick(versions[q.channel]),
    createdMs: options.epochMs - ageDays * dayMs - random.int(dayMs),
    baseVersion: 20_000_000 + Math.floor(ageDays * 260_000 * (0.5 + random.next())),
    labels: {
      channel: q.channel,
      environment,
      region,
      'infrastructure-account': `aws:${account}`,
      product: q.product,
      criticality: q.channel === 'stable' ? '3' : q.channel === 'beta' ? '2' : '1',
    },
  };
}
