import type { Cell, ColumnDef } from './column.ts';
import { textOrNull, timeOf } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';
import { type Amount, cpuCell, memoryCell, usageOf } from './resource-amounts.ts';

function nodeUsage(amount: Amount): ColumnDef['value'] {
  return (metrics): Cell => {
    const used = usageOf(metrics.usage, amount);
    return used === undefined ? null : amount === 'cpu' ? cpuCell(used) : memoryCell(used);
  };
}

/** What nodes use now. Polled, since it cannot be watched. Source: k8s.io/metrics pkg/apis/metrics/v1beta1 NodeMetrics. */
export const nodemetrics: ResourceDef = declareResource({
  group: 'metrics.k8s.io',
  version: 'v1beta1',
  plural: 'nodes',
  kind: 'NodeMetrics',
  namespaced: false,
  shortNames: [],
  categories: [],
  polled: true,
  columns: [
    nameColumn,
    { name: 'CPU', type: 'quantity', missing: 'n/a', value: nodeUsage('cpu') },
    { name: 'Memory', type: 'quantity', missing: 'n/a', value: nodeUsage('memory') },
    { name: 'Window', type: 'text', missing: '', value: (metrics) => textOrNull(metrics.window) },
    { name: 'Measured', type: 'time', value: (metrics) => timeOf(metrics.timestamp) },
  ],
});
