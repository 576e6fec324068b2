import type { Json, KubeObject } from '../../core/kube/object.ts';

/** Who wrote an object, and how. */
export interface FieldWriter {
  readonly manager: string;
  readonly operation: 'Update' | 'Apply';
  readonly apiVersion: string;
  readonly subresource?: string | undefined;
  readonly nowMs: number;
}

interface Entry {
  readonly manager?: string;
  readonly operation?: string;
  readonly subresource?: string;
}

/** The object with the writer's entry in `managedFields` made new, owning every field that is set. Source: k8s.io/apimachinery pkg/util/managedfields */
export function withFieldOwner(object: KubeObject, writer: FieldWriter): KubeObject {
  const { managedFields = [], ...metadata } = object.metadata;
  const others = (managedFields as readonly Entry[]).filter((entry) => {
    return entry.manager !== writer.manager || entry.operation !== writer.operation || entry.subresource !== writer.subresource;
  });
  const { kind: _kind, apiVersion: _apiVersion, metadata: _metadata, ...content } = object;
  const owned = writer.subresource === undefined ? without(content, 'status') : { status: content.status };
  const labels = metadata.labels === undefined ? {} : { labels: metadata.labels };
  const annotations = metadata.annotations === undefined ? {} : { annotations: metadata.annotations };
  const fieldsV1 = fieldsOf({ metadata: { ...annotations, ...labels }, ...owned });
  const entry = {
    manager: writer.manager,
    operation: writer.operation,
    apiVersion: writer.apiVersion,
    time: `${new Date(writer.nowMs).toISOString().slice(0, 19)}Z`,
    fieldsType: 'FieldsV1',
    fieldsV1,
    ...(writer.subresource === undefined ? {} : { subresource: writer.subresource }),
  };
  return { ...object, metadata: { ...metadata, managedFields: [...(others as Json[]), entry as unknown as Json] } };
}

/** The manager's name when none is given: the first part of the User-Agent. Source: managedfields DefaultFieldManager prefixFromUserAgent */
export function managerName(asked: string | null, userAgent: string | undefined): string {
  if (asked !== null && asked !== '') return asked;
  return (userAgent ?? '').split('/')[0]?.slice(0, 128) || 'unknown';
}

/** Maps become trees of `f:` keys; lists and values are owned whole, list elements with a name by `k:`. */
function fieldsOf(value: unknown): Json {
  if (Array.isArray(value)) {
    const named = value.filter((item): item is { name: string } => typeof (item as { name?: unknown } | null)?.name === 'string');
    if (named.length !== value.length) return {};
    return Object.fromEntries(
      named.map((item) => [`k:${JSON.stringify({ name: item.name })}`, { '.': {}, ...(fieldsOf(item) as object) }]),
    );
  }
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(entries.map(([key, field]) => [`f:${key}`, fieldsOf(field)]));
}

function without(fields: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  const { [key]: _gone, ...rest } = fields;
  return rest;
}
