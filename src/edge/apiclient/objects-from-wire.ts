import type { ClusterId } from '../../core/fleet/fleet-view.ts';
import type { KubeObject } from '../../core/kube/object.ts';
import type { AnswerObject } from '../../core/query/answer-objects.ts';
import { clusterAnnotation } from '../../core/reports/object-list.report.ts';

/** The objects of a `List`, or the one object that was named, each with its cluster: the only one asked, else as the server annotated it. */
export function objectsFromWire(body: unknown, asked: readonly ClusterId[]): readonly AnswerObject[] {
  const list = body as { readonly kind?: string; readonly items?: readonly KubeObject[] };
  const objects = list.kind === 'List' && Array.isArray(list.items) ? (list.items as readonly KubeObject[]) : [body as KubeObject];
  const only = asked.length === 1 ? asked[0] : undefined;
  return objects.map((object) => ({ cluster: only ?? object.metadata?.annotations?.[clusterAnnotation] ?? '', object }));
}
