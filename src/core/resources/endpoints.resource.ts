import { declareResource } from './declare-resource.ts';
import { endpointAddresses } from './endpoint-addresses.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** Endpoints, deprecated since 1.33. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printEndpoints. */
export const endpoints: ResourceDef = declareResource({
  group: '',
  version: 'v1',
  plural: 'endpoints',
  kind: 'Endpoints',
  namespaced: true,
  shortNames: ['ep'],
  categories: [],
  columns: [nameColumn, { name: 'Endpoints', type: 'text', value: endpointAddresses }, ageColumn],
});
