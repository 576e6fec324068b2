import type { KubeObject } from '../kube/object.ts';
import { fieldsOf } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

function keys(configMap: KubeObject): number {
  return Object.keys(fieldsOf(configMap.data)).length + Object.keys(fieldsOf(configMap.binaryData)).length;
}

/** Config maps. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printConfigMap. */
export const configMaps: ResourceDef = declareResource({
  group: '',
  version: 'v1',
  plural: 'configmaps',
  kind: 'ConfigMap',
  namespaced: true,
  shortNames: ['cm'],
  categories: [],
  columns: [nameColumn, { name: 'Data', type: 'number', description: 'Number of keys', value: keys }, ageColumn],
});
