import type { KubeObject } from '../kube/object.ts';
import { crdProblems } from './availability.problems.ts';
import { itemsOf, textOf, textOrNull } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { createdAtColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** Served versions in order of their names, the stored one marked: `v1(storage),v1beta1`. */
function versions(crd: KubeObject): string | null {
  const served = itemsOf(crd.spec?.versions).filter((version) => version?.served === true);
  const labels = served.map((version) => `${textOf(version.name)}${version.storage === true ? '(storage)' : ''}`);
  return labels.sort().join(',') || null;
}

function isEstablished(crd: KubeObject): boolean {
  return itemsOf(crd.status?.conditions).some((condition) => condition?.type === 'Established' && condition.status === 'True');
}

/** Custom resource definitions. Source: k8s.io/apiextensions-apiserver pkg/registry/customresourcedefinition/tableconvertor. */
export const customResourceDefinitions: ResourceDef = declareResource({
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  problems: crdProblems,
  columns: [
    nameColumn,
    { name: 'Scope', type: 'text', missing: '', value: (crd) => textOrNull(crd.spec?.scope) },
    { name: 'Versions', type: 'text', missing: '', value: versions },
    createdAtColumn,
    { name: 'Group', type: 'text', wide: true, missing: '', value: (crd) => textOrNull(crd.spec?.group) },
    { name: 'Kind', type: 'text', wide: true, missing: '', value: (crd) => textOrNull(crd.spec?.names?.kind) },
    {
      name: 'ShortNames',
      type: 'text',
      wide: true,
      missing: '',
      value: (crd) => itemsOf(crd.spec?.names?.shortNames).map(textOf).join(',') || null,
    },
    { name: 'Established', type: 'boolean', wide: true, value: isEstablished },
  ],
});
