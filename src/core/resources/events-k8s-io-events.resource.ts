import { declareResource } from './declare-resource.ts';
import { eventColumns } from './event-columns.ts';
import type { ResourceDef } from './resource.ts';

/** The same events as the group events.k8s.io writes them. */
export const eventsK8sIoEvents: ResourceDef = declareResource({
  group: 'events.k8s.io',
  version: 'v1',
  plural: 'events',
  kind: 'Event',
  namespaced: true,
  shortNames: ['ev'],
  categories: [],
  columns: eventColumns,
});
