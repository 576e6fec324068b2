import { declareResource } from './declare-resource.ts';
import { createdAtColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** Limit ranges; the API server has no printer of their own for them. */
export const limitRanges: ResourceDef = declareResource({
  group: '',
  version: 'v1',
  plural: 'limitranges',
  kind: 'LimitRange',
  namespaced: true,
  shortNames: ['limits'],
  categories: [],
  columns: [nameColumn, createdAtColumn],
});
