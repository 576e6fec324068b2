// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was sent
import type { Check } from './check.ts';
import { byContainer, type ContainerState, containerStates, instant, isReadyPod } from './container-states.ts';
import { podsOf } from './pods-of.ts';
import type { WorkloadRule } from './rule.ts';
import { readyStatus, runningDeployment } from './running-example.ts';

const dayMs = 86_400_000;

const looping: WorkloadRule = {
  id: 'looping',
  title: 'a container restarts in a loop',
  severity: 'warning',
  runsOn: ['live'],
  symptom: true,
  raisedWhenCritical: true,
  reads: ['pods', 'replicasets.apps', 'jobs.batch'],
  anchor: 'workload',
  judge: (workload, judging) => {
    if (workload.kind === 'Job' || workload.kind === 'CronJob') return [];
    const pods = podsOf(workload, judging);
    if ('unknown' in pods) return pods;
    const noneReady = pods.length > 0 && !pods.some(isReadyPod);
    return [...byContainer(containerStates(pods))].flatMap(([name, states]) => {
      const loops = states.filter(({ status }) => status?.state?.waiting?.reason === 'CrashLoopBackOff');
      if (loops.length === 0) return [];
      const most = Math.max(...loops.map(({ restarts }) => restarts));
      const allOf =
        loops.length === states.length
          ? states.length === 1
            ? 'its pod'
            : `all ${states.length} pods`
          : `${loops.length} of ${states.length} pods`;
      return [
        {
          locator: `containers[name=${name}]`,
          message: `Container ${name} restarts in a loop in ${allOf}, up to ${most} times so far: ${exitText(loops[0] as ContainerState)}.`,
          path: workload.podSpecPath,
          container: name,
          ...(noneReady ? { severity: 'critical' as const } : {}),
        },
      ];
    });
  },
};

const forgotten: WorkloadRule = {
  id: 'forgotten',
  title: 'has been looping for days',
  severity: 'critical',
  runsOn: ['live'],
  symptom: true,
  reads: ['pods', 'replicasets.apps', 'jobs.batch'],
  anchor: 'workload',
  judge: (workload, judging) => {
    const pods = podsOf(workload, judging);
    if ('unknown' in pods) return pods;
    return [...byContainer(containerStates(pods))].flatMap(([name, states]) => {
      const old = states.filter(
        ({ pod, restarts, status }) =>
          restarts >= 100 &&
          status?.state?.waiting?.reason === 'CrashLoopBackOff' &&
          judging.nowMs - (instant(pod.status?.startTime ?? pod.metadata.creationTimestamp) ?? judging.nowMs) > dayMs,
      );
      if (old.length === 0) return [];
      const most = Math.max(...old.map(({ restarts }) => restarts));
      return [
        {
          locator: `containers[name=${name}]`,
          message: `Container ${name} has restarted ${most.toLocaleString('en')} times and nobody has looked: either it is needed and broken, or it can go.`,
          path: workload.podSpecPath,
          container: name,
        },
      ];
    });
  },
};

/** What the exit code of the last run tells. Source: bash manual, exit status; signal numbers above 128. */
function exitText({ status }: ContainerState): string {
  const ended = status?.lastState?.terminated;
  const code = ended?.exitCode;
  if (ended?.reason === 'OOMKilled') return 'it was killed for memory';
  if (code === undefined) return 'why is not told';
  if (code === 126 || code === 127) return `exit ${code}, its command cannot be run`;
  if (code === 137) return 'exit 137, it was killed';
  if (code === 139) return 'exit 139, it crashed (segmentation fault)';
  if (code === 143) return 'exit 143, it was told to stop';
  return code === 0 ? 'exit 0, it ends although it should not' : `exit ${code}, its own failure`;
}

const loop = (restarts: number, start = '2026-11-20T10:00:00Z'): string =>
  `{phase: Running, startTime: "${start}", conditions: [{type: Ready, status: "False"}], containerStatuses: [{name: app, ready: false, restartCount: ${restarts}, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 1, reason: Error}}}]}`;

/** Containers that start, fail and start again. */
export const crashloop: Check = {
  id: 'crashloop',
  title: 'Containers restart in a loop',
  group: 'symptoms',
  explanation:
    'A container that fails is started again, with longer and longer pauses, for ever. When it is one of several nothing seems wrong; when it is the newest of a rollout, the ' +
    'rollout stands still. Loops of thousands of restarts that nobody has looked at stand in most fleets, and hide the one that matters.',
  fix: 'Read its last log (hindsight logs --previous); roll back when only the newest revision loops; delete what nobody needs.',
  sources: [
    { title: 'Kubernetes: debug running pods', url: 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/' },
  ],
  replaces: [{ tool: 'popeye', rule: 'POP-205' }],
  rules: [looping, forgotten],
  examples: {
    flags: [
      {
        name: 'one of two loops',
        mode: 'live',
        yaml: runningDeployment([readyStatus, loop(12)]),
        expect: [{ rule: 'looping', severity: 'warning', locator: 'containers[name=app]' }],
      },
      {
        name: 'all loop, so nothing is ready',
        mode: 'live',
        yaml: runningDeployment([loop(12), loop(3)]),
        expect: [{ rule: 'looping', severity: 'critical', locator: 'containers[name=app]' }],
      },
      {
        name: '1404 restarts in five days',
        mode: 'live',
        yaml: runningDeployment([readyStatus, loop(1404, '2026-11-15T10:00:00Z')]),
        expect: [
          { rule: 'looping', severity: 'warning', locator: 'containers[name=app]' },
          { rule: 'forgotten', severity: 'critical', locator: 'containers[name=app]' },
        ],
      },
    ],
    passes: [{ name: 'two pods that serve', mode: 'live', yaml: runningDeployment([readyStatus, readyStatus]) }],
    guards: [
      {
        name: 'restarted once, and well since',
        mode: 'live',
        yaml: runningDeployment([readyStatus.replace('restartCount: 0', 'restartCount: 1')]),
      },
    ],
  },
};
