import { declareResource } from './declare-resource.ts';
import { labelText } from './label-text.ts';
import { nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';
import { containerColumns } from './workload-columns.ts';

/** Pod templates. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printPodTemplate. */
export const podTemplates: ResourceDef = declareResource({
  group: '',
  version: 'v1',
  plural: 'podtemplates',
  kind: 'PodTemplate',
  namespaced: true,
  shortNames: [],
  categories: [],
  columns: [
    nameColumn,
    ...containerColumns((template) => template.template?.spec),
    { name: 'Pod Labels', type: 'text', value: (template) => labelText(template.template?.metadata?.labels) || null },
  ],
});
