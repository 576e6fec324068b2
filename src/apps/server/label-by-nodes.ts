import { type ClusterId, everything } from '../../core/fleet/fleet-view.ts';
import type { NamingRule } from '../../edge/config/naming-rule.ts';
import { labelsFromNodes } from '../../edge/sources/node-labels.ts';
import type { Fleet } from './compose-fleet.ts';

/** Nodes come in crowds; labels of clusters need not be newer than this. */
const settleMs = 500;

/** Keeps the labels of clusters that are taken from their nodes; `rules` is asked each time. The answer ends it. */
export function labelByNodes(fleet: Fleet, rules: () => readonly NamingRule[]): () => void {
  const changed = new Set<ClusterId>();
  const known = new Map<ClusterId, string>();
  let timer: NodeJS.Timeout | undefined;
  const relabel = (): void => {
    timer = undefined;
    const view = fleet.view(everything);
    for (const cluster of changed) {
      const nodes = view.shard(cluster, 'nodes');
      if (nodes === undefined) continue;
      const labels = labelsFromNodes(nodes, rules());
      const text = JSON.stringify(labels);
      if (known.get(cluster) === text || (text === '{}' && !known.has(cluster))) continue;
      known.set(cluster, text);
      fleet.source.label(cluster, labels);
    }
    changed.clear();
  };
  // Nodes that were kept from before a restart are there already, and may not change for a while.
  for (const { id } of fleet.view(everything).clusters()) changed.add(id);
  timer = setTimeout(relabel, settleMs);
  const unsubscribe = fleet.subscribe((event) => {
    if (event.type === 'cluster-removed') known.delete(event.cluster);
    if (event.type !== 'rows' || event.change.resource !== 'nodes') return;
    changed.add(event.change.cluster);
    timer ??= setTimeout(relabel, settleMs);
  });
  return () => {
    clearTimeout(timer);
    unsubscribe();
  };
}
