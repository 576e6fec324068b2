import { HindsightError } from '../../core/base/hindsight-error.ts';
import { type FieldTerm, fieldProblem, matchesFieldSelector, parseFieldSelector } from '../../core/kube/field-selector.ts';
import { type LabelSelector, matchesLabelSelector, parseLabelSelector } from '../../core/kube/label-selector.ts';
import type { KubeObject } from '../../core/kube/object.ts';
import { ApiRefusal, refusals, type StatusCause } from './api-status.ts';
import type { ResourceRoute } from './route.ts';

/** The query parameters of a list or watch, checked. */
export interface ListOptions {
  /** 0: no limit. */
  readonly limit: number;
  readonly continue: string;
  /** As given; empty when not. */
  readonly resourceVersion: string;
  readonly match: '' | 'NotOlderThan' | 'Exact';
  readonly allowWatchBookmarks: boolean;
  readonly sendInitialEvents: boolean | undefined;
  readonly timeoutSeconds: number | undefined;
  /** Undefined: everything is selected. */
  readonly select: ((object: KubeObject) => boolean) | undefined;
}

type Cause = StatusCause & { readonly field: string };

/**
 * Reads and checks the options of a list or watch; refuses with 400 or 422 as the real server does.
 * Source: k8s.io/apimachinery pkg/apis/meta/internalversion/validation ValidateListOptions, k8s.io/apiserver pkg/endpoints/handlers/get.go
 */
export function listOptions(query: URLSearchParams, route: ResourceRoute): ListOptions {
  const options: ListOptions = {
    limit: wholeNumber(query, 'limit') ?? 0,
    continue: query.get('continue') ?? '',
    resourceVersion: query.get('resourceVersion') ?? '',
    match: (query.get('resourceVersionMatch') ?? '') as ListOptions['match'],
    allowWatchBookmarks: truth(query.get('allowWatchBookmarks')) === true,
    sendInitialEvents: truth(query.get('sendInitialEvents')),
    timeoutSeconds: wholeNumber(query, 'timeoutSeconds'),
    select: selection(query, route),
  };
  const causes = route.verb === 'watch' ? watchProblems(options) : listProblems(options);
  if (causes.length > 0) throw refusals.invalid({ group: 'meta.k8s.io', kind: 'ListOptions', name: '', causes });
  if (options.resourceVersion !== '' && !/^\d+$/.test(options.resourceVersion)) throw invalidVersion(options.resourceVersion, route);
  return options;
}

function invalidVersion(text: string, route: ResourceRoute): Error {
  const message = `Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;
  if (route.verb !== 'watch') return refusals.badRequest(`invalid resource version: resourceVersion: ${message}`);
  // The storage refuses it, not the request's validation. Seen on kube-apiserver 1.37.
  return new ApiRefusal({ code: 500, reason: 'InternalError', message: `Internal error occurred: resourceVersion: ${message}` });
}

function listProblems({ match, resourceVersion, continue: token, sendInitialEvents }: ListOptions): Cause[] {
  const causes: Cause[] = [];
  if (match !== '') {
    if (resourceVersion === '') causes.push(forbidden('resourceVersionMatch', 'is forbidden unless resourceVersion is provided'));
    if (token !== '') causes.push(forbidden('resourceVersionMatch', 'is forbidden when continue is provided'));
    if (match !== 'Exact' && match !== 'NotOlderThan') causes.push(unsupported(match, ['Exact', 'NotOlderThan', '']));
    if (match === 'Exact' && resourceVersion === '0') {
      causes.push(forbidden('resourceVersionMatch', '"exact" is forbidden for resourceVersion "0"'));
    }
  }
  if (sendInitialEvents !== undefined) causes.push(forbidden('sendInitialEvents', 'is forbidden for list'));
  return causes;
}

function watchProblems({ match, continue: token, sendInitialEvents }: ListOptions): Cause[] {
  const causes: Cause[] = [];
  if (sendInitialEvents !== undefined && match !== 'NotOlderThan') {
    causes.push({
      reason: 'FieldValueForbidden',
      message: 'Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
      field: 'resourceVersionMatch',
    });
  }
  if (match !== '') {
    if (sendInitialEvents === undefined) {
      causes.push(forbidden('resourceVersionMatch', 'is forbidden for watch unless sendInitialEvents is provided'));
    }
    if (match !== 'NotOlderThan') causes.push(unsupported(match, ['NotOlderThan']));
    if (token !== '') causes.push(forbidden('resourceVersionMatch', 'is forbidden when continue is provided'));
  }
  return causes;
}

function forbidden(field: string, why: string): Cause {
  return { reason: 'FieldValueForbidden', message: `Forbidden: ${field} ${why}`, field };
}

function unsupported(value: string, supported: readonly string[]): Cause {
  const list = supported.map((text) => JSON.stringify(text)).join(', ');
  return {
    reason: 'FieldValueNotSupported',
    message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${list}`,
    field: 'resourceVersionMatch',
  };
}

function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (!/^-?\d+$/.test(text)) throw refusals.badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

/** As conversion of query parameters reads booleans: anything but `false` and `0` is true. Source: Convert_Slice_string_To_bool */
function truth(text: string | null): boolean | undefined {
  if (text === null) return undefined;
  return text.toLowerCase() !== 'false' && text !== '0';
}

function selection(query: URLSearchParams, route: ResourceRoute): ListOptions['select'] {
  const labels = labelSelector(query.get('labelSelector') ?? '');
  const fields = fieldTerms(query.get('fieldSelector') ?? '', route);
  const named = route.name === undefined ? fields : [...fields, { field: 'metadata.name', equals: true, value: route.name }];
  if (labels.requirements.length === 0 && named.length === 0) return undefined;
  const { convert = (same: KubeObject) => same } = route.form;
  return (stored) => {
    const object = convert(stored);
    const own = object.metadata.labels;
    const label = (key: string): string | undefined => (own !== undefined && Object.hasOwn(own, key) ? own[key] : undefined);
    return matchesLabelSelector(labels, label) && matchesFieldSelector(route.id, named, object);
  };
}

function labelSelector(text: string): LabelSelector {
  try {
    return parseLabelSelector(text);
  } catch (error) {
    if (error instanceof HindsightError) throw refusals.badRequest(error.message);
    throw error;
  }
}

function fieldTerms(text: string, route: ResourceRoute): readonly FieldTerm[] {
  let terms: readonly FieldTerm[];
  try {
    terms = parseFieldSelector(text);
  } catch (error) {
    if (error instanceof HindsightError) throw refusals.badRequest(error.message);
    throw error;
  }
  for (const { field } of terms) {
    const problem = fieldProblem(route.id, field);
    if (problem !== undefined) throw refusals.badRequest(problem);
  }
  return terms;
}
