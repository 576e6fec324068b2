import type { Random } from '../../base/random.ts';
import type { NodePlan } from './cluster-plan.ts';

/** Puts pods on nodes: the emptier of two drawn ones, which keeps a cluster even but not equal. */
export class Placement {
  readonly #candidates: readonly NodePlan[];
  readonly #random: Random;
  readonly #load: Uint32Array;
  readonly #addresses: Uint32Array;

  constructor(nodes: readonly NodePlan[], random: Random) {
    const ready = nodes.filter((node) => node.state === 'ready');
    const workers = ready.filter((node) => node.role === 'worker');
    this.#candidates = workers.length > 0 ? workers : ready.length > 0 ? ready : nodes;
    this.#random = random;
    this.#load = new Uint32Array(nodes.length);
    this.#addresses = new Uint32Array(nodes.length);
  }

  /** A node for one more pod. */
  place(): NodePlan {
    const a = this.#random.pick(this.#candidates);
    const b = this.#random.pick(this.#candidates);
    const node = (this.#load[a.index] as number) * b.cpu <= (this.#load[b.index] as number) * a.cpu ? a : b;
    this.take(node);
    return node;
  }

  /** Counts a pod that has to run on that node. */
  take(node: NodePlan): void {
    this.#load[node.index] = (this.#load[node.index] as number) + 1;
  }

  /** The next pod address of a node; reused after 252. */
  address(node: NodePlan): string {
    const used = this.#addresses[node.index] as number;
    this.#addresses[node.index] = used + 1;
    return `${node.podNet}.${2 + (used % 252)}`;
  }
}
