import { refusals } from './api-status.ts';
import { type Action, actionOf, denial, mayDo } from './authorize.ts';
import { answerDiscovery, isBroken } from './discovery-answer.ts';
import { answerList } from './list-answer.ts';
import { answerObject } from './object-answer.ts';
import { answerOpenApi } from './openapi-answer.ts';
import { answerPodLog } from './pod-log-answer.ts';
import { type RequestContext, sendJson, sendText } from './request-context.ts';
import { answerReview, isReview } from './review-answer.ts';
import { type ResourceRoute, resourcePath, routeOf, servedResource, verbOf } from './route.ts';
import { servedApi, subresourcesOf } from './served-api.ts';
import { answerWatch } from './watch-answer.ts';
import { answerWrite } from './write-answer.ts';
import { writerFor } from './writer-for.ts';

/** Answers one request of a known requester: probes, version, discovery, resources. Refusals are thrown as ApiRefusal. */
export async function answerRequest(context: RequestContext): Promise<void> {
  const path = resourcePath(context.path);
  const verb = path === undefined ? undefined : verbOf(context.method, path, context.query);
  if (path === undefined || verb === undefined) return answerPlain(context);
  const { cluster } = context.endpoint;
  const resource = servedResource(servedApi(cluster), path);
  const route = resource === undefined ? undefined : routeOf(resource, path, verb);
  authorize(context, route === undefined ? { verb, ...path } : actionOf(route), route);
  if (isBroken(context, path.group)) return sendText(context, 503, 'service unavailable\n');
  if (route === undefined || (route.namespace !== undefined && !route.resource.namespaced)) return notFoundPage(context);
  await answerRoute(context, route);
}

async function answerRoute(context: RequestContext, route: ResourceRoute): Promise<void> {
  if (isReview(route)) return answerReview(context, route);
  if (route.subresource === 'log' && route.id === 'pods') return answerPodLog(context, route);
  if (route.subresource !== undefined && !hasSubresource(context, route)) return notFoundPage(context);
  if (route.subresource === undefined && (!route.resource.verbs.includes(route.verb) || isMisplaced(route)))
    throw refusals.methodNotAllowed();
  switch (route.verb) {
    case 'list':
      return answerList(context, route, writerFor(context, route));
    case 'watch': {
      const subject = { verb: route.verb, resource: route.id, user: context.user.name, path: context.path };
      const silent = context.endpoint.board.strike(subject, ['silent-watch']).length > 0;
      return answerWatch(context, route, writerFor(context, route), silent);
    }
    case 'get':
      return answerObject(context, route, writerFor(context, route));
    default:
      return answerWrite(context, route);
  }
}

/** PUT and PATCH are for one object, POST is for the collection. */
function isMisplaced({ verb, name }: ResourceRoute): boolean {
  return name === undefined ? verb === 'update' || verb === 'patch' : verb === 'create';
}

function hasSubresource(context: RequestContext, route: ResourceRoute): boolean {
  return subresourcesOf(context.endpoint.cluster, route.resource).some((sub) => sub.name === route.subresource);
}

function authorize(context: RequestContext, action: Action, route: ResourceRoute | undefined): void {
  const { user, endpoint, path } = context;
  const subject = { verb: route?.verb ?? 'get', resource: route?.id, user: user.name, path } as const;
  const taken = endpoint.board.strike(subject, ['forbid']).length > 0;
  if (taken || !mayDo(user, action, endpoint.cluster.objects)) throw denial(user, action);
}

async function answerPlain(context: RequestContext): Promise<void> {
  const { path } = context;
  authorize(context, { verb: context.method.toLowerCase() === 'post' ? 'post' : 'get', path }, undefined);
  if ((await answerDiscovery(context)) || (await answerOpenApi(context))) return;
  if (path === '/version' || path === '/version/') return sendJson(context, 200, versionOf(context.endpoint.cluster.version), {});
  const probe = /^\/(readyz|livez|healthz)(?:\/|$)/.exec(path)?.[1];
  if (probe === undefined) return notFoundPage(context);
  const verbose = context.query.has('verbose');
  await sendText(context, 200, verbose ? `[+]ping ok\n[+]log ok\n[+]etcd ok\n${probe} check passed\n` : 'ok');
}

function notFoundPage(context: RequestContext): Promise<void> {
  return sendText(context, 404, '404 page not found\n');
}

/** Source: k8s.io/apimachinery pkg/version/types.go Info */
function versionOf(gitVersion: string): object {
  const [, major = '1', minor = '0'] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  const inRange =
    Number(minor) >= 34
      ? { emulationMajor: major, emulationMinor: minor, minCompatibilityMajor: major, minCompatibilityMinor: String(Number(minor) - 1) }
      : {};
  return {
    major,
    minor,
    ...inRange,
    gitVersion,
    gitCommit: '0000000000000000000000000000000000000000',
    gitTreeState: 'clean',
    buildDate: '2026-01-01T00:00:00Z',
    goVersion: 'go1.26.0',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}
