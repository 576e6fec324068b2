import { resourceId } from '../../core/kube/api-resource.ts';
import { type KubeObject, namespacedName } from '../../core/kube/object.ts';
import type { SimEntry } from '../../core/sim/sim-cluster.ts';
import { refusals } from './api-status.ts';
import { listChunks } from './list-answer.ts';
import { listOptions } from './list-options.ts';
import { listPage } from './list-page.ts';
import { routeKey } from './object-answer.ts';
import { isProtobuf, protobufObject } from './protobuf-body.ts';
import { type RequestContext, readBody, sendChunks, sendJson } from './request-context.ts';
import type { ResourceRoute } from './route.ts';
import { crdId, servedApi } from './served-api.ts';
import { writerFor } from './writer-for.ts';

interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly dryRun?: readonly string[];
}

/** Resources whose deletion answers with the object instead of a Status. Source: ReturnDeletedObject in k8s.io/kubernetes pkg/registry */
const returnsObject = new Set([
  'pods',
  'services',
  'namespaces',
  'serviceaccounts',
  'persistentvolumes',
  'persistentvolumeclaims',
  'podtemplates',
  'resourcequotas',
  'storageclasses.storage.k8s.io',
  'csidrivers.storage.k8s.io',
  'csinodes.storage.k8s.io',
  'volumeattachments.storage.k8s.io',
  'volumeattributesclasses.storage.k8s.io',
  'deviceclasses.resource.k8s.io',
  'resourceclaims.resource.k8s.io',
  'resourceclaimtemplates.resource.k8s.io',
  'resourceslices.resource.k8s.io',
]);

/** Answers the deletion of one object: at once, or in its own time where finalizers, a grace period or a namespace's content stand before it. */
export async function answerDelete(context: RequestContext, route: ResourceRoute): Promise<void> {
  const entry = context.endpoint.cluster.objects.get(route.form.stored, routeKey(route));
  if (entry === undefined) throw refusals.notFound(route.resource, route.name ?? '');
  const options = await deleteOptions(context);
  checkPreconditions(entry, options, route);
  const { gone, entry: after } = options.dryRun?.includes('All') ? { gone: true, entry } : deleteEntry(context, route, entry, options);
  if (!gone || returnsObject.has(route.id)) {
    return sendChunks(context, 200, [Buffer.concat([...writerFor(context, route).whole(after), Buffer.from('\n')])]);
  }
  const { group, plural } = route.resource;
  const { name, uid } = entry.object.metadata;
  await sendJson(context, 200, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name, ...(group === '' ? {} : { group }), kind: plural, uid },
  });
}

/** Answers the deletion of all objects that a selector matches, with the list of them. */
export async function answerDeleteCollection(context: RequestContext, route: ResourceRoute): Promise<void> {
  const { objects } = context.endpoint.cluster;
  const page = listPage({ store: objects, resource: route.form.stored, namespace: route.namespace }, listOptions(context.query, route));
  const options = await deleteOptions(context);
  const entries = page.entries.map((entry) => deleteEntry(context, route, entry, options).entry);
  const list = { entries, resourceVersion: objects.resourceVersion };
  await sendChunks(context, 200, listChunks(list, writerFor(context, { ...route, verb: 'list' })));
}

function deleteEntry(
  context: RequestContext,
  route: ResourceRoute,
  entry: SimEntry,
  options: DeleteOptions,
): { gone: boolean; entry: SimEntry } {
  const { endpoint } = context;
  const { object } = entry;
  const graceSeconds = route.id === 'pods' ? podGrace(object, options) : 0;
  const held = (object.metadata.finalizers ?? []).length > 0 || route.id === 'namespaces';
  if (!held && graceSeconds === 0) return { gone: true, entry: removed(context, route, entry) };
  const marked = markedDeleted(context, route, entry, graceSeconds);
  if (route.id === 'namespaces') endpoint.after(endpoint.settings.terminationMs, () => emptyNamespace(context, object.metadata.name));
  else if (graceSeconds > 0 && (object.metadata.finalizers ?? []).length === 0) {
    const { uid } = object.metadata;
    endpoint.after(Math.min(endpoint.settings.terminationMs, graceSeconds * 1000), () => {
      const current = endpoint.cluster.objects.get(route.form.stored, namespacedName(object.metadata));
      if (current?.object.metadata.uid === uid) removed(context, route, current);
    });
  }
  return { gone: false, entry: marked };
}

/** A scheduled pod is given the time it asks for. Source: k8s.io/kubernetes pkg/registry/core/pod/strategy.go CheckGracefulDelete */
function podGrace(pod: KubeObject, options: DeleteOptions): number {
  const ended = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
  if (pod.spec?.nodeName === undefined || ended) return 0;
  return options.gracePeriodSeconds ?? Number(pod.spec.terminationGracePeriodSeconds ?? 30);
}

function markedDeleted(context: RequestContext, route: ResourceRoute, entry: SimEntry, graceSeconds: number): SimEntry {
  const { object } = entry;
  if (object.metadata.deletionTimestamp !== undefined) return entry;
  const at = context.endpoint.settings.clock.nowMs() + graceSeconds * 1000;
  const metadata = {
    ...object.metadata,
    deletionTimestamp: `${new Date(at).toISOString().slice(0, 19)}Z`,
    deletionGracePeriodSeconds: graceSeconds,
  };
  const status = route.id === 'namespaces' ? { status: { ...object.status, phase: 'Terminating' } } : {};
  const result = context.endpoint.cluster.objects.update(route.form.stored, { ...object, metadata, ...status });
  return typeof result === 'string' ? entry : result;
}

function removed(context: RequestContext, route: Pick<ResourceRoute, 'id' | 'form'>, entry: SimEntry): SimEntry {
  const { cluster } = context.endpoint;
  const gone = cluster.objects.remove(route.form.stored, namespacedName(entry.object.metadata)) ?? entry;
  if (route.id === crdId) endDefinedKind(context, entry.object);
  return gone;
}

/** The objects of a definition go with it, and so do the watches on them. */
function endDefinedKind(context: RequestContext, crd: KubeObject): void {
  const { endpoint } = context;
  const id = crd.metadata.name;
  for (const { object } of endpoint.cluster.objects.list(id)) endpoint.cluster.objects.remove(id, namespacedName(object.metadata));
  setImmediate(() => {
    for (const stream of [...endpoint.streams]) if (stream.subject.resource === id) stream.end('done');
  });
}

/** Does what the namespace controller does: removes the content, then the namespace. */
function emptyNamespace(context: RequestContext, namespace: string): void {
  const { cluster } = context.endpoint;
  const ids = new Set(
    servedApi(cluster)
      .filter((r) => r.namespaced && r.verbs.includes('delete'))
      .map(resourceId),
  );
  const known = cluster.objects.counts();
  for (const id of ids) {
    if (!known.has(id)) continue;
    for (const { object } of cluster.objects.list(id, namespace)) cluster.objects.remove(id, namespacedName(object.metadata));
  }
  cluster.objects.remove('namespaces', `/${namespace}`);
}

function checkPreconditions(entry: SimEntry, { preconditions }: DeleteOptions, route: ResourceRoute): void {
  const { uid, resourceVersion } = entry.object.metadata;
  const refuse = (what: string, asked: string, actual: string): never => {
    throw refusals.conflict(
      route.resource,
      route.name ?? '',
      `the ${what} in the precondition (${asked}) does not match the ${what} in record (${actual}). The object might have been deleted and then recreated`,
    );
  };
  if (preconditions?.uid !== undefined && preconditions.uid !== uid) refuse('UID', preconditions.uid, uid);
  if (preconditions?.resourceVersion !== undefined && preconditions.resourceVersion !== resourceVersion) {
    refuse('ResourceVersion', preconditions.resourceVersion, resourceVersion);
  }
}

async function deleteOptions(context: RequestContext): Promise<DeleteOptions> {
  const grace = context.query.get('gracePeriodSeconds');
  const dryRun = context.query.getAll('dryRun');
  const fromQuery = { ...(grace === null ? {} : { gracePeriodSeconds: Number(grace) }), ...(dryRun.length === 0 ? {} : { dryRun }) };
  const body = await readBody(context);
  if (body.length === 0) return fromQuery;
  if (isProtobuf(body)) return { ...fromQuery, ...protobufObject(body) };
  try {
    return { ...fromQuery, ...(JSON.parse(body.toString()) as DeleteOptions) };
  } catch (error) {
    throw refusals.badRequest(`couldn't get version/kind; json parse error: ${(error as Error).message}`);
  }
}
