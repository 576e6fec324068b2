import type { Column, ShardView } from '../fleet/fleet-view.ts';
import type { ResourceId } from '../kube/api-resource.ts';
import type { KubeObject } from '../kube/object.ts';
import type { Cell, ColumnDef, QuantityValue } from '../resources/column.ts';
import { cpuCell, memoryCell, nodeAllocatable, podLimits, podRequests } from '../resources/resource-amounts.ts';
import type { DerivedColumn, DerivedPlace } from './derived-column.ts';

/** Where the usage of a resource's objects is told. Source: k8s.io/metrics v1beta1. */
export const metricsOf: ReadonlyMap<ResourceId, ResourceId> = new Map([
  ['pods', 'pods.metrics.k8s.io'],
  ['nodes', 'nodes.metrics.k8s.io'],
]);

type Amount = 'cpu' | 'memory';

/** Usage of pods or nodes as metrics.k8s.io tells it, beside requests and limits or what is allocatable. Nothing known is n/a, not 0. */
export function metricsJoinColumns(resource: ResourceId): readonly DerivedColumn[] {
  const metrics = metricsOf.get(resource);
  if (metrics === undefined) return [];
  return (['cpu', 'memory'] as const).flatMap((amount) => [
    usageColumn(amount, metrics),
    ...(resource === 'pods'
      ? [
          amountColumn(amount, 'Requests', 'What its containers request together', podRequests),
          amountColumn(amount, 'Limits', 'What its containers may use together, where all say so', podLimits),
        ]
      : [amountColumn(amount, 'Allocatable', 'What pods may request of it', nodeAllocatable)]),
  ]);
}

function quantityDef(amount: Amount, what: string, description: string): ColumnDef {
  return { name: `${amount === 'cpu' ? 'CPU' : 'Memory'} ${what}`, type: 'quantity', missing: 'n/a', description, value: () => null };
}

function amountCell(amount: Amount, number: number | undefined): Cell {
  return number === undefined ? null : amount === 'cpu' ? cpuCell(number) : memoryCell(number);
}

/** Where amounts are: in containers and of the pod as a whole, or what a node has. */
const amountPaths = [
  ['spec', 'containers'],
  ['spec', 'initContainers'],
  ['spec', 'overhead'],
  ['spec', 'resources'],
  ['status', 'allocatable'],
];

/** Read from the object, which is unpacked for it. */
function amountColumn(
  amount: Amount,
  what: string,
  description: string,
  read: (object: KubeObject, amount: Amount) => number | undefined,
): DerivedColumn {
  const def = quantityDef(amount, what, description);
  const value = {
    key: `amount:${def.name}`,
    paths: amountPaths,
    compute: (object: KubeObject) => amountCell(amount, read(object, amount)),
  };
  return { def, header: def.name, source: 'join', shown: true, unpacks: true, open: ({ objects }) => objects(value, def) };
}

function usageColumn(amount: Amount, metrics: ResourceId): DerivedColumn {
  const def = quantityDef(amount, 'Usage', 'Used now, as metrics.k8s.io tells');
  return {
    def,
    header: def.name,
    source: 'join',
    shown: true,
    unpacks: false,
    open: (place) => openUsage(def, amount, place, place.related(metrics)),
  };
}

function openUsage(def: ColumnDef, amount: Amount, { shard }: DerivedPlace, metrics: ShardView | undefined): Column {
  const used = metrics?.column(amount === 'cpu' ? 'CPU' : 'Memory')?.numbers;
  const usage = (row: number): number => {
    const at = used === undefined ? undefined : metrics?.byKey(shard.key(row));
    return at === undefined ? Number.NaN : (used?.number(at) ?? Number.NaN);
  };
  const cell = (row: number): QuantityValue | null => {
    const number = usage(row);
    return Number.isNaN(number) ? null : amount === 'cpu' ? cpuCell(number) : memoryCell(number);
  };
  return { def, cell, numbers: { number: usage } };
}
