// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was written
import type { KubeObject } from '../../kube/object.ts';
import type { Inventory } from '../inventory.ts';
import { apiGroup } from '../resource-of-object.ts';
import { builtinShape } from './decode-field-table.ts';
import { anyShape, type FieldShape, type ObjectShape, scalarShape } from './field-shape.ts';

const definitions = 'customresourcedefinitions.apiextensions.k8s.io';

/** The fields of a custom kind, from its definition in the inventory; undefined without one, or where it keeps all fields. */
export function customShape(apiVersion: string, kind: string, inventory: Inventory): ObjectShape | undefined {
  const group = apiGroup(apiVersion);
  const version = apiVersion.slice(group === '' ? 0 : group.length + 1);
  for (const definition of inventory.list(definitions)) {
    const spec = definition.spec;
    if (spec?.group !== group || spec?.names?.kind !== kind || spec.preserveUnknownFields === true) continue;
    const served = Array.isArray(spec.versions) ? spec.versions.find((one: any) => one?.name === version) : undefined;
    const shape = rootShape(definition, served?.schema?.openAPIV3Schema);
    if (shape !== undefined) return shape;
  }
  return undefined;
}

const roots = new WeakMap<KubeObject, Map<unknown, ObjectShape>>();

/** With what every object has. */
function rootShape(definition: KubeObject, schema: any): ObjectShape | undefined {
  if (typeof schema !== 'object' || schema === null) return undefined;
  const known = roots.get(definition)?.get(schema);
  if (known !== undefined) return known;
  const own = structuralShape(schema);
  if (own.kind !== 'object') return undefined;
  const metadata = builtinShape('v1', 'ConfigMap', undefined)?.fields.get('metadata') ?? anyShape;
  const fields = new Map([
    ...own.fields,
    ['apiVersion', scalarShape],
    ['kind', scalarShape],
    ['metadata', metadata],
    ['status', anyShape],
  ] as const);
  const shape: ObjectShape = { kind: 'object', fields, ...(own.open === true ? { open: true } : {}) };
  roots.set(definition, (roots.get(definition) ?? new Map<unknown, ObjectShape>()).set(schema, shape));
  return shape;
}

/**
 * What an API server keeps of a value with a structural schema: what is not named is dropped.
 * Source: Kubernetes documentation, CustomResourceDefinition, field pruning; k8s.io/apiextensions-apiserver pkg/apiserver/schema/pruning.
 */
export function structuralShape(schema: any): FieldShape {
  if (typeof schema !== 'object' || schema === null || schema['x-kubernetes-embedded-resource'] === true) return anyShape;
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (schema.type === 'array') return { kind: 'list', item: structuralShape(schema.items), key: schema['x-kubernetes-list-map-keys']?.[0] };
  const properties = schema.properties;
  if (typeof properties === 'object' && properties !== null) {
    let fields: ReadonlyMap<string, FieldShape> | undefined;
    return {
      kind: 'object',
      get fields() {
        fields ??= new Map(Object.entries(properties).map(([name, one]) => [name, structuralShape(one)]));
        return fields;
      },
      ...(open ? { open: true as const } : {}),
    };
  }
  if (open) return anyShape;
  if (schema.additionalProperties !== undefined && schema.additionalProperties !== false)
    return { kind: 'map', value: schema.additionalProperties === true ? anyShape : structuralShape(schema.additionalProperties) };
  if (schema.type === 'object') return { kind: 'object', fields: new Map() };
  return schema.type === undefined ? anyShape : scalarShape;
}
