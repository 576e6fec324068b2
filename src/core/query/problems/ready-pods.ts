import type { Column, ShardView } from '../../fleet/fleet-view.ts';
import { ratioOf } from '../../resources/ratio.ts';

/** Pods of one namespace that have the same labels. */
interface PodGroup {
  readonly labels: ReadonlyMap<string, string>;
  total: number;
  ready: number;
}

/** Pods of a cluster by namespace and labels: a selector is tried once per group, not once per pod. Built in one pass over the pods. */
class ReadyPods {
  readonly #byNamespace = new Map<string, Map<ReadonlyMap<string, string>, PodGroup>>();

  constructor(pods: ShardView) {
    const namespaces = pods.column('Namespace');
    const isReady = readyTest(pods);
    pods.rows.forEach((row) => {
      const group = this.#group(String(namespaces?.cell(row) ?? ''), pods.labels(row));
      group.total++;
      if (isReady(row)) group.ready++;
    });
  }

  #group(namespace: string, labels: ReadonlyMap<string, string>): PodGroup {
    const groups = this.#byNamespace.get(namespace) ?? new Map<ReadonlyMap<string, string>, PodGroup>();
    this.#byNamespace.set(namespace, groups);
    const group = groups.get(labels) ?? { labels, total: 0, ready: 0 };
    groups.set(labels, group);
    return group;
  }

  /** True when a pod of the namespace has all the labels and is ready; with `anyPod`, is there. */
  has(namespace: string, selector: readonly (readonly [string, string])[], anyPod: boolean): boolean {
    for (const { labels, total, ready } of this.#byNamespace.get(namespace)?.values() ?? [])
      if ((anyPod ? total : ready) > 0 && selector.every(([key, value]) => labels.get(key) === value)) return true;
    return false;
  }
}

/** Running, with all containers and all readiness gates ready, and not on its way out: what endpoints are made of. */
function readyTest(pods: ShardView): (row: number) => boolean {
  const running = byCode(pods.column('Status'), (text) => text === 'Running');
  const ready = byCode(pods.column('Ready'), (text) => text !== undefined && ratioOf(text) === 1);
  const gated = byCode(pods.column('Readiness Gates'), (text) => text === undefined || ratioOf(text) === 1);
  return (row) => running(row) && ready(row) && gated(row);
}

function byCode(column: Column | undefined, test: (text: string | undefined) => boolean): (row: number) => boolean {
  const lane = column?.text;
  if (lane === undefined) return (row) => test((column?.cell(row) ?? undefined) as string | undefined);
  const known: (boolean | undefined)[] = [];
  return (row) => {
    const code = lane.code(row);
    const verdict = known[code] ?? test(lane.value(code));
    known[code] = verdict;
    return verdict;
  };
}

const byShard = new WeakMap<object, ReadyPods>();

/** The ready pods of a shard, counted again only when it has changed. */
export function readyPods(pods: ShardView): ReadyPods {
  const identity = pods.identity ?? pods;
  let ready = byShard.get(identity);
  if (ready === undefined) {
    ready = new ReadyPods(pods);
    byShard.set(identity, ready);
  }
  return ready;
}
