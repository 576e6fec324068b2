import { randomBytes } from 'node:crypto';
import { groupVersionOf } from '../../core/kube/api-resource.ts';
import { type KubeObject, namespacedName } from '../../core/kube/object.ts';
import type { SimEntry } from '../../core/sim/sim-cluster.ts';
import { ApiRefusal, refusals } from './api-status.ts';
import { answerDelete, answerDeleteCollection } from './delete-answer.ts';
import { managerName, withFieldOwner } from './managed-fields-entry.ts';
import { routeKey } from './object-answer.ts';
import { hasGeneration, withDefaults } from './object-defaults.ts';
import { jsonPatch, mergePatch, PatchProblem, strategicPatch } from './patch-object.ts';
import { header, type RequestContext, readBody, sendChunks, sendJson } from './request-context.ts';
import { decoded, requestObject, validateMetadata } from './request-object.ts';
import type { ResourceRoute } from './route.ts';
import { scaleOf, withScale } from './scale.ts';
import { isCustom, subresourcesOf } from './served-api.ts';
import { writerFor } from './writer-for.ts';

const patchTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
];
const staleUpdate = 'the object has been modified; please apply your changes to the latest version and try again';

/** Answers everything that changes objects. */
export async function answerWrite(context: RequestContext, route: ResourceRoute): Promise<void> {
  const deleting = route.verb === 'delete' || route.verb === 'deletecollection';
  // What is stored in another form can be read and deleted in this one, not written.
  if (route.form.convert !== undefined && !deleting) throw refusals.methodNotAllowed();
  switch (route.verb) {
    case 'create':
      return answerCreate(context, route);
    case 'update':
      return answerUpdate(context, route);
    case 'patch':
      return answerPatch(context, route);
    case 'delete':
      return answerDelete(context, route);
    default:
      return answerDeleteCollection(context, route);
  }
}

async function answerCreate(context: RequestContext, route: ResourceRoute): Promise<void> {
  if (route.name !== undefined) throw refusals.methodNotAllowed();
  const object = await requestObject(context, route);
  await sendObject(context, route, created(context, route, object), 201);
}

function created(context: RequestContext, route: ResourceRoute, asked: KubeObject, operation: 'Update' | 'Apply' = 'Update'): SimEntry {
  const { cluster, settings } = context.endpoint;
  const nowMs = settings.clock.nowMs();
  requireNamespace(context, route);
  const named = withName(asked, route);
  validateMetadata(named, route);
  const custom = isCustom(cluster, route.resource);
  const fresh = withDefaults(route.id, withoutStatus(named, context, route), nowMs);
  const { uid: _uid, creationTimestamp: _time, deletionTimestamp: _deleted, resourceVersion, ...rest } = fresh.metadata;
  if (resourceVersion !== undefined && resourceVersion !== '')
    throw refusals.badRequest('resourceVersion should not be set on objects to be created');
  const generation = hasGeneration(route.id, custom) ? { generation: 1 } : {};
  const bare = { ...fresh, metadata: { ...rest, ...generation } } as KubeObject;
  const owned = withFieldOwner(bare, { ...fieldWriter(context, route), operation, nowMs });
  if (isDryRun(context)) return dry(owned, nowMs);
  const entry = cluster.objects.create(route.id, owned, nowMs);
  if (entry === 'exists') throw refusals.exists(route.resource, named.metadata.name);
  return entry;
}

async function answerUpdate(context: RequestContext, route: ResourceRoute): Promise<void> {
  const entry = existing(context, route);
  if (route.subresource === 'scale') {
    const scale = decoded((await readBody(context)).toString(), 'application/json');
    return sendObject(context, route, stored(context, route, withScale(entry.object, scale), entry), 200);
  }
  const object = await requestObject(context, route);
  const expected = object.metadata.resourceVersion;
  if (expected !== undefined && expected !== '' && expected !== entry.object.metadata.resourceVersion) {
    throw refusals.conflict(route.resource, route.name ?? '', staleUpdate);
  }
  checkUid(object, entry, route);
  await sendObject(context, route, stored(context, route, object, entry), 200);
}

async function answerPatch(context: RequestContext, route: ResourceRoute): Promise<void> {
  const type = (header(context, 'content-type') ?? '').split(';')[0]?.trim() ?? '';
  const custom = isCustom(context.endpoint.cluster, route.resource);
  const supported = custom ? patchTypes.filter((t) => !t.includes('strategic')) : patchTypes;
  if (!supported.includes(type)) throw refusals.unsupportedMediaType(supported);
  const text = (await readBody(context)).toString();
  const isApply = type === 'application/apply-patch+yaml';
  if (isApply && context.query.get('fieldManager') === null) throw managerRequired();
  const entry = context.endpoint.cluster.objects.get(route.id, routeKey(route));
  if (entry === undefined) {
    if (!isApply) throw refusals.notFound(route.resource, route.name ?? '');
    const applied = decoded(text, type);
    const object = { ...applied, metadata: { ...applied.metadata, ...placeOf(route) } } as KubeObject;
    return sendObject(context, route, created(context, route, object, 'Apply'), 201);
  }
  const patched = patchedObject(entry.object, text, type, route);
  const expected = patched.metadata.resourceVersion;
  if (expected !== undefined && expected !== entry.object.metadata.resourceVersion) {
    throw refusals.conflict(route.resource, route.name ?? '', staleUpdate);
  }
  checkUid(patched, entry, route);
  await sendObject(context, route, stored(context, route, patched, entry, isApply ? 'Apply' : 'Update'), 200);
}

function patchedObject(object: KubeObject, text: string, type: string, route: ResourceRoute): KubeObject {
  const target = route.subresource === 'scale' ? scaleOf(object) : object;
  let result: unknown;
  try {
    const patch: unknown = type === 'application/json-patch+json' ? JSON.parse(text) : decodedPatch(text, type);
    if (type === 'application/json-patch+json') result = jsonPatch(target, patch);
    else result = type === 'application/merge-patch+json' ? mergePatch(target, patch) : strategicPatch(target, patch);
  } catch (error) {
    if (error instanceof PatchProblem) throw unprocessable(error.message);
    if (error instanceof SyntaxError) throw refusals.badRequest(`error decoding patch: ${error.message}`);
    throw error;
  }
  return route.subresource === 'scale' ? withScale(object, result) : (result as KubeObject);
}

function decodedPatch(text: string, type: string): unknown {
  const { metadata, ...rest } = decoded(text, type);
  return Object.keys(metadata).length === 0 ? rest : { ...rest, metadata };
}

/** Stores a new state of an object; a change of nothing changes nothing, as on a real server. */
function stored(
  context: RequestContext,
  route: ResourceRoute,
  asked: KubeObject,
  entry: SimEntry,
  operation: 'Update' | 'Apply' = 'Update',
): SimEntry {
  const { cluster, settings } = context.endpoint;
  const nowMs = settings.clock.nowMs();
  const next = nextState(context, route, asked, entry.object);
  validateMetadata(next, route);
  if (sameContent(next, entry.object)) return entry;
  const owned = withFieldOwner(next, { ...fieldWriter(context, route), operation, nowMs });
  if (isDryRun(context)) return { object: owned, resourceVersion: entry.resourceVersion };
  const { finalizers, deletionTimestamp } = owned.metadata;
  const ended = deletionTimestamp !== undefined && (finalizers ?? []).length === 0 && (entry.object.metadata.finalizers ?? []).length > 0;
  if (ended) return cluster.objects.remove(route.id, namespacedName(owned.metadata)) ?? entry;
  const result = cluster.objects.update(route.id, owned);
  if (result === 'missing' || result === 'conflict') throw refusals.conflict(route.resource, route.name ?? '', staleUpdate);
  return result;
}

/** What of the asked state counts: the server keeps identity, and main resource and status are written apart. */
function nextState(context: RequestContext, route: ResourceRoute, asked: KubeObject, current: KubeObject): KubeObject {
  const { uid, creationTimestamp, generation, deletionTimestamp, deletionGracePeriodSeconds, managedFields, namespace, name } =
    current.metadata;
  const kept = {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    uid,
    creationTimestamp,
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp, deletionGracePeriodSeconds }),
    ...(managedFields === undefined ? {} : { managedFields }),
    resourceVersion: current.metadata.resourceVersion,
  };
  if (route.subresource === 'status') return { ...current, status: asked.status } as KubeObject;
  const { generation: _asked, ...metadata } = asked.metadata;
  const { status: askedStatus, ...content } = asked;
  const status = hasStatus(context, route) ? current.status : askedStatus;
  const next = { ...content, ...(status === undefined ? {} : { status }) } as KubeObject;
  const changed = JSON.stringify(next.spec) !== JSON.stringify(current.spec);
  const counted = generation === undefined ? {} : { generation: changed ? generation + 1 : generation };
  return { ...next, metadata: { ...metadata, ...kept, ...counted } as KubeObject['metadata'] };
}

function sameContent(a: KubeObject, b: KubeObject): boolean {
  const core = ({ kind: _kind, apiVersion: _apiVersion, metadata, ...rest }: KubeObject): string => {
    const { managedFields: _fields, resourceVersion: _version, ...meta } = metadata;
    return JSON.stringify(canonical({ ...rest, metadata: meta }));
  };
  return core(a) === core(b);
}

/** The same value with all keys sorted. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, field]) => [key, canonical(field)]));
}

function existing(context: RequestContext, route: ResourceRoute): SimEntry {
  const entry = context.endpoint.cluster.objects.get(route.id, routeKey(route));
  if (entry === undefined) throw refusals.notFound(route.resource, route.name ?? '');
  return entry;
}

function checkUid(object: KubeObject, entry: SimEntry, route: ResourceRoute): void {
  const { uid } = object.metadata;
  if (uid === undefined || uid === entry.object.metadata.uid) return;
  throw refusals.conflict(
    route.resource,
    route.name ?? '',
    `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${entry.object.metadata.uid}`,
  );
}

function requireNamespace(context: RequestContext, route: ResourceRoute): void {
  if (!route.resource.namespaced) return;
  if (route.namespace === undefined) throw refusals.methodNotAllowed();
  const namespace = context.endpoint.cluster.objects.get('namespaces', `/${route.namespace}`);
  if (namespace === undefined) throw refusals.notFound({ group: '', plural: 'namespaces' }, route.namespace);
  if (namespace.object.status?.phase !== 'Terminating') return;
  throw new ApiRefusal({
    code: 403,
    reason: 'Forbidden',
    message: `unable to create new content in namespace ${route.namespace} because it is being terminated`,
    details: {
      kind: route.resource.plural,
      causes: [
        { reason: 'NamespaceTerminating', message: `namespace ${route.namespace} is being terminated`, field: 'metadata.namespace' },
      ],
    },
  });
}

function withName(object: KubeObject, route: ResourceRoute): KubeObject {
  const { name, generateName } = object.metadata;
  if (name !== undefined && name !== '') return object;
  if (generateName === undefined || generateName === '') {
    const { group, kind } = route.resource;
    const message = 'Required value: name or generateName is required';
    throw refusals.invalid({ group, kind, name: '', causes: [{ reason: 'FieldValueRequired', message, field: 'metadata.name' }] });
  }
  const suffix = [...randomBytes(5)].map((byte) => 'bcdfghjklmnpqrstvwxz2456789'[byte % 27]).join('');
  return { ...object, metadata: { ...object.metadata, name: `${generateName}${suffix}` } };
}

function withoutStatus(object: KubeObject, context: RequestContext, route: ResourceRoute): KubeObject {
  if (!hasStatus(context, route)) return object;
  const { status: _status, ...rest } = object;
  return rest;
}

function hasStatus(context: RequestContext, route: ResourceRoute): boolean {
  return subresourcesOf(context.endpoint.cluster, route.resource).some((sub) => sub.name === 'status');
}

function fieldWriter(
  context: RequestContext,
  route: ResourceRoute,
): { manager: string; apiVersion: string; subresource: string | undefined } {
  return {
    manager: managerName(context.query.get('fieldManager'), header(context, 'user-agent')),
    apiVersion: groupVersionOf(route.resource),
    subresource: route.subresource,
  };
}

function isDryRun(context: RequestContext): boolean {
  return context.query.get('dryRun') === 'All';
}

function dry(object: KubeObject, nowMs: number): SimEntry {
  const stamped = {
    ...object.metadata,
    uid: '00000000-0000-4000-8000-000000000000',
    creationTimestamp: `${new Date(nowMs).toISOString().slice(0, 19)}Z`,
  };
  return { object: { ...object, metadata: stamped as KubeObject['metadata'] }, resourceVersion: 0 };
}

function placeOf(route: ResourceRoute): { name: string; namespace?: string } {
  const name = route.name ?? '';
  return route.namespace === undefined ? { name } : { name, namespace: route.namespace };
}

function unprocessable(message: string): ApiRefusal {
  return new ApiRefusal({
    code: 422,
    reason: 'Invalid',
    message: `the server rejected our request due to an error in our request: ${message}`,
    details: {},
  });
}

function managerRequired(): ApiRefusal {
  const message = 'Required value: is required for apply patch';
  return refusals.invalid({
    group: 'meta.k8s.io',
    kind: 'PatchOptions',
    name: '',
    causes: [{ reason: 'FieldValueRequired', message, field: 'fieldManager' }],
  });
}

async function sendObject(context: RequestContext, route: ResourceRoute, entry: SimEntry, status: number): Promise<void> {
  if (route.subresource === 'scale') return sendJson(context, status, scaleOf(entry.object));
  await sendChunks(context, status, [Buffer.concat([...writerFor(context, route).whole(entry), Buffer.from('\n')])]);
}
