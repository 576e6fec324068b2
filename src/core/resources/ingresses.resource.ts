import type { KubeObject } from '../kube/object.ts';
import { itemsOf, stringOrNull, textOf } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ingressProblems } from './ingresses.problems.ts';
import { loadBalancerText } from './load-balancer-text.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** How many hosts stand in a cell before `+ N more...`. */
const shown = 3;

/** The first three hosts; `*` when no rule names one. Rules without a host count as more once three are shown. Source: printers.go formatHosts. */
function hosts(ingress: KubeObject): string {
  const rules = itemsOf(ingress.spec?.rules);
  const list: string[] = [];
  let more = false;
  for (const rule of rules) {
    if (list.length === shown) more = true;
    const host = textOf(rule?.host);
    if (!more && host !== '') list.push(host);
  }
  if (list.length === 0) return '*';
  return more ? `${list.join(',')} + ${rules.length - shown} more...` : list.join(',');
}

/** Ingresses. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printIngress. */
export const ingresses: ResourceDef = declareResource({
  group: 'networking.k8s.io',
  version: 'v1',
  plural: 'ingresses',
  kind: 'Ingress',
  namespaced: true,
  shortNames: ['ing'],
  categories: [],
  problems: ingressProblems,
  columns: [
    nameColumn,
    { name: 'Class', type: 'text', value: (ingress) => stringOrNull(ingress.spec?.ingressClassName) },
    { name: 'Hosts', type: 'text', value: hosts },
    { name: 'Address', type: 'text', missing: '', value: (ingress) => loadBalancerText(ingress.status?.loadBalancer) || null },
    { name: 'Ports', type: 'text', value: (ingress) => (itemsOf(ingress.spec?.tls).length > 0 ? '80, 443' : '80') },
    ageColumn,
  ],
});
