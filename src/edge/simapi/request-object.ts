import { parse as parseYaml } from 'yaml';
import { groupVersionOf } from '../../core/kube/api-resource.ts';
import { isLabelKey, isLabelValue } from '../../core/kube/label-syntax.ts';
import type { KubeObject } from '../../core/kube/object.ts';
import { refusals, type StatusCause } from './api-status.ts';
import { isProtobuf, protobufObject } from './protobuf-body.ts';
import { header, type RequestContext, readBody } from './request-context.ts';
import type { ResourceRoute } from './route.ts';

const served = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const subdomainRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const labelRule =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

/** The object in a request's body; refused when it is none, or not of the route's kind. */
export async function requestObject(context: RequestContext, route: ResourceRoute): Promise<KubeObject> {
  const body = await readBody(context);
  const type = (header(context, 'content-type') ?? 'application/json').split(';')[0]?.trim();
  const binary = isProtobuf(body) ? protobufObject(body) : undefined;
  if (binary === undefined && type !== 'application/json' && type !== 'application/yaml') throw refusals.unsupportedMediaType(served);
  const object = binary === undefined ? decoded(body.toString(), type ?? '') : ({ metadata: {}, ...binary } as unknown as KubeObject);
  const { kind } = route.resource;
  const apiVersion = groupVersionOf(route.resource);
  if ((object.kind ?? kind) !== kind || (object.apiVersion ?? apiVersion) !== apiVersion) {
    throw refusals.badRequest(
      `${object.kind} in version "${versionOnly(object.apiVersion)}" cannot be handled as a ${kind}: no kind is registered`,
    );
  }
  return { ...object, kind, apiVersion, metadata: placedMetadata(object, route) };
}

/** A body as JSON or YAML. */
export function decoded(text: string, type: string): KubeObject {
  let value: unknown;
  try {
    value = type === 'application/yaml' || type === 'application/apply-patch+yaml' ? parseYaml(text) : JSON.parse(text);
  } catch (error) {
    throw refusals.badRequest(`error decoding request body: ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refusals.badRequest("couldn't get version/kind; json parse error: json: cannot unmarshal into Go value of type struct");
  }
  return { metadata: {}, ...value } as KubeObject;
}

/** Refuses names and labels that no API server takes. Source: k8s.io/apimachinery pkg/api/validation ValidateObjectMeta */
export function validateMetadata(object: KubeObject, route: ResourceRoute): void {
  const { name, labels = {} } = object.metadata;
  const { group, kind, plural } = route.resource;
  const causes: (StatusCause & { field: string })[] = [];
  const isNamespace = group === '' && plural === 'namespaces';
  const rbac = group === 'rbac.authorization.k8s.io';
  if (!rbac && (name.length > 253 || !subdomain.test(name) || (isNamespace && name.includes('.')))) {
    const rule = isNamespace ? labelRule : subdomainRule;
    causes.push({ reason: 'FieldValueInvalid', field: 'metadata.name', message: `Invalid value: ${JSON.stringify(name)}: ${rule}` });
  }
  for (const [key, value] of Object.entries(labels)) {
    if (isLabelKey(key) && typeof value === 'string' && isLabelValue(value)) continue;
    const shown = JSON.stringify(isLabelKey(key) ? value : key);
    causes.push({
      reason: 'FieldValueInvalid',
      field: 'metadata.labels',
      message: `Invalid value: ${shown}: a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.'`,
    });
  }
  if (causes.length > 0) throw refusals.invalid({ group, kind, name, causes });
}

function placedMetadata(object: KubeObject, route: ResourceRoute): KubeObject['metadata'] {
  const { metadata } = object;
  if (route.namespace !== undefined && metadata.namespace !== undefined && metadata.namespace !== route.namespace) {
    throw refusals.badRequest(`the namespace of the provided object does not match the namespace sent on the request`);
  }
  if (route.name !== undefined && metadata.name !== undefined && metadata.name !== route.name) {
    throw refusals.badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${route.name})`);
  }
  const { namespace: _namespace, ...rest } = metadata;
  return route.resource.namespaced && route.namespace !== undefined ? { ...rest, namespace: route.namespace } : rest;
}

function versionOnly(apiVersion: string | undefined): string {
  return (apiVersion ?? '').split('/').at(-1) ?? '';
}
