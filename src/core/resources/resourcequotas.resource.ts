import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import { quotaText } from './quota-text.ts';
import type { ResourceDef } from './resource.ts';

/** Resource quotas. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printResourceQuota. */
export const resourceQuotas: ResourceDef = declareResource({
  group: '',
  version: 'v1',
  plural: 'resourcequotas',
  kind: 'ResourceQuota',
  namespaced: true,
  shortNames: ['quota'],
  categories: [],
  columns: [
    nameColumn,
    { name: 'Request', type: 'text', missing: '', value: (quota) => quotaText(quota, 'requests') },
    { name: 'Limit', type: 'text', missing: '', value: (quota) => quotaText(quota, 'limits') },
    ageColumn,
  ],
});
