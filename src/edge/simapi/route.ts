import { type ApiResource, type ResourceId, resourceId } from '../../core/kube/api-resource.ts';
import { type ServedForm, servedForm } from '../../core/sim/served-form.ts';
import type { SimVerb } from './sim-fault.ts';

/** A request for a resource, taken apart. */
export interface ResourceRoute {
  readonly resource: ApiResource;
  readonly id: ResourceId;
  /** Where its objects are stored, and how they look in the served version where that differs. */
  readonly form: ServedForm;
  readonly verb: SimVerb;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

/** The parts of a path below `/api` or `/apis`, before anybody has looked whether such a resource exists. */
export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
  /** True for the deprecated `/watch/` prefix. */
  readonly watchPrefix: boolean;
}

/** Takes a path apart; undefined when it names no resource. Source: k8s.io/apiserver pkg/endpoints/request/requestinfo.go */
export function resourcePath(path: string): ResourcePath | undefined {
  const parts = path.split('/').filter((part) => part !== '');
  const root = parts.shift();
  if (root !== 'api' && root !== 'apis') return undefined;
  const group = root === 'api' ? '' : parts.shift();
  const version = parts.shift();
  const watchPrefix = parts[0] === 'watch';
  if (watchPrefix) parts.shift();
  if (group === undefined || version === undefined || parts.length === 0) return undefined;
  let namespace: string | undefined;
  // `/namespaces/x` and `/namespaces/x/status` speak of the namespace itself, `/namespaces/x/pods` of what is in it.
  if (parts[0] === 'namespaces' && parts.length > 2 && parts[2] !== 'status' && parts[2] !== 'finalize') {
    namespace = decoded(parts[1] ?? '');
    parts.splice(0, 2);
  }
  const [plural = '', name, ...rest] = parts;
  return {
    group,
    version,
    plural,
    namespace,
    name: name === undefined ? undefined : decoded(name),
    subresource: rest.length === 0 ? undefined : rest.join('/'),
    watchPrefix,
  };
}

/** A path segment without its percent signs; as it is where they are wrong. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The verb of a request. */
export function verbOf(method: string, path: ResourcePath, query: URLSearchParams): SimVerb | undefined {
  const watching = path.watchPrefix || ['1', 'true'].includes(query.get('watch') ?? '');
  const collection = path.name === undefined;
  switch (method) {
    case 'GET':
    case 'HEAD':
      if (watching && path.subresource === undefined) return 'watch';
      return collection ? 'list' : 'get';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return collection ? 'deletecollection' : 'delete';
    default:
      return undefined;
  }
}

/** The resource that a cluster serves under a path, in the version asked for. */
export function servedResource(resources: readonly ApiResource[], path: ResourcePath): ApiResource | undefined {
  return resources.find((r) => r.plural === path.plural && r.group === path.group && r.version === path.version);
}

/** A route once its resource is known. */
export function routeOf(resource: ApiResource, path: ResourcePath, verb: SimVerb): ResourceRoute {
  const form = servedForm(resource);
  return { resource, id: resourceId(resource), form, verb, namespace: path.namespace, name: path.name, subresource: path.subresource };
}
