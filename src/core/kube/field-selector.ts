import { HindsightError } from '../base/hindsight-error.ts';
import type { ResourceId } from './api-resource.ts';
import type { KubeObject } from './object.ts';

/** One term of a field selector. */
export interface FieldTerm {
  readonly field: string;
  /** False for `!=`. */
  readonly equals: boolean;
  readonly value: string;
}

type FieldReader = (object: KubeObject) => string;

/**
 * Parses a field selector: `a.b=c`, `a.b==c`, `a.b!=c`, comma for "and"; `\` escapes `\`, `,` and `=` in values.
 * Which fields a resource supports is `fieldProblem`'s knowledge. Throws HindsightError `query-invalid` with the place.
 * Source: k8s.io/apimachinery pkg/fields/selector.go ParseSelector
 */
export function parseFieldSelector(text: string): readonly FieldTerm[] {
  const terms: FieldTerm[] = [];
  for (const { term, offset } of splitTerms(text)) {
    if (term === '') continue;
    const operator = /!=|==|=/.exec(term);
    if (operator === null) throw refusal(text, offset, `invalid selector: '${text}'; can't understand '${term}'`);
    const valueAt = operator.index + operator[0].length;
    terms.push({
      field: term.slice(0, operator.index),
      equals: operator[0] !== '!=',
      value: unescaped(term.slice(valueAt), (at, why) => refusal(text, offset + valueAt + at, why)),
    });
  }
  return terms;
}

/** The value of a selectable field, `''` where the object does not say; undefined when the resource does not support the field. */
export function fieldValue(resource: ResourceId, object: KubeObject, field: string): string | undefined {
  return readerOf(resource, field)?.(object);
}

/** Why a resource cannot be selected by a field, in the API server's words; undefined when it can. */
export function fieldProblem(resource: ResourceId, field: string): string | undefined {
  if (readerOf(resource, field) !== undefined) return undefined;
  return readers.has(resource)
    ? `field label not supported: ${field}`
    : `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`;
}

/** Tells whether an object satisfies all terms; a field that the resource does not support never matches. */
export function matchesFieldSelector(resource: ResourceId, terms: readonly FieldTerm[], object: KubeObject): boolean {
  for (const { field, equals, value } of terms) {
    const actual = fieldValue(resource, object, field);
    if (actual === undefined || (actual === value) !== equals) return false;
  }
  return true;
}

function refusal(text: string, offset: number, message: string): HindsightError {
  return new HindsightError('query-invalid', message, { place: { source: 'field selector', text, offset } });
}

/** Splits at commas that no backslash precedes. */
function splitTerms(text: string): { term: string; offset: number }[] {
  const terms: { term: string; offset: number }[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === ',') {
      terms.push({ term: text.slice(start, i), offset: start });
      start = i + 1;
    }
  }
  terms.push({ term: text.slice(start), offset: start });
  return terms;
}

function unescaped(value: string, refuse: (at: number, why: string) => HindsightError): string {
  let out = '';
  for (let i = 0; i < value.length; i++) {
    const ch = value.charAt(i);
    if (ch === '\\') {
      const next = value.charAt(i + 1);
      if (next === '' || !'\\,='.includes(next)) throw refuse(i, `invalid field selector: invalid escape sequence: \\${next}`);
      out += next;
      i++;
    } else if (ch === '=' || ch === ',') {
      throw refuse(i, `invalid field selector: unescaped character in value: ${ch.codePointAt(0)}`);
    } else out += ch;
  }
  return out;
}

function readerOf(resource: ResourceId, field: string): FieldReader | undefined {
  const own = readers.get(resource);
  return own === undefined ? anyResource.get(field) : own.get(field);
}

/** A plain path read as text; missing is empty. */
function path(dotted: string): [string, FieldReader] {
  const steps = dotted.split('.');
  return [
    dotted,
    (object) => {
      let at: unknown = object;
      for (const step of steps) at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[step] : undefined;
      return at === undefined || at === null ? '' : String(at);
    },
  ];
}

/** A path whose zero value is written out. */
function pathOr(dotted: string, zero: string): [string, FieldReader] {
  const read = path(dotted)[1];
  return [dotted, (object) => read(object) || zero];
}

function renamed(field: string, read: [string, FieldReader]): [string, FieldReader] {
  return [field, read[1]];
}

const name = path('metadata.name');
const namespace = path('metadata.namespace');
const objectReference = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'];
const anyResource = new Map([name, namespace]);

const podIp: FieldReader = (pod) => String(pod.status?.podIPs?.[0]?.ip ?? pod.status?.podIP ?? '');
const eventSource: FieldReader = (event) => String(event.source?.component || event.reportingComponent || '');

/** Source: k8s.io/kubernetes pkg/apis/*\/v1/conversion.go AddFieldLabelConversionFunc, pkg/registry/*\/*\/strategy.go *SelectableFields */
const readers: ReadonlyMap<ResourceId, ReadonlyMap<string, FieldReader>> = new Map<ResourceId, ReadonlyMap<string, FieldReader>>([
  [
    'pods',
    new Map<string, FieldReader>([
      name,
      namespace,
      path('spec.nodeName'),
      renamed('spec.host', path('spec.nodeName')),
      path('spec.restartPolicy'),
      path('spec.schedulerName'),
      path('spec.serviceAccountName'),
      pathOr('spec.hostNetwork', 'false'),
      path('status.phase'),
      ['status.podIP', podIp],
      ['status.podIPs', () => ''],
      path('status.nominatedNodeName'),
    ]),
  ],
  ['nodes', new Map([name, pathOr('spec.unschedulable', 'false')])],
  ['namespaces', new Map([name, path('status.phase')])],
  ['secrets', new Map([name, namespace, path('type')])],
  ['services', new Map([name, namespace, path('spec.clusterIP'), path('spec.type')])],
  ['replicationcontrollers', new Map([name, namespace, pathOr('status.replicas', '0')])],
  [
    'events',
    new Map<string, FieldReader>([
      name,
      namespace,
      ...objectReference.map((part) => path(`involvedObject.${part}`)),
      path('reason'),
      path('reportingComponent'),
      ['source', eventSource],
      path('type'),
    ]),
  ],
  [
    'events.events.k8s.io',
    new Map<string, FieldReader>([
      name,
      namespace,
      ...objectReference.map((part) => path(`regarding.${part}`)),
      path('reason'),
      path('reportingController'),
      path('type'),
    ]),
  ],
  ['jobs.batch', new Map([name, namespace, renamed('status.successful', pathOr('status.succeeded', '0'))])],
  ['certificatesigningrequests.certificates.k8s.io', new Map([name, path('spec.signerName')])],
]);
