import { type ApiResource, listPath } from '../../core/kube/api-resource.ts';
import { type RequestContext, sendJson, sendText } from './request-context.ts';
import { servedApi } from './served-api.ts';

/** The query parameters of writes that clients look for before they send them. */
const writeParameters = ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map((name) => ({
  name,
  in: 'query',
  schema: { type: 'string', uniqueItems: true },
}));

/**
 * Answers `/openapi/v3` and what is below, as far as `kubectl apply` asks: which objects can be patched, with which parameters. No schemas.
 * False when the path is none of these.
 * Source: k8s.io/cli-runtime pkg/resource/query_param_verifier_v3.go
 */
export async function answerOpenApi(context: RequestContext): Promise<boolean> {
  const [, below] = /^\/openapi\/v3(?:\/(.+))?$/.exec(context.path) ?? [];
  if (!context.path.startsWith('/openapi/v3')) return false;
  const resources = servedApi(context.endpoint.cluster);
  if (below === undefined) {
    const roots = [...new Set(resources.map(rootOf))];
    const paths = Object.fromEntries(roots.map((root) => [root, { serverRelativeURL: `/openapi/v3/${root}?hash=${resources.length}` }]));
    await sendJson(context, 200, { paths });
    return true;
  }
  const served = resources.filter((resource) => rootOf(resource) === below);
  if (served.length === 0) await sendText(context, 404, '404 page not found\n');
  else await sendJson(context, 200, documentOf(served, context.endpoint.cluster.version));
  return true;
}

/** `api/v1` or `apis/apps/v1`. */
function rootOf({ group, version }: ApiResource): string {
  return group === '' ? `api/${version}` : `apis/${group}/${version}`;
}

function documentOf(resources: readonly ApiResource[], version: string): object {
  const patchable = resources.filter((resource) => resource.verbs.includes('patch'));
  const paths = patchable.map((resource) => {
    const { group, version: resourceVersion, kind, namespaced } = resource;
    const path = `${listPath(resource, namespaced ? '{namespace}' : undefined).replace('%7Bnamespace%7D', '{namespace}')}/{name}`;
    const patch = {
      parameters: writeParameters,
      responses: { 200: { description: 'OK' } },
      'x-kubernetes-action': 'patch',
      'x-kubernetes-group-version-kind': { group, version: resourceVersion, kind },
    };
    return [path, { patch }];
  });
  return { openapi: '3.0.0', info: { title: 'Kubernetes', version }, paths: Object.fromEntries(paths), components: {} };
}
