import { createHash } from 'node:crypto';
import { type ApiResource, groupVersionOf } from '../../core/kube/api-resource.ts';
import type { SimCluster } from '../../core/sim/sim-cluster.ts';
import { negotiate } from './media-type.ts';
import { baseHeaders, header, type RequestContext, sendJson, sendText } from './request-context.ts';
import { isCustom, servedApi, subresourcesOf } from './served-api.ts';

/** Group versions of one API group, the preferred first. */
interface GroupVersions {
  readonly group: string;
  readonly versions: readonly string[];
}

/** Answers `/api`, `/apis` and what is directly below; false when the path is none of these. */
export async function answerDiscovery(context: RequestContext): Promise<boolean> {
  const parts = context.path.split('/').filter((part) => part !== '');
  const [root, second, third] = parts;
  if ((root !== 'api' && root !== 'apis') || parts.length > (root === 'api' ? 2 : 3)) return false;
  if (context.method !== 'GET') return false;
  if (second === undefined) await answerRoot(context, root);
  else if (root === 'api') await answerGroupVersion(context, '', second);
  else if (third === undefined) await answerGroup(context, second);
  else await answerGroupVersion(context, second, third);
  return true;
}

async function answerRoot(context: RequestContext, root: 'api' | 'apis'): Promise<void> {
  const shape = negotiate(header(context, 'accept'), 'discovery');
  const { cluster, port } = context.endpoint;
  if (shape.as === 'APIGroupDiscoveryList') return answerAggregated(context, root, shape.version);
  if (root === 'api') {
    const serverAddressByClientCIDRs = [{ clientCIDR: '0.0.0.0/0', serverAddress: `127.0.0.1:${port}` }];
    return sendJson(context, 200, { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs }, varying);
  }
  const groups = knownGroups(context, servedApi(cluster)).filter((g) => g.group !== '');
  await sendJson(context, 200, { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(groupObject) }, varying);
}

const varying = { vary: 'Accept' };

async function answerGroup(context: RequestContext, group: string): Promise<void> {
  const found = groupVersions(servedApi(context.endpoint.cluster)).find((g) => g.group === group);
  if (found === undefined) return sendText(context, 404, '404 page not found\n');
  await sendJson(context, 200, { kind: 'APIGroup', apiVersion: 'v1', ...groupObject(found) });
}

async function answerGroupVersion(context: RequestContext, group: string, version: string): Promise<void> {
  const { cluster } = context.endpoint;
  const resources = servedApi(cluster).filter((r) => r.group === group && r.version === version);
  if (isBroken(context, group)) return sendText(context, 503, 'service unavailable\n');
  if (resources.length === 0) return sendText(context, 404, '404 page not found\n');
  await sendJson(context, 200, {
    kind: 'APIResourceList',
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: groupVersionOf({ group, version }),
    resources: resources.flatMap((resource) => legacyEntries(cluster, resource)),
  });
}

/** Source: k8s.io/apimachinery pkg/apis/meta/v1/types.go APIResource */
function legacyEntries(cluster: SimCluster, resource: ApiResource): object[] {
  const { plural, singular, namespaced, kind, verbs, shortNames, categories } = resource;
  const entry = {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs,
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(verbs.includes('list')
      ? { storageVersionHash: createHash('sha256').update(`${kind}${plural}`).digest('base64').slice(0, 12) }
      : {}),
  };
  const below = subresourcesOf(cluster, resource).map(({ name, kind: subKind, verbs: subVerbs }) => ({
    name: `${plural}/${name}`,
    singularName: '',
    namespaced,
    ...(subKind === 'Scale' ? { group: 'autoscaling', version: 'v1' } : {}),
    kind: subKind,
    verbs: subVerbs,
  }));
  return [entry, ...below];
}

async function answerAggregated(context: RequestContext, root: 'api' | 'apis', version: 'v2' | 'v2beta1'): Promise<void> {
  const { cluster } = context.endpoint;
  const resources = servedApi(cluster);
  const groups = knownGroups(context, resources).filter((g) => (g.group === '') === (root === 'api'));
  const items = groups.map(({ group, versions }) => ({
    metadata: group === '' ? {} : { name: group },
    versions: versions.map((v) => aggregatedVersion(context, resources, group, v)),
  }));
  const body = { kind: 'APIGroupDiscoveryList', apiVersion: `apidiscovery.k8s.io/${version}`, metadata: {}, items };
  const etag = `"${createHash('sha512').update(JSON.stringify(items)).digest('hex').toUpperCase()}"`;
  const headers = {
    'content-type': `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
    etag,
    vary: 'Accept',
    'cache-control': 'public',
  };
  if (header(context, 'if-none-match') !== etag) return sendJson(context, 200, body, headers);
  context.reply.head(304, { ...baseHeaders(context), ...headers });
  context.reply.end();
}

function aggregatedVersion(context: RequestContext, all: readonly ApiResource[], group: string, version: string): object {
  const { cluster } = context.endpoint;
  const freshness = isBroken(context, group) ? 'Stale' : 'Current';
  // A backend that never answered left nothing to show; one that did has its last answer shown as stale, which is not simulated.
  const resources = freshness === 'Stale' ? [] : all.filter((r) => r.group === group && r.version === version);
  return { version, resources: resources.map((r) => aggregatedResource(cluster, r)), freshness };
}

/** Source: k8s.io/apiserver pkg/endpoints/installer.go ConvertGroupVersionIntoToDiscovery */
function aggregatedResource(cluster: SimCluster, resource: ApiResource): object {
  const { group, version, plural, singular, namespaced, kind, verbs, shortNames, categories } = resource;
  const named = isCustom(cluster, resource) ? { group, version } : { group: '', version: '' };
  const subresources = subresourcesOf(cluster, resource).map((sub) => ({
    subresource: sub.name,
    responseKind: { ...(sub.kind === 'Scale' ? { group: 'autoscaling', version: 'v1' } : named), kind: sub.kind },
    verbs: sub.verbs,
  }));
  return {
    resource: plural,
    responseKind: { ...named, kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs,
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(subresources.length === 0 ? {} : { subresources }),
  };
}

/** The groups that are served, and those whose APIService is there without a server behind it. */
function knownGroups(context: RequestContext, resources: readonly ApiResource[]): GroupVersions[] {
  const served = groupVersions(resources);
  const broken = context.endpoint.board.faults.flatMap((fault) => (fault.type === 'broken-group' ? [fault] : []));
  const absent = broken.filter(({ group }) => served.every((known) => known.group !== group));
  return [...served, ...absent.map(({ group, version = 'v1beta1' }) => ({ group, versions: [version] }))];
}

function groupVersions(resources: readonly ApiResource[]): GroupVersions[] {
  const groups = new Map<string, Map<string, boolean>>();
  for (const { group, version, preferred } of resources) {
    const versions = groups.get(group) ?? new Map<string, boolean>();
    versions.set(version, versions.get(version) === true || preferred);
    groups.set(group, versions);
  }
  return [...groups].map(([group, versions]) => ({
    group,
    versions: [...versions].sort(([, a], [, b]) => Number(b) - Number(a)).map(([version]) => version),
  }));
}

function groupObject({ group, versions }: GroupVersions): object {
  const list = versions.map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions: list, preferredVersion: list[0] };
}

/** Tells whether the backend of an aggregated API is down. */
export function isBroken(context: RequestContext, group: string): boolean {
  return context.endpoint.board.faults.some((fault) => fault.type === 'broken-group' && fault.group === group);
}
