import type { KubeObject } from '../kube/object.ts';
import { type Content, itemsOf, textOrNull } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** The first Healthy condition. */
function healthy(component: KubeObject): Content | undefined {
  return itemsOf(component.conditions).find((condition) => condition?.type === 'Healthy');
}

function status(component: KubeObject): string {
  const condition = healthy(component);
  return condition === undefined ? 'Unknown' : condition.status === 'True' ? 'Healthy' : 'Unhealthy';
}

/** Component statuses, deprecated since 1.19. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printComponentStatus. */
export const componentStatuses: ResourceDef = declareResource({
  group: '',
  version: 'v1',
  plural: 'componentstatuses',
  kind: 'ComponentStatus',
  namespaced: false,
  shortNames: ['cs'],
  categories: [],
  columns: [
    nameColumn,
    { name: 'Status', type: 'text', value: status },
    { name: 'Message', type: 'text', missing: '', value: (component) => textOrNull(healthy(component)?.message) },
    { name: 'Error', type: 'text', missing: '', value: (component) => textOrNull(healthy(component)?.error) },
  ],
});
