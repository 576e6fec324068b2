import type { KubeObject } from '../../kube/object.ts';
import type { ClusterPlan } from '../plan/cluster-plan.ts';
import { fieldsOf, managedBy } from './managed-fields.ts';
import { metadata } from './metadata.ts';

/** The namespaces of a cluster. */
export function growNamespaces(plan: ClusterPlan): KubeObject[] {
  return plan.namespaces.map(({ name, team, createdMs }) => {
    const own = name.startsWith('kube-') || name === 'default' ? {} : { team };
    const labels = { ...own, 'kubernetes.io/metadata.name': name };
    const manager = name.startsWith('kube-') || name === 'default' ? 'kube-apiserver' : 'deployment-service';
    return {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: metadata(plan, {
        resource: 'namespaces',
        name,
        createdMs,
        labels,
        managedFields: [managedBy(manager, { apiVersion: 'v1', ms: createdMs, fields: fieldsOf({ metadata: { labels } }) })],
      }),
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    };
  });
}
