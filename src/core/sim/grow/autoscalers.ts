import type { KubeObject } from '../../kube/object.ts';
import type { ClusterPlan, WorkloadPlan } from '../plan/cluster-plan.ts';
import { stamp } from '../stamp.ts';
import { makeObject } from './make-object.ts';
import { workloadLabels } from './metadata.ts';

/** The HorizontalPodAutoscalers of a cluster. */
export function growAutoscalers(plan: ClusterPlan): KubeObject[] {
  return plan.workloads.filter(({ autoscale }) => autoscale !== undefined).map((workload) => growAutoscaler(plan, workload));
}

function growAutoscaler(plan: ClusterPlan, workload: WorkloadPlan): KubeObject {
  const { min, max, cpuPercent } = workload.autoscale ?? { min: 1, max: 2, cpuPercent: 80 };
  const replicas = workload.oldReplicas || workload.replicas;
  const top = Math.max(max, replicas, min);
  return makeObject(plan, {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    resource: 'horizontalpodautoscalers.autoscaling',
    name: workload.name,
    namespace: workload.namespace,
    createdMs: workload.createdMs + 700,
    labels: workloadLabels(workload),
    manager: workload.madeBy === 'stack' ? 'stackset-controller' : 'deployment-service',
    statusManager: { name: 'kube-controller-manager', ms: plan.identity.epochMs - 15_000 },
    body: {
      spec: {
        scaleTargetRef: { kind: 'Deployment', name: workload.name, apiVersion: 'apps/v1' },
        minReplicas: Math.min(min, replicas),
        maxReplicas: top,
        metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: cpuPercent } } }],
      },
      status: autoscalerStatus(plan, workload, { replicas, top }),
    },
  });
}

function autoscalerStatus(plan: ClusterPlan, workload: WorkloadPlan, { replicas, top }: { replicas: number; top: number }): unknown {
  const { cpuPercent } = workload.autoscale ?? { cpuPercent: 80 };
  const load = Math.max(
    4,
    Math.floor(cpuPercent * (0.4 + (Number.parseInt(plan.mint.digest(`load/${workload.name}`).slice(0, 2), 16) / 255) * 0.7)),
  );
  const at = stamp(workload.createdMs + 30_000);
  const condition = (type: string, isTrue: boolean, reason: string, message: string): unknown => ({
    type,
    status: isTrue ? 'True' : 'False',
    lastTransitionTime: at,
    reason,
    message,
  });
  return {
    lastScaleTime: stamp(Math.max(workload.createdMs, plan.identity.epochMs - load * 97_000)),
    currentReplicas: replicas,
    desiredReplicas: replicas,
    currentMetrics: [
      {
        type: 'Resource',
        resource: {
          name: 'cpu',
          current: {
            averageUtilization: load,
            averageValue: `${Math.floor(((workload.containers[0]?.cpuMillis ?? 100) * load) / 100)}m`,
          },
        },
      },
    ],
    conditions: [
      condition('AbleToScale', true, 'ReadyForNewScale', 'recommended size matches current size'),
      condition(
        'ScalingActive',
        true,
        'ValidMetricFound',
        'the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
      ),
      condition(
        'ScalingLimited',
        replicas === top,
        replicas === top ? 'TooManyReplicas' : 'DesiredWithinRange',
        replicas === top
          ? 'the desired replica count is more than the maximum replica count'
          : 'the desired count is within the acceptable range',
      ),
    ],
  };
}
