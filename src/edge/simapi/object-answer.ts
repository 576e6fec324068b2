import { type NamespacedName, namespacedName } from '../../core/kube/object.ts';
import { refusals } from './api-status.ts';
import type { ObjectWriter } from './object-writer.ts';
import { type RequestContext, sendChunks, sendJson, wantsPretty } from './request-context.ts';
import type { ResourceRoute } from './route.ts';
import { scaleOf } from './scale.ts';

/** Answers a get of one object, its status or its scale. */
export async function answerObject(context: RequestContext, route: ResourceRoute, writer: ObjectWriter): Promise<void> {
  const entry = context.endpoint.cluster.objects.get(route.form.stored, routeKey(route));
  if (entry === undefined) throw refusals.notFound(route.resource, route.name ?? '');
  if (route.subresource === 'scale') return sendJson(context, 200, scaleOf(entry.object));
  const pieces = [...writer.whole(entry), Buffer.from('\n')];
  if (!wantsPretty(context)) return sendChunks(context, 200, [Buffer.concat(pieces)]);
  await sendJson(context, 200, JSON.parse(Buffer.concat(pieces).toString()));
}

/** The key of the object that a route names. */
export function routeKey(route: ResourceRoute): NamespacedName {
  const { name = '', namespace } = route;
  return namespacedName(namespace === undefined ? { name } : { name, namespace });
}
