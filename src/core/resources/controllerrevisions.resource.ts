import type { KubeObject } from '../kube/object.ts';
import { itemsOf, numberOf, textOf } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** `statefulset.apps/db`: the owner that controls the revision. Source: metav1.GetControllerOf, printers.go formatResourceName. */
function controller(revision: KubeObject): string | null {
  const owner = itemsOf(revision.metadata?.ownerReferences).find((each) => each?.controller === true);
  if (owner === undefined) return null;
  const apiVersion = textOf(owner.apiVersion);
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const kind = textOf(owner.kind);
  if (kind === '' && group === '') return textOf(owner.name);
  return `${(group === '' ? kind : `${kind}.${group}`).toLowerCase()}/${textOf(owner.name)}`;
}

/** Controller revisions. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printControllerRevision. */
export const controllerRevisions: ResourceDef = declareResource({
  group: 'apps',
  version: 'v1',
  plural: 'controllerrevisions',
  kind: 'ControllerRevision',
  namespaced: true,
  shortNames: [],
  categories: [],
  columns: [
    nameColumn,
    { name: 'Controller', type: 'text', value: controller },
    { name: 'Revision', type: 'number', value: (revision) => numberOf(revision.revision) },
    ageColumn,
  ],
});
