import type { Column } from '../fleet/fleet-view.ts';
import type { Cell, ColumnDef } from '../resources/column.ts';
import { columnByText, type DerivedColumn, type DerivedPlace } from './derived-column.ts';

/** Marks label columns and filters that mean the labels of an object's namespace: `ns:team`. */
export const namespaceLabelPrefix = 'ns:';

/** One label of each object's namespace, named `ns:<key>`; headed by `header` where it is shown as a label column. */
export function namespaceLabelColumn(key: string, shown: boolean): DerivedColumn {
  const name = `${namespaceLabelPrefix}${key}`;
  const def: ColumnDef = { name, type: 'text', missing: '', description: `Label ${key} of the namespace`, value: () => null };
  return {
    def,
    header: name,
    source: 'join',
    shown,
    unpacks: false,
    open: (place) => namespaceColumn(def, place, (labels) => labels.get(key) ?? null),
  };
}

/** All labels of each object's namespace. */
export function namespaceLabelsColumn(shown: boolean): DerivedColumn {
  const def: ColumnDef = {
    name: 'Namespace Labels',
    type: 'text',
    missing: '<none>',
    description: 'Labels of the namespace',
    value: () => null,
  };
  return { def, header: def.name, source: 'join', shown, unpacks: false, open: (place) => namespaceColumn(def, place, labelsText) };
}

function namespaceColumn(def: ColumnDef, { shard, related }: DerivedPlace, read: (labels: ReadonlyMap<string, string>) => Cell): Column {
  const all = related('namespaces');
  return columnByText(def, shard.column('Namespace'), (name) => {
    const row = name === undefined ? undefined : all?.byKey(`/${name}`);
    return row === undefined || all === undefined ? null : read(all.labels(row));
  });
}

function labelsText(labels: ReadonlyMap<string, string>): Cell {
  const texts = [...labels].map(([key, value]) => `${key}=${value}`);
  return texts.length === 0 ? null : texts.sort().join(',');
}
