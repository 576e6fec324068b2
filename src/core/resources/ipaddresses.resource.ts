import type { KubeObject } from '../kube/object.ts';
import { textOf } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** `services/default/web`: what the address belongs to. */
function parent(address: KubeObject): string | null {
  const reference = address.spec?.parentRef;
  if (reference === undefined || reference === null) return null;
  const group = textOf(reference.group);
  const namespace = textOf(reference.namespace);
  const resource = `${textOf(reference.resource)}${group === '' ? '' : `.${group}`}`.toLowerCase();
  return `${resource}${namespace === '' ? '' : `/${namespace}`}/${textOf(reference.name)}`;
}

/** IP addresses of services. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printIPAddress. */
export const ipAddresses: ResourceDef = declareResource({
  group: 'networking.k8s.io',
  version: 'v1',
  plural: 'ipaddresses',
  kind: 'IPAddress',
  namespaced: false,
  shortNames: ['ip'],
  categories: [],
  columns: [nameColumn, { name: 'ParentRef', type: 'text', value: parent }],
});
