import { groupVersionOf } from '../../core/kube/api-resource.ts';
import type { KubeObject } from '../../core/kube/object.ts';
import { builtinById } from '../../core/resources/builtin-resources.ts';
import type { ColumnDef } from '../../core/resources/column.ts';
import { minimalResource, resourceDefFromCrd } from '../../core/resources/custom-resource.ts';
import { createdAtColumn, nameColumn } from '../../core/resources/metadata-columns.ts';
import { ApiRefusal, refusals } from './api-status.ts';
import { type AnswerShape, negotiate } from './media-type.ts';
import { metadataWriter, type ObjectWriter, objectWriter, type WireType } from './object-writer.ts';
import { header, type RequestContext } from './request-context.ts';
import type { ResourceRoute } from './route.ts';
import { crdId, isCustom } from './served-api.ts';
import { type IncludeObject, tableWriter } from './table-writer.ts';

/** The writer for the shape that a request's Accept header asks for; 406 when it is not served. */
export function writerFor(context: RequestContext, route: ResourceRoute): ObjectWriter {
  const shape = negotiate(header(context, 'accept'), 'resource');
  const { cache } = context.endpoint.settings;
  const type = wireType(context, route);
  refuseMismatch(shape, route);
  if (shape.as === 'Table') return table(context, route, shape.version, type);
  if (shape.as === 'PartialObjectMetadata' || shape.as === 'PartialObjectMetadataList') return metadataWriter(shape.version, type, cache);
  return objectWriter(type, cache);
}

/** Kind and apiVersion of a route's objects. */
export function wireType(context: RequestContext, { resource, form }: ResourceRoute): WireType {
  const apiVersion = groupVersionOf(resource);
  return { kind: resource.kind, apiVersion, custom: isCustom(context.endpoint.cluster, resource), convert: form.convert };
}

/** Source: k8s.io/apiserver pkg/endpoints/handlers/response.go asPartialObjectMetadata */
function refuseMismatch(shape: AnswerShape, route: ResourceRoute): void {
  const refuse = (message: string): never => {
    throw new ApiRefusal({ code: 406, reason: 'NotAcceptable', message });
  };
  if (shape.as === 'PartialObjectMetadata' && route.verb === 'list') {
    refuse(`you requested PartialObjectMetadata, but the requested object is a list (*${route.resource.kind}List)`);
  }
  if (shape.as === 'PartialObjectMetadataList' && route.verb !== 'list' && route.verb !== 'watch') {
    refuse(`you requested PartialObjectMetadataList, but the requested object is not a list (*${route.resource.kind})`);
  }
}

function table(context: RequestContext, route: ResourceRoute, version: 'v1' | 'v1beta1', type: WireType): ObjectWriter {
  const include = context.query.get('includeObject') ?? '';
  if (!['', 'None', 'Metadata', 'Object'].includes(include)) {
    throw refusals.badRequest(
      `Unable to convert to Table as requested: includeObject: Invalid value: "${include}": must be 'Metadata', 'Object', 'None', or empty`,
    );
  }
  const { cache, clock } = context.endpoint.settings;
  const crd = type.custom ? context.endpoint.cluster.objects.get(crdId, `/${route.id}`)?.object : undefined;
  return tableWriter({
    version,
    custom: type.custom,
    include: (include || 'Metadata') as IncludeObject,
    columns: columnsOf(route, crd),
    declaredTypes: crd === undefined ? builtinTypes(route.id) : printerTypes(crd, route.resource.version),
    whole: objectWriter(type, cache),
    metadata: metadataWriter(version, type, cache),
    nowMs: () => clock.nowMs(),
  });
}

function columnsOf(route: ResourceRoute, crd: KubeObject | undefined): readonly ColumnDef[] {
  if (crd !== undefined) return resourceDefFromCrd(crd, route.resource.version).columns;
  // Printers on the server read one form, whatever version is asked for.
  const builtin = builtinById.get(route.form.stored);
  if (builtin !== undefined) return builtin.columns;
  const minimal = minimalResource(route.resource);
  return minimal.origin === 'minimal' ? [nameColumn, createdAtColumn] : minimal.columns;
}

function printerTypes(crd: KubeObject, version: string): ReadonlyMap<string, string> {
  const versions = crd.spec?.versions as
    | readonly { name: string; additionalPrinterColumns?: readonly { name: string; type: string }[] }[]
    | undefined;
  const columns = versions?.find((v) => v.name === version)?.additionalPrinterColumns ?? [{ name: 'Age', type: 'date' }];
  return new Map(columns.map(({ name, type }) => [name, type]));
}

/** Columns that the server declares as text though they hold numbers or truth values. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go AddHandlers */
const declaredText: ReadonlyMap<string, readonly string[]> = new Map([
  ['configmaps', ['Data']],
  ['secrets', ['Data']],
  ['events', ['Count']],
  ['events.events.k8s.io', ['Count']],
  ['controllerrevisions.apps', ['Revision']],
  ['deployments.apps', ['Up-to-date', 'Available']],
  ['horizontalpodautoscalers.autoscaling', ['MinPods', 'MaxPods', 'Replicas']],
  ['certificatesigningrequests.certificates.k8s.io', ['RequestedDuration']],
  ['storageclasses.storage.k8s.io', ['AllowVolumeExpansion']],
  ['flowschemas.flowcontrol.apiserver.k8s.io', ['MatchingPrecedence']],
  ['prioritylevelconfigurations.flowcontrol.apiserver.k8s.io', ['NominalConcurrencyShares', 'Queues', 'HandSize', 'QueueLengthLimit']],
]);

function builtinTypes(resource: string): ReadonlyMap<string, string> {
  if (resource === 'cronjobs.batch') return new Map([['Suspend', 'boolean']]);
  return new Map((declaredText.get(resource) ?? []).map((name) => [name, 'string']));
}
