import { refusals } from './api-status.ts';
import { type Action, boundRules, mayDo, type PolicyRule } from './authorize.ts';
import { isProtobuf, protobufObject } from './protobuf-body.ts';
import { type RequestContext, readBody, sendJson } from './request-context.ts';
import type { ResourceRoute } from './route.ts';
import type { Requester } from './sim-user.ts';

interface ReviewSpec {
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly namespace?: string;
  readonly resourceAttributes?: {
    readonly namespace?: string;
    readonly verb?: string;
    readonly group?: string;
    readonly resource?: string;
    readonly subresource?: string;
    readonly name?: string;
  };
  readonly nonResourceAttributes?: { readonly path?: string; readonly verb?: string };
}

type Review = { readonly kind?: string; readonly apiVersion?: string; readonly metadata?: object; readonly spec?: ReviewSpec };

const kinds = new Set([
  'SelfSubjectReview',
  'SelfSubjectAccessReview',
  'SelfSubjectRulesReview',
  'SubjectAccessReview',
  'LocalSubjectAccessReview',
]);

/** Tells whether a route asks a question instead of storing something. */
export function isReview(route: ResourceRoute): boolean {
  return route.verb === 'create' && kinds.has(route.resource.kind) && route.subresource === undefined;
}

/** Answers who one is, what one may do, or what somebody else may do. */
export async function answerReview(context: RequestContext, route: ResourceRoute): Promise<void> {
  const review = parsed(await readBody(context));
  const { kind, group, version } = route.resource;
  const { user } = context;
  const answer = (status: object): Promise<void> =>
    sendJson(context, 201, {
      kind,
      apiVersion: `${group}/${version}`,
      metadata: review.metadata ?? {},
      ...(review.spec === undefined ? {} : { spec: review.spec }),
      status,
    });
  if (kind === 'SelfSubjectReview') return answer({ userInfo: { username: user.name, groups: user.groups } });
  if (kind === 'SelfSubjectRulesReview') return answer(rulesStatus(context, review.spec?.namespace ?? 'default'));
  const spec = review.spec ?? {};
  const subject: Requester = kind === 'SelfSubjectAccessReview' ? user : { name: spec.user ?? '', groups: spec.groups ?? [] };
  if (spec.resourceAttributes === undefined && spec.nonResourceAttributes === undefined) throw incomplete(route);
  await answer(accessStatus(context, subject, spec));
}

function accessStatus(context: RequestContext, subject: Requester, spec: ReviewSpec): object {
  const action = reviewedAction(spec);
  const known = context.endpoint.settings.users.find(subject.name) ?? subject;
  const forbidden = context.endpoint.board.faults.some((fault) => {
    if (fault.type !== 'forbid' || 'path' in action) return false;
    const { resources, users } = fault.match ?? {};
    const id = action.group === '' ? action.plural : `${action.plural}.${action.group}`;
    return (resources === undefined || resources.includes(id)) && (users === undefined || users.includes(subject.name));
  });
  const allowed = !forbidden && mayDo(known, action, context.endpoint.cluster.objects);
  return allowed ? { allowed, reason: 'RBAC: allowed' } : { allowed };
}

function reviewedAction({ resourceAttributes: r, nonResourceAttributes: n }: ReviewSpec): Action {
  if (r === undefined) return { verb: n?.verb ?? '', path: n?.path ?? '' };
  const given = (text: string | undefined): string | undefined => (text === undefined || text === '' ? undefined : text);
  return {
    verb: r.verb ?? '',
    group: r.group ?? '',
    plural: r.resource ?? '',
    subresource: given(r.subresource),
    namespace: given(r.namespace),
    name: given(r.name),
  };
}

function rulesStatus(context: RequestContext, namespace: string): object {
  const { user, endpoint } = context;
  const all: PolicyRule = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };
  const rules = user.groups.includes('system:masters') ? [all] : boundRules(user, namespace, endpoint.cluster.objects);
  const read = user.grant !== undefined && (user.namespaces === undefined || user.namespaces.includes(namespace));
  return {
    resourceRules: [
      ...rules.filter((rule) => rule.resources !== undefined),
      ...(read ? [{ ...all, verbs: ['get', 'list', 'watch'] }] : []),
    ],
    nonResourceRules: rules.filter((rule) => rule.nonResourceURLs !== undefined),
    incomplete: false,
  };
}

function parsed(body: Buffer): Review {
  if (body.length === 0) return {};
  if (isProtobuf(body)) return (protobufObject(body) ?? {}) as Review;
  try {
    return JSON.parse(body.toString()) as Review;
  } catch (error) {
    throw refusals.badRequest(`couldn't get version/kind; json parse error: ${(error as Error).message}`);
  }
}

function incomplete(route: ResourceRoute): Error {
  const { group, kind } = route.resource;
  const message = 'Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified';
  return refusals.invalid({ group, kind, name: '', causes: [{ reason: 'FieldValueInvalid', message, field: 'spec.resourceAttributes' }] });
}
