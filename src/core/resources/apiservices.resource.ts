import type { KubeObject } from '../kube/object.ts';
import { apiServiceProblems } from './availability.problems.ts';
import { itemsOf, textOf } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

function service(apiService: KubeObject): string {
  const reference = apiService.spec?.service;
  return reference === undefined || reference === null ? 'Local' : `${textOf(reference.namespace)}/${textOf(reference.name)}`;
}

/** `True`, or `False (MissingEndpoints)` with the reason. */
function available(apiService: KubeObject): string {
  const condition = itemsOf(apiService.status?.conditions).find((each) => each?.type === 'Available');
  if (condition === undefined) return 'Unknown';
  const reason = textOf(condition.reason);
  const status = textOf(condition.status);
  return status === 'True' || reason === '' ? status : `${status} (${reason})`;
}

/** API services. Source: k8s.io/kube-aggregator pkg/registry/apiservice/etcd/etcd.go ConvertToTable. */
export const apiServices: ResourceDef = declareResource({
  group: 'apiregistration.k8s.io',
  version: 'v1',
  plural: 'apiservices',
  kind: 'APIService',
  namespaced: false,
  shortNames: [],
  categories: ['api-extensions'],
  problems: apiServiceProblems,
  columns: [
    nameColumn,
    { name: 'Service', type: 'text', description: 'Namespace and name of the service that answers', value: service },
    { name: 'Available', type: 'text', missing: '', value: available },
    ageColumn,
  ],
});
