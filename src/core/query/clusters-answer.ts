import type { ClusterFacts, ClusterIdentity } from '../fleet/fleet-view.ts';
import type { Cell, ColumnDef } from '../resources/column.ts';
import { compareNatural } from '../resources/compare-natural.ts';
import type { Answer, TableRow } from './table.ts';

/** One column of the table of clusters: a cell from the facts. */
interface ClusterColumn extends Omit<ColumnDef, 'value'> {
  cell(facts: ClusterFacts): Cell;
}

const columns: readonly ClusterColumn[] = [
  { name: 'Name', type: 'text', cell: ({ id }) => id },
  { name: 'State', type: 'text', cell: ({ state }) => state },
  { name: 'Since', type: 'time', cell: ({ sinceMs }) => sinceMs },
  { name: 'Version', type: 'text', cell: ({ version }) => version ?? null },
  { name: 'Latency', type: 'number', cell: ({ latencyMs }) => latencyMs ?? null, print: (value) => `${Math.round(value as number)}ms` },
  {
    name: 'Heard',
    type: 'time',
    description: 'Last time the API server answered anything',
    cell: ({ lastContactMs }) => lastContactMs ?? null,
  },
  { name: 'Labels', type: 'text', cell: ({ labels }) => labelText(labels) },
  { name: 'Forbidden', type: 'text', missing: '', cell: ({ forbidden }) => forbiddenText(forbidden) },
  { name: 'Reason', type: 'text', cell: ({ reason }) => reason, missing: '' },
  { name: 'Identity', type: 'text', wide: true, cell: ({ identity }) => (identity === undefined ? null : identityText(identity)) },
  { name: 'API Server', type: 'text', wide: true, cell: ({ server }) => server },
  { name: 'Aliases', type: 'text', wide: true, cell: ({ aliases }) => (aliases.length === 0 ? null : aliases.join(',')) },
  {
    name: 'Clock Skew',
    type: 'number',
    wide: true,
    cell: ({ clockSkewMs }) => clockSkewMs ?? null,
    print: (value) => `${Math.round(value as number)}ms`,
  },
];

/**
 * The clusters themselves as an answer, so that every form of output prints them as it prints any table.
 * Names stand in natural order. `selector` is a comma list of `k=v` and `k!=v` on labels, `filter` a substring of name or label values, case-insensitive.
 * Source: kube-web-view's /clusters.
 */
export function clustersAnswer(
  clusters: readonly ClusterFacts[],
  q: { readonly nowMs: number; readonly wide: boolean; readonly selector?: string; readonly filter?: string },
): Answer {
  const kept = clusters
    .filter((facts) => selects(q.selector ?? '', facts) && mentions(q.filter ?? '', facts))
    .sort((a, b) => compareNatural(a.id, b.id));
  const shown = columns.filter(({ wide }) => q.wide || wide !== true);
  const defs = shown.map(({ cell: _cell, ...def }): ColumnDef => ({ ...def, value: () => null }));
  return {
    nowMs: q.nowMs,
    notices: [],
    coverage: { asked: kept.map(({ id }) => id), gaps: [], seconds: 0 },
    tables: [
      {
        resource: 'clusters',
        kind: 'Cluster',
        plural: 'clusters',
        namespaced: false,
        columns: defs.map((def) => ({ name: def.name, def, source: 'resource' })),
        rows: kept.map((facts) => clusterRow(facts, shown)),
        total: kept.length,
        showCluster: false,
        showNamespace: false,
      },
    ],
  };
}

function clusterRow(facts: ClusterFacts, shown: readonly ClusterColumn[]): TableRow {
  return {
    cluster: facts.id,
    namespace: undefined,
    name: facts.id,
    uid: facts.uid ?? facts.id,
    createdMs: null,
    cells: shown.map(({ cell }) => cell(facts)),
    stale: facts.state !== 'live',
  };
}

function labelText(labels: Readonly<Record<string, string>>): string | null {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? null : pairs.sort().join(',');
}

/** `events, secrets` or `events and 12 more`; null when nothing is forbidden. */
function forbiddenText(forbidden: readonly string[] = []): string | null {
  if (forbidden.length === 0) return null;
  return forbidden.length <= 3 ? forbidden.join(', ') : `${forbidden.slice(0, 2).join(', ')} and ${forbidden.length - 2} more`;
}

/** `admin (client certificate)`, `token`. */
function identityText({ user, credential }: ClusterIdentity): string {
  return user === undefined ? credential : `${user} (${credential})`;
}

/** A missing label never equals; for `!=` it passes. */
function selects(selector: string, { labels }: ClusterFacts): boolean {
  return selector
    .split(',')
    .filter((term) => term.trim() !== '')
    .every((term) => {
      const [, key = '', operator, value = ''] = /^([^=!]+?)\s*(!?=)=?(.*)$/.exec(term.trim()) ?? [];
      const own = Object.hasOwn(labels, key.trim()) ? labels[key.trim()] : undefined;
      return operator === '!=' ? own !== value.trim() : own === value.trim();
    });
}

function mentions(filter: string, { id, labels }: ClusterFacts): boolean {
  return [id, ...Object.values(labels)].join(' ').toLowerCase().includes(filter.trim().toLowerCase());
}
