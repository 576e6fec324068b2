import { type ApiResource, resourceId } from '../kube/api-resource.ts';
import type { KubeObject } from '../kube/object.ts';
import { type Content, fieldsOf, itemsOf, textOf } from './content.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import { columnsFromPrinter, readPrinterColumns } from './printer-columns.ts';
import type { ResourceDef } from './resource.ts';

function textsOf(value: unknown): readonly string[] {
  return itemsOf(value).map(textOf);
}

/** What a version of a CRD declares, or its first one where it has no such version. */
function versionOf(spec: Content, version: string): Content {
  const versions = itemsOf(spec.versions);
  return versions.find((each) => each?.name === version) ?? versions[0];
}

/**
 * A custom resource from its CustomResourceDefinition (v1, or v1beta1 with columns for all versions), as one of its versions prints it.
 * A CRD with holes gives a resource with empty names, never an exception.
 */
export function resourceDefFromCrd(crd: KubeObject, version: string): ResourceDef {
  const spec = fieldsOf(crd.spec);
  const names = fieldsOf(spec.names);
  const group = textOf(spec.group);
  const plural = textOf(names.plural);
  const kind = textOf(names.kind);
  const declared = fieldsOf(versionOf(spec, version)).additionalPrinterColumns ?? spec.additionalPrinterColumns;
  return {
    id: resourceId({ group, plural }),
    group,
    version,
    plural,
    singular: textOf(names.singular) || kind.toLowerCase(),
    kind,
    namespaced: spec.scope === 'Namespaced',
    shortNames: textsOf(names.shortNames),
    categories: textsOf(names.categories),
    columns: columnsFromPrinter(readPrinterColumns(declared)),
    origin: 'printer',
  };
}

/** A resource of which nothing is known but what discovery says: Name and Age. */
export function minimalResource(api: ApiResource): ResourceDef {
  const { group, version, plural, kind, namespaced, shortNames, categories } = api;
  return {
    id: resourceId(api),
    group,
    version,
    plural,
    singular: api.singular || kind.toLowerCase(),
    kind,
    namespaced,
    shortNames,
    categories,
    columns: [nameColumn, ageColumn],
    origin: 'minimal',
  };
}
