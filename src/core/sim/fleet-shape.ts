import { seededRandom } from '../base/random.ts';
import { type Channel, type ClusterIdentity, clusterIdentity } from './cluster-identity.ts';
import type { SimOptions } from './sim-cluster.ts';

interface Slot {
  readonly name: string;
  readonly product: string;
  readonly channel: Channel;
}

/** Clusters that scenarios speak of, with their sizes in a fleet that is large enough for them. Source: replays.md §0.2. */
const wellKnown: readonly (Slot & { readonly nodes: number; readonly pods: number })[] = [
  { name: 'shop-prod-1', product: 'shop', channel: 'stable', nodes: 42, pods: 1850 },
  { name: 'shop-test-1', product: 'shop', channel: 'beta', nodes: 26, pods: 720 },
  { name: 'infra-alpha-1', product: 'infra', channel: 'alpha', nodes: 20, pods: 412 },
  { name: 'iam-prod-1', product: 'iam', channel: 'stable', nodes: 18, pods: 560 },
];

const products = [
  ...['shop', 'pay', 'iam', 'search', 'fulfilment', 'checkout', 'stock', 'pricing', 'content', 'ads', 'logistics', 'returns', 'identity'],
  ...['lounge', 'studio', 'fashion', 'beauty', 'partner', 'merchant', 'size', 'mobile', 'customer', 'finance', 'ml', 'bi', 'legacy'],
  ...['crm', 'media', 'push', 'fraud', 'ledger', 'edge'],
] as const;

/** Live clusters are called so by the teams that came late to the naming scheme. */
const liveProducts: ReadonlySet<string> = new Set(['pay', 'checkout', 'ledger', 'fraud', 'stock', 'edge']);

/** Divides the fleet of the options into clusters, sorted by name. Node and pod sums are exact unless a cluster would fall below its minimum. */
export function fleetShape(options: SimOptions): readonly ClusterIdentity[] {
  const slots = nameClusters(options.clusters);
  const nodes = nodeTotal(options);
  const fixed = options.clusters >= 8 && options.pods >= 10_000 ? new Map(wellKnown.map((known) => [known.name, known])) : new Map();
  const random = seededRandom(`${options.seed}/fleet-shape`);
  const weights = slots.map((slot) => sizeWeight(slot.channel, random.next(), random.next()));
  const nodeCounts = apportion(
    nodes,
    weights,
    slots.map((slot) => fixed.get(slot.name)?.nodes),
    Math.max(1, Math.min(3, Math.floor(nodes / slots.length))),
  );
  const podCounts = apportion(
    options.pods,
    nodeCounts.map((count) => count * (0.75 + random.next() * 0.6)),
    slots.map((slot) => fixed.get(slot.name)?.pods),
    Math.max(1, Math.min(20, Math.floor(options.pods / slots.length))),
  );
  return slots
    .map((slot, i) => clusterIdentity(options, { ...slot, nodes: nodeCounts[i] as number, pods: podCounts[i] as number }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** 1,223 nodes for 31,000 pods as in the talk; larger fleets pack their nodes more densely. */
function nodeTotal(options: SimOptions): number {
  const ratio = options.pods / 31_000;
  return Math.max(options.clusters, Math.round(1223 * (ratio > 1 ? ratio ** 0.8 : ratio)));
}

function sizeWeight(channel: Channel, u: number, v: number): number {
  const gauss = Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v);
  return Math.exp(gauss * 0.8) * (channel === 'stable' ? 1.6 : channel === 'beta' ? 0.8 : 0.6);
}

/** dev 3, alpha 2, beta 70, stable 73 of 148, and the same shares of other sizes. */
function channelCounts(clusters: number): Readonly<Record<Channel, number>> {
  const alpha = clusters >= 3 ? Math.max(1, Math.round((clusters * 2) / 148)) : 0;
  const dev = clusters >= 6 ? Math.max(1, Math.round((clusters * 3) / 148)) : 0;
  const rest = clusters - alpha - dev;
  const stable = Math.round((rest * 73) / 143);
  return { dev, alpha, beta: rest - stable, stable };
}

function nameClusters(clusters: number): readonly Slot[] {
  const left: Record<Channel, number> = { ...channelCounts(clusters) };
  const slots: Slot[] = [];
  const taken = new Set<string>();
  const add = (slot: Slot): void => {
    taken.add(slot.name);
    slots.push({ name: slot.name, product: slot.product, channel: slot.channel });
    left[slot.channel]--;
  };
  for (const known of wellKnown) if (left[known.channel] > 0) add(known);
  for (const channel of ['dev', 'alpha', 'beta', 'stable'] as const) {
    for (let i = 0; left[channel] > 0; i++) {
      const slot = nameCluster(channel, i);
      if (!taken.has(slot.name)) add(slot);
    }
  }
  return slots;
}

function nameCluster(channel: Channel, i: number): Slot {
  const product = products[i % products.length] as string;
  const number = Math.floor(i / products.length) + 1;
  if (channel === 'stable') return { name: `${product}-${liveProducts.has(product) ? 'live' : 'prod'}-${number}`, product, channel };
  if (channel === 'beta') return { name: i % 4 === 1 ? `beta-${i}` : `${product}-test-${number}`, product, channel };
  return { name: `infra-${channel}-${i + 1}`, product: 'infra', channel };
}

/** Whole numbers that add up to `total` in proportion to the weights; fixed ones are kept, nobody gets less than `least`. */
function apportion(total: number, weights: readonly number[], fixed: readonly (number | undefined)[], least: number): readonly number[] {
  const open = weights.map((weight, i) => (fixed[i] === undefined ? weight : 0));
  const sum = open.reduce((a, b) => a + b, 0);
  const openCount = fixed.filter((count) => count === undefined).length;
  const spare = Math.max(0, total - fixed.reduce<number>((a, b) => a + (b ?? 0), 0) - openCount * least);
  let carried = 0;
  return weights.map((_, i) => {
    const known = fixed[i];
    if (known !== undefined) return known;
    carried += (spare * (open[i] as number)) / sum;
    const whole = Math.round(carried);
    carried -= whole;
    return least + whole;
  });
}
