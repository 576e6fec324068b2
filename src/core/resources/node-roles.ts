import type { KubeObject } from '../kube/object.ts';
import { fieldsOf, textOf } from './content.ts';

const prefix = 'node-role.kubernetes.io/';

/**
 * The roles of a node, sorted: labels `node-role.kubernetes.io/<role>` and the value of `kubernetes.io/role`; null without any.
 * Source: printers.go findNodeRoles.
 */
export function nodeRoles(node: KubeObject): string | null {
  const labels = fieldsOf(node.metadata?.labels);
  let roles: string[] | undefined;
  for (const key of Object.keys(labels)) {
    const role = key.startsWith(prefix) ? key.slice(prefix.length) : key === 'kubernetes.io/role' ? textOf(labels[key]) : '';
    if (role === '') continue;
    if (roles === undefined) roles = [role];
    else if (!roles.includes(role)) roles.push(role);
  }
  if (roles === undefined) return null;
  return roles.length === 1 ? (roles[0] as string) : roles.sort().join(',');
}
