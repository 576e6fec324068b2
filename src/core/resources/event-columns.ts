import type { KubeObject } from '../kube/object.ts';
import type { ColumnDef } from './column.ts';
import { numberOf, textOf, textOrNull, timeOf } from './content.ts';
import { nameColumn } from './metadata-columns.ts';

/** When it was first seen; a new-style event has one eventTime. */
function firstSeen(event: KubeObject): number | null {
  return timeOf(event.firstTimestamp ?? event.deprecatedFirstTimestamp) ?? timeOf(event.eventTime);
}

/** When it was last seen: a series says so itself. */
function lastSeen(event: KubeObject): number | null {
  if (event.series !== undefined && event.series !== null) return timeOf(event.series.lastObservedTime);
  return timeOf(event.lastTimestamp ?? event.deprecatedLastTimestamp) ?? firstSeen(event);
}

function times(event: KubeObject): number {
  if (event.series !== undefined && event.series !== null) return numberOf(event.series.count);
  return numberOf(event.count ?? event.deprecatedCount) || 1;
}

/** `pod/web-1`: what it is about. */
function subject(event: KubeObject): string {
  const about = event.involvedObject ?? event.regarding;
  const kind = textOf(about?.kind).toLowerCase();
  const name = textOf(about?.name);
  return name === '' ? kind : `${kind}/${name}`;
}

/** Who said it: component and, where known, host. */
function source(event: KubeObject): string {
  const from = event.source ?? event.deprecatedSource;
  const component = textOf(from?.component) || textOf(event.reportingComponent) || textOf(event.reportingController);
  const host = textOf(from?.host) || textOf(event.reportingInstance);
  return host === '' ? component : `${component}, ${host}`;
}

/**
 * The columns of events, for both groups that serve them: core/v1 writes involvedObject, message and source where events.k8s.io/v1
 * writes regarding, note and deprecatedSource.
 * Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printEvent; pkg/apis/events/v1 conversion.go.
 */
export const eventColumns: readonly ColumnDef[] = [
  { name: 'Last Seen', type: 'time', value: lastSeen },
  { name: 'Type', type: 'text', missing: '', value: (event) => textOrNull(event.type) },
  { name: 'Reason', type: 'text', missing: '', value: (event) => textOrNull(event.reason) },
  { name: 'Object', type: 'text', missing: '', value: (event) => subject(event) || null },
  {
    name: 'Subobject',
    type: 'text',
    wide: true,
    missing: '',
    value: (event) => textOrNull((event.involvedObject ?? event.regarding)?.fieldPath),
  },
  { name: 'Source', type: 'text', wide: true, missing: '', value: (event) => source(event) || null },
  { name: 'Message', type: 'text', missing: '', value: (event) => textOf(event.message ?? event.note).trim() || null },
  { name: 'First Seen', type: 'time', wide: true, value: firstSeen },
  { name: 'Count', type: 'number', wide: true, value: times },
  { ...nameColumn, wide: true },
];
