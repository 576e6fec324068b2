import type { KubeObject } from '../../kube/object.ts';
import type { ClusterPlan } from '../plan/cluster-plan.ts';
import { makeObject } from './make-object.ts';

/** The ResourceQuotas: one in every namespace of a test cluster, few in production. */
export function growQuotas(plan: ClusterPlan): KubeObject[] {
  const used = new Map<string, { pods: number; cpu: number; memory: number }>();
  for (const { workload } of plan.pods) {
    const sum = used.get(workload.namespace) ?? { pods: 0, cpu: 0, memory: 0 };
    for (const container of workload.containers) {
      sum.cpu += container.cpuMillis;
      sum.memory += container.memoryMi;
    }
    sum.pods++;
    used.set(workload.namespace, sum);
  }
  return plan.namespaces.flatMap(({ name, team, createdMs }) => {
    const isSystem = name.startsWith('kube-');
    if (isSystem || (plan.identity.channel === 'stable' && plan.mint.digest(`quota/${name}`) > '4')) return [];
    const sum = used.get(name) ?? { pods: 0, cpu: 0, memory: 0 };
    const hard = {
      'limits.memory': `${Math.ceil(sum.memory / 512) * 2}Gi`,
      pods: String(Math.ceil((sum.pods + 10) / 50) * 50),
      'requests.cpu': String(Math.ceil(sum.cpu / 1000) * 2 + 4),
      'requests.memory': `${Math.ceil(sum.memory / 1024) * 2 + 8}Gi`,
    };
    return makeObject(plan, {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      resource: 'resourcequotas',
      name: 'compute-resources',
      namespace: name,
      createdMs: createdMs + 2000,
      labels: { team },
      manager: 'kubectl-client-side-apply',
      statusManager: { name: 'kube-controller-manager', ms: plan.identity.epochMs - 60_000 },
      body: {
        spec: { hard },
        status: {
          hard,
          used: {
            'limits.memory': `${sum.memory}Mi`,
            pods: String(sum.pods),
            'requests.cpu': `${sum.cpu}m`,
            'requests.memory': `${sum.memory}Mi`,
          },
        },
      },
    });
  });
}

/** The LimitRanges: defaults for who forgets. */
export function growLimitRanges(plan: ClusterPlan): KubeObject[] {
  return plan.namespaces
    .filter(({ name }) => !name.startsWith('kube-'))
    .map(({ name, createdMs }) =>
      makeObject(plan, {
        apiVersion: 'v1',
        kind: 'LimitRange',
        resource: 'limitranges',
        name: 'limits',
        namespace: name,
        createdMs: createdMs + 3000,
        manager: 'kubectl-client-side-apply',
        body: {
          spec: {
            limits: [
              {
                type: 'Container',
                default: { memory: '1Gi' },
                defaultRequest: { cpu: '100m', memory: '1Gi' },
                maxLimitRequestRatio: { memory: '2' },
              },
            ],
          },
        },
      }),
    );
}
