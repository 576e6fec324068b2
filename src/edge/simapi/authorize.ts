import type { KubeObject } from '../../core/kube/object.ts';
import type { SimStore } from '../../core/sim/sim-cluster.ts';
import { ApiRefusal } from './api-status.ts';
import type { ResourceRoute } from './route.ts';
import type { Requester } from './sim-user.ts';

/** What somebody wants to do, as the authorizer sees it. */
export type Action =
  | {
      readonly verb: string;
      readonly group: string;
      readonly plural: string;
      readonly subresource?: string | undefined;
      readonly namespace?: string | undefined;
      readonly name?: string | undefined;
    }
  | { readonly verb: string; readonly path: string };

/** One rule of a role. */
export interface PolicyRule {
  readonly verbs?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

interface Binding extends KubeObject {
  readonly roleRef?: { readonly kind?: string; readonly name?: string };
  readonly subjects?: readonly { readonly kind?: string; readonly name?: string; readonly namespace?: string }[];
}

const rbac = (plural: string): string => `${plural}.rbac.authorization.k8s.io`;
const readVerbs = ['get', 'list', 'watch'];
/** Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#api-discovery-roles */
const publicPaths = ['/healthz', '/livez', '/readyz', '/version', '/version/'];
const discoveryPaths = ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*'];
/** Everybody who is logged in may ask about himself. Source: ClusterRole system:basic-user */
const selfReviews = ['selfsubjectaccessreviews', 'selfsubjectrulesreviews', 'selfsubjectreviews'];

/** Tells whether somebody may do something: built-in grants first, then the cluster's own roles and bindings. */
export function mayDo(user: Requester, action: Action, store: SimStore): boolean {
  if (user.groups.includes('system:masters')) return true;
  if (everybodyMay(user, action)) return true;
  if (grantAllows(user, action)) return true;
  return boundRules(user, 'path' in action ? undefined : action.namespace, store).some((rule) => ruleAllows(rule, action));
}

/** The rules that bind somebody in a namespace, and those of the cluster. */
export function boundRules(user: Requester, namespace: string | undefined, store: SimStore): PolicyRule[] {
  const rules: PolicyRule[] = [];
  for (const { object } of store.list(rbac('clusterrolebindings'))) {
    if (isSubject(object as Binding, user)) rules.push(...rulesOf(object as Binding, undefined, store));
  }
  if (namespace === undefined) return rules;
  for (const { object } of store.list(rbac('rolebindings'), namespace)) {
    if (isSubject(object as Binding, user)) rules.push(...rulesOf(object as Binding, namespace, store));
  }
  return rules;
}

/** A denial in the words of the real server. Source: k8s.io/apiserver pkg/endpoints/handlers/responsewriters/errors.go ForbiddenStatusError */
export function denial(user: Requester, action: Action): ApiRefusal {
  const who = `User "${user.name}"`;
  if ('path' in action) {
    return new ApiRefusal({
      code: 403,
      reason: 'Forbidden',
      message: `forbidden: ${who} cannot ${action.verb} path "${action.path}"`,
      details: {},
    });
  }
  const { verb, group, plural, subresource, namespace, name } = action;
  const full = subresource === undefined ? plural : `${plural}/${subresource}`;
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const subject = `${group === '' ? plural : `${plural}.${group}`}${name === undefined ? '' : ` "${name}"`}`;
  return new ApiRefusal({
    code: 403,
    reason: 'Forbidden',
    message: `${subject} is forbidden: ${who} cannot ${verb} resource "${full}" in API group "${group}" ${where}`,
    details: { ...(name === undefined ? {} : { name }), ...(group === '' ? {} : { group }), kind: plural },
  });
}

/** What a request for a resource amounts to. */
export function actionOf(route: ResourceRoute): Action {
  const { group, plural, namespaced } = route.resource;
  // A namespace is read within itself, so that a role in it can allow that. Source: requestinfo.go
  const namespace = plural === 'namespaces' && group === '' ? route.name : namespaced ? route.namespace : undefined;
  return { verb: route.verb, group, plural, subresource: route.subresource, namespace, name: route.name };
}

function everybodyMay(user: Requester, action: Action): boolean {
  const known = user.groups.includes('system:authenticated');
  if ('path' in action) {
    return action.verb === 'get' && (pathAllowed(publicPaths, action.path) || (known && pathAllowed(discoveryPaths, action.path)));
  }
  return known && action.verb === 'create' && selfReviews.includes(action.plural);
}

function grantAllows(user: Requester, action: Action): boolean {
  if (user.grant === undefined) return false;
  if ('path' in action) return action.verb === 'get';
  if (!readVerbs.includes(action.verb)) return false;
  if (user.grant === 'read' && action.group === '' && action.plural === 'secrets') return false;
  return user.namespaces === undefined || (action.namespace !== undefined && user.namespaces.includes(action.namespace));
}

function isSubject(binding: Binding, user: Requester): boolean {
  return (binding.subjects ?? []).some(({ kind, name, namespace }) => {
    if (kind === 'Group') return name !== undefined && user.groups.includes(name);
    if (kind === 'ServiceAccount') return user.name === `system:serviceaccount:${namespace}:${name}`;
    return kind === 'User' && name === user.name;
  });
}

function rulesOf(binding: Binding, namespace: string | undefined, store: SimStore): readonly PolicyRule[] {
  const { kind, name } = binding.roleRef ?? {};
  const role = kind === 'Role' ? store.get(rbac('roles'), `${namespace ?? ''}/${name}`) : store.get(rbac('clusterroles'), `/${name}`);
  return (role?.object.rules as readonly PolicyRule[] | undefined) ?? [];
}

function ruleAllows(rule: PolicyRule, action: Action): boolean {
  const has = (list: readonly string[] | undefined, value: string): boolean =>
    list?.includes(value) === true || list?.includes('*') === true;
  if (!has(rule.verbs, action.verb)) return false;
  if ('path' in action) return pathAllowed(rule.nonResourceURLs ?? [], action.path);
  const full = action.subresource === undefined ? action.plural : `${action.plural}/${action.subresource}`;
  if (!has(rule.apiGroups, action.group)) return false;
  const anyParent = action.subresource !== undefined && rule.resources?.includes(`*/${action.subresource}`) === true;
  if (!has(rule.resources, full) && !anyParent) return false;
  const names = rule.resourceNames ?? [];
  return names.length === 0 || (action.name !== undefined && names.includes(action.name));
}

function pathAllowed(patterns: readonly string[], path: string): boolean {
  return patterns.some((pattern) => (pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern));
}
