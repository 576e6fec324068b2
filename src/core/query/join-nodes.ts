import type { Column } from '../fleet/fleet-view.ts';
import type { Cell, ColumnDef } from '../resources/column.ts';
import { nodes } from '../resources/nodes.resource.ts';
import { columnByText, type DerivedColumn, type DerivedPlace } from './derived-column.ts';

/** Columns of a pod's node, by the name that they have beside the pod. */
const nodeColumns: readonly (readonly [header: string, column: string])[] = [
  ['Node Status', 'Status'],
  ['Node Version', 'Version'],
];
/** Well-known labels of a node. Source: kubernetes.io/docs/reference/labels-annotations-taints. */
const nodeLabels: readonly (readonly [header: string, key: string])[] = [
  ['Zone', 'topology.kubernetes.io/zone'],
  ['Instance Type', 'node.kubernetes.io/instance-type'],
];

/** What is known of a pod's node; n/a where the pod has none or the node is not synced. */
export function nodeJoinColumns(shown: boolean): readonly DerivedColumn[] {
  const own = nodeColumns.map(([header, name]) => {
    const source = nodes.columns.find((column) => column.name === name) as ColumnDef;
    const def: ColumnDef = { ...source, name: header, wide: false, description: `${source.name} of the pod's node`, missing: 'n/a' };
    return joined(def, shown, ({ related }) => {
      const column = related('nodes')?.column(name);
      return (row) => column?.cell(row) ?? null;
    });
  });
  const labels = nodeLabels.map(([header, key]) => {
    const def: ColumnDef = { name: header, type: 'text', missing: '', description: `Label ${key} of the pod's node`, value: () => null };
    return joined(def, shown, ({ related }) => {
      const shard = related('nodes');
      return (row) => shard?.labels(row).get(key) ?? null;
    });
  });
  return [...own, ...labels];
}

function joined(def: ColumnDef, shown: boolean, reader: (place: DerivedPlace) => (row: number) => Cell): DerivedColumn {
  return { def, header: def.name, source: 'join', shown, unpacks: false, open: (place) => nodeColumn(def, place, reader(place)) };
}

/** A column over the node of each pod. */
export function nodeColumn(def: ColumnDef, { shard, related }: DerivedPlace, read: (row: number) => Cell): Column {
  const all = related('nodes');
  return columnByText(def, shard.column('Node'), (name) => {
    const row = name === undefined ? undefined : all?.byKey(`/${name}`);
    return row === undefined ? null : read(row);
  });
}
