import type { Cell, ColumnDef } from './column.ts';
import { itemsOf, textOrNull, timeOf } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';
import { type Amount, cpuCell, memoryCell, usageOf } from './resource-amounts.ts';

/** Usage of all containers of a pod together. */
function podUsage(amount: Amount): ColumnDef['value'] {
  return (metrics): Cell => {
    let sum: number | undefined;
    for (const container of itemsOf(metrics.containers)) {
      const used = usageOf(container?.usage, amount);
      if (used !== undefined) sum = (sum ?? 0) + used;
    }
    return sum === undefined ? null : amount === 'cpu' ? cpuCell(sum) : memoryCell(sum);
  };
}

/** What pods use now. Polled, since it cannot be watched. Source: k8s.io/metrics pkg/apis/metrics/v1beta1 PodMetrics. */
export const podmetrics: ResourceDef = declareResource({
  group: 'metrics.k8s.io',
  version: 'v1beta1',
  plural: 'pods',
  kind: 'PodMetrics',
  namespaced: true,
  shortNames: [],
  categories: [],
  polled: true,
  columns: [
    nameColumn,
    { name: 'CPU', type: 'quantity', missing: 'n/a', value: podUsage('cpu') },
    { name: 'Memory', type: 'quantity', missing: 'n/a', value: podUsage('memory') },
    { name: 'Window', type: 'text', missing: '', value: (metrics) => textOrNull(metrics.window) },
    { name: 'Measured', type: 'time', value: (metrics) => timeOf(metrics.timestamp) },
  ],
});
