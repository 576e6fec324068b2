import type { ShardView } from '../../core/fleet/fleet-view.ts';
import type { NamingRule } from '../config/naming-rule.ts';

/** Labels of a cluster by the labels of its nodes: what most of them say, of equals the first in order; labels that no node has are left out. Of two rules the first counts. */
export function labelsFromNodes(nodes: Pick<ShardView, 'rows' | 'labels'>, rules: readonly NamingRule[]): Readonly<Record<string, string>> {
  const wanted = new Map<string, string>();
  for (const { nodeLabels = {} } of rules)
    for (const [label, key] of Object.entries(nodeLabels)) if (!wanted.has(label)) wanted.set(label, key);
  const found = [...wanted].flatMap(([label, key]) => {
    const value = mostCommon(nodes, key);
    return value === undefined ? [] : [[label, value] as const];
  });
  return Object.fromEntries(found);
}

function mostCommon(nodes: Pick<ShardView, 'rows' | 'labels'>, key: string): string | undefined {
  const counts = new Map<string, number>();
  nodes.rows.forEach((row) => {
    const value = nodes.labels(row).get(key);
    if (value !== undefined && value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
  });
  let best: string | undefined;
  for (const [value, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (best === undefined || count > (counts.get(best) as number)) best = value;
  }
  return best;
}
