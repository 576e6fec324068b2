import { fieldsOf, textOrNull } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** Secrets: type and number of keys, never a value. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printSecret. */
export const secrets: ResourceDef = declareResource({
  group: '',
  version: 'v1',
  plural: 'secrets',
  kind: 'Secret',
  namespaced: true,
  shortNames: [],
  categories: [],
  columns: [
    nameColumn,
    { name: 'Type', type: 'text', missing: '', value: (secret) => textOrNull(secret.type) },
    { name: 'Data', type: 'number', description: 'Number of keys', value: (secret) => Object.keys(fieldsOf(secret.data)).length },
    ageColumn,
  ],
});
