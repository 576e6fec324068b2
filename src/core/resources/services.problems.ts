import type { KubeObject } from '../kube/object.ts';
import { fieldsOf, itemsOf, textOf, timeOf } from './content.ts';
import { minuteMs, noProblems, type ProblemDraft, type ProblemRules } from './problem-rules.ts';

/** What is a problem of a Service. */
export const serviceProblems: ProblemRules = {
  reads: ['pods'],
  of(service) {
    const problems = [...withoutAddress(service), ...withoutPods(service)];
    return problems.length === 0 ? noProblems : problems;
  },
};

/** When a Service became a LoadBalancer is not dated; nearly all are born as one. */
function withoutAddress(service: KubeObject): readonly ProblemDraft[] {
  if (service.spec?.type !== 'LoadBalancer' || itemsOf(service.status?.loadBalancer?.ingress).length > 0) return noProblems;
  return [
    {
      reason: 'NoAddress',
      severity: 'critical',
      sinceMs: timeOf(service.metadata.creationTimestamp),
      afterMs: 10 * minuteMs,
      message: 'the load balancer has no address',
    },
  ];
}

function withoutPods(service: KubeObject): readonly ProblemDraft[] {
  const { spec } = service;
  const labels = Object.entries(fieldsOf(spec?.selector)).map(([key, value]): readonly [string, string] => [key, textOf(value)]);
  if (labels.length === 0 || spec?.type === 'ExternalName') return noProblems;
  const anyPod = spec?.publishNotReadyAddresses === true;
  return [
    {
      reason: 'NoReadyPod',
      severity: 'warning',
      sinceMs: null,
      afterMs: 0,
      message: `no pod with ${labels.map(([key, value]) => `${key}=${value}`).join(',')} is ready`,
      claim: { kind: 'no-ready-pod', labels, anyPod },
    },
  ];
}
