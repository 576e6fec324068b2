import { itemsOf, numberOf, stringOrNull, textOrNull } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** Flow schemas. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printFlowSchema. */
export const flowSchemas: ResourceDef = declareResource({
  group: 'flowcontrol.apiserver.k8s.io',
  version: 'v1',
  plural: 'flowschemas',
  kind: 'FlowSchema',
  namespaced: false,
  shortNames: [],
  categories: [],
  columns: [
    nameColumn,
    { name: 'PriorityLevel', type: 'text', missing: '', value: (schema) => textOrNull(schema.spec?.priorityLevelConfiguration?.name) },
    { name: 'MatchingPrecedence', type: 'number', value: (schema) => numberOf(schema.spec?.matchingPrecedence) },
    { name: 'DistinguisherMethod', type: 'text', value: (schema) => stringOrNull(schema.spec?.distinguisherMethod?.type) },
    ageColumn,
    {
      name: 'MissingPL',
      type: 'text',
      missing: '?',
      description: 'Whether the priority level it names is missing',
      value: (schema) => stringOrNull(itemsOf(schema.status?.conditions).find((condition) => condition?.type === 'Dangling')?.status),
    },
  ],
});
