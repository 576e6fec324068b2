import type { KubeObject } from '../kube/object.ts';
import type { ColumnDef } from './column.ts';
import { itemsOf, textOf } from './content.ts';
import { selectorText } from './label-text.ts';

/** One text field of every container of a pod template, joined by commas. Source: printers.go layoutContainerCells. */
export function containerTexts(podSpec: unknown, field: 'name' | 'image'): string {
  const containers = itemsOf((podSpec as { containers?: unknown } | null | undefined)?.containers);
  if (containers.length === 1) return textOf(containers[0]?.[field]);
  return containers.map((container) => textOf(container?.[field])).join(',');
}

/** The columns Containers and Images of everything that holds a pod spec. */
export function containerColumns(podSpec: (object: KubeObject) => unknown): readonly ColumnDef[] {
  return [
    { name: 'Containers', type: 'text', missing: '', items: ',', value: (object) => containerTexts(podSpec(object), 'name') || null },
    { name: 'Images', type: 'text', missing: '', items: ',', value: (object) => containerTexts(podSpec(object), 'image') || null },
  ];
}

/** The same, shown in wide output only, as for all workloads. */
export function wideContainerColumns(podSpec: (object: KubeObject) => unknown): readonly ColumnDef[] {
  return containerColumns(podSpec).map((column) => ({ ...column, wide: true }));
}

/** The pod spec of a Deployment, ReplicaSet, StatefulSet, DaemonSet, Job or ReplicationController. */
export function templateSpec(object: KubeObject): unknown {
  return object.spec?.template?.spec;
}

/** The wide column Selector of workloads whose selector is a LabelSelector. Source: k8s.io/apimachinery FormatLabelSelector. */
export const labelSelectorColumn: ColumnDef = {
  name: 'Selector',
  type: 'text',
  wide: true,
  value: (object) => labelSelectorCell(object.spec?.selector),
};

/** A LabelSelector as a cell: null when it is empty, `<error>` when it cannot be read. */
export function labelSelectorCell(selector: unknown): string | null {
  return (selectorText(selector) ?? '<error>') || null;
}
