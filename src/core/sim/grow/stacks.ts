import type { KubeObject, OwnerReference } from '../../kube/object.ts';
import { type ClusterPlan, currentRevision, type WorkloadPlan } from '../plan/cluster-plan.ts';
import { stamp } from '../stamp.ts';
import { makeObject } from './make-object.ts';
import { selectorLabels, workloadLabels } from './metadata.ts';
import { isReady, podsOf } from './workload-pods.ts';
import { workloadTemplate } from './workload-template.ts';

const zalando = 'zalando.org/v1';

function stackWorkloads(plan: ClusterPlan): readonly WorkloadPlan[] {
  return plan.workloads.filter(({ madeBy, kind }) => madeBy === 'stack' && kind === 'Deployment');
}

/** The name of the StackSet that a workload's Stack belongs to: its application's. */
function stackSetName(workload: WorkloadPlan): string {
  return workload.application;
}

/** The Stacks of a cluster: each made a Deployment of its name. Source: zalando-incubator/stackset-controller. */
export function growStacks(plan: ClusterPlan): KubeObject[] {
  const perSet = Map.groupBy(stackWorkloads(plan), (workload) => `${workload.namespace}/${stackSetName(workload)}`);
  return stackWorkloads(plan).map((workload) => {
    const pods = podsOf(plan, workload).filter((pod) => pod.state !== 'evicted');
    const set = stackSetName(workload);
    const siblings = perSet.get(`${workload.namespace}/${set}`) ?? [workload];
    const traffic = siblings[0] === workload ? 100 - (siblings.length - 1) * 5 : 5;
    const replicas = workload.oldReplicas || workload.replicas;
    const owner: OwnerReference = {
      apiVersion: zalando,
      kind: 'StackSet',
      name: set,
      uid: plan.mint.uid('stacksets.zalando.org', `${workload.namespace}/${set}`),
    };
    return makeObject(plan, {
      apiVersion: zalando,
      kind: 'Stack',
      resource: 'stacks.zalando.org',
      name: workload.name,
      namespace: workload.namespace,
      createdMs: workload.createdMs - 2000,
      generation: currentRevision(workload).number,
      labels: { ...workloadLabels(workload), stackset: set, 'stack-version': currentRevision(workload).tag },
      owners: [owner],
      manager: 'stackset-controller',
      body: {
        spec: {
          replicas,
          podTemplate: workloadTemplate(workload, currentRevision(workload)).template,
          service: { ports: workload.service?.ports ?? [] },
        },
        status: {
          actualTrafficWeight: Math.max(0, traffic),
          desiredTrafficWeight: Math.max(0, traffic),
          replicas: pods.length,
          readyReplicas: pods.filter(isReady).length,
          updatedReplicas: pods.filter((pod) => pod.revision === currentRevision(workload)).length,
          desiredReplicas: replicas,
          labelSelector: Object.entries(selectorLabels(workload))
            .map(([key, value]) => `${key}=${value}`)
            .join(','),
          ...(traffic > 0 ? {} : { noTrafficSince: stamp(plan.identity.epochMs - 7_200_000) }),
        },
      },
    });
  });
}

/** The StackSets of a cluster. */
export function growStackSets(plan: ClusterPlan): KubeObject[] {
  const sets = Map.groupBy(stackWorkloads(plan), (workload) => `${workload.namespace}/${stackSetName(workload)}`);
  return [...sets.values()].map((stacks) => {
    const first = stacks[0] as WorkloadPlan;
    return makeObject(plan, {
      apiVersion: zalando,
      kind: 'StackSet',
      resource: 'stacksets.zalando.org',
      name: stackSetName(first),
      namespace: first.namespace,
      createdMs: Math.min(...stacks.map(({ createdMs }) => createdMs)) - 3000,
      generation: 1 + stacks.length,
      labels: { application: first.application, team: first.team },
      manager: 'deployment-service',
      body: {
        spec: {
          ...(first.host === undefined ? {} : { ingress: { backendPort: 'http', hosts: [first.host] } }),
          stackLifecycle: { limit: 5, scaledownTTLSeconds: 300 },
          stackTemplate: { spec: { version: currentRevision(first).tag, replicas: first.replicas } },
          traffic: stacks.map(({ name }, i) => ({ stackName: name, weight: i === 0 ? 100 - (stacks.length - 1) * 5 : 5 })),
        },
        status: {
          observedStackVersion: currentRevision(first).tag,
          stacks: stacks.length,
          readyStacks: stacks.length,
          stacksWithTraffic: stacks.length,
        },
      },
    });
  });
}
