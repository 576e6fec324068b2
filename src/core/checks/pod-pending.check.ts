// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was sent
import type { Check } from './check.ts';
import { instant, isReadyPod } from './container-states.ts';
import { podsOf } from './pods-of.ts';
import type { WorkloadRule } from './rule.ts';
import { readyStatus, runningDeployment } from './running-example.ts';

const minuteMs = 60_000;

const unschedulable: WorkloadRule = {
  id: 'unschedulable',
  title: 'no node takes its pods',
  severity: 'warning',
  runsOn: ['live'],
  symptom: true,
  raisedWhenCritical: true,
  holdMs: 10 * minuteMs,
  reads: ['pods', 'replicasets.apps', 'jobs.batch'],
  anchor: 'workload',
  judge: (workload, judging) => {
    const pods = podsOf(workload, judging);
    if ('unknown' in pods) return pods;
    const waiting = pods.flatMap((pod) => {
      const condition = list(pod.status?.conditions).find(
        (one) => one?.type === 'PodScheduled' && one.status === 'False' && one.reason === 'Unschedulable',
      );
      return condition === undefined
        ? []
        : [{ message: String(condition.message ?? ''), sinceMs: instant(condition.lastTransitionTime) ?? judging.nowMs }];
    });
    const [first] = waiting;
    if (first === undefined) return [];
    const sinceMs = Math.min(...waiting.map((one) => one.sinceMs));
    const hourAt = sinceMs + 60 * minuteMs;
    judging.wakeAt(hourAt);
    return [
      {
        locator: 'PodScheduled',
        message: `${waiting.length === 1 ? 'A pod waits' : `${waiting.length} pods wait`} for a node: ${buckets(first.message).join(', ')}.`,
        path: workload.podSpecPath,
        sinceMs,
        causeKey: `unschedulable:${workload.namespace}:${buckets(first.message)[0]?.replace(/^\d+ nodes? /, '')}`,
        ...(judging.nowMs >= hourAt || !pods.some(isReadyPod) ? { severity: 'critical' as const } : {}),
      },
    ];
  },
};

/** What the scheduler says, nodes by reason. Source: k8s.io/kubernetes pkg/scheduler/framework/types.go FitError. */
function buckets(message: string): readonly string[] {
  const list = /available: (.*?)(?:\. preemption:|$)/.exec(message)?.[1] ?? message;
  const parts = list
    .split(/,(?![^{]*\})/)
    .map((part) => part.trim().replace(/\.$/, ''))
    .filter((part) => part !== '')
    .map((part) => part.replace(/^(\d+) (?:node\(s\) )?/, (_, count: string) => `${count} ${count === '1' ? 'node' : 'nodes'} `));
  return parts.length === 0 ? ['the scheduler does not say why'] : parts.slice(0, 4);
}

function list(value: unknown): readonly any[] {
  return Array.isArray(value) ? value : [];
}

const pending = (since: string): string =>
  `{phase: Pending, conditions: [{type: PodScheduled, status: "False", reason: Unschedulable, message: "0/5 nodes are available: 2 Insufficient memory, 3 node(s) had untolerated taint {dedicated: gpu}.", lastTransitionTime: "${since}"}]}`;

/** Pods that no node takes. */
export const podPending: Check = {
  id: 'pod-pending',
  title: 'Pod cannot be scheduled',
  group: 'symptoms',
  explanation:
    'The scheduler finds no node: too little memory or CPU, a taint, a volume in another zone. The pod waits without an error, and so does the rollout or the scale-up that ' +
    'wanted it.',
  fix: 'Make room (a larger pool, smaller requests), or tolerate the taint that is named.',
  sources: [
    {
      title: 'Kubernetes: debug pods, my pod stays pending',
      url: 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/#my-pod-stays-pending',
    },
  ],
  replaces: [{ tool: 'popeye', rule: 'POP-207' }],
  rules: [unschedulable],
  examples: {
    flags: [
      {
        name: 'half an hour, others serve',
        mode: 'live',
        yaml: runningDeployment([readyStatus, pending('2026-11-20T11:30:00Z')]),
        expect: [{ rule: 'unschedulable', severity: 'warning', locator: 'PodScheduled' }],
      },
      {
        name: 'two hours',
        mode: 'live',
        yaml: runningDeployment([readyStatus, pending('2026-11-20T10:00:00Z')]),
        expect: [{ rule: 'unschedulable', severity: 'critical', locator: 'PodScheduled' }],
      },
    ],
    passes: [{ name: 'all stand on a node', mode: 'live', yaml: runningDeployment([readyStatus]) }],
    guards: [
      {
        name: 'a gate holds it, on purpose',
        mode: 'live',
        yaml: runningDeployment([readyStatus, pending('2026-11-20T10:00:00Z').replace('reason: Unschedulable', 'reason: SchedulingGated')]),
      },
    ],
  },
};
