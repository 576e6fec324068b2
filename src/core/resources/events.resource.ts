import { declareResource } from './declare-resource.ts';
import { eventColumns } from './event-columns.ts';
import type { ResourceDef } from './resource.ts';

/** Events of the core group, which carry the fields of both groups. */
export const events: ResourceDef = declareResource({
  group: '',
  version: 'v1',
  plural: 'events',
  kind: 'Event',
  namespaced: true,
  shortNames: ['ev'],
  categories: [],
  columns: eventColumns,
});
