import { numberOf } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** A whole number or a percentage, as text. Source: k8s.io/apimachinery pkg/util/intstr String. */
function intOrString(value: unknown): string | null {
  return typeof value === 'number' ? String(value) : typeof value === 'string' ? value : null;
}

/** Pod disruption budgets. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printPodDisruptionBudget. */
export const podDisruptionBudgets: ResourceDef = declareResource({
  group: 'policy',
  version: 'v1',
  plural: 'poddisruptionbudgets',
  kind: 'PodDisruptionBudget',
  namespaced: true,
  shortNames: ['pdb'],
  categories: [],
  columns: [
    nameColumn,
    { name: 'Min Available', type: 'text', missing: 'N/A', value: (budget) => intOrString(budget.spec?.minAvailable) },
    { name: 'Max Unavailable', type: 'text', missing: 'N/A', value: (budget) => intOrString(budget.spec?.maxUnavailable) },
    { name: 'Allowed Disruptions', type: 'number', value: (budget) => numberOf(budget.status?.disruptionsAllowed) },
    ageColumn,
  ],
});
