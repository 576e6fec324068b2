import type { Check } from './check.ts';
import { byContainer, containerStates, instant } from './container-states.ts';
import { podsOf } from './pods-of.ts';
import type { WorkloadRule } from './rule.ts';
import { readyStatus, runningDeployment } from './running-example.ts';

const dayMs = 86_400_000;

const oom: WorkloadRule = {
  id: 'oom',
  title: 'a container was killed for memory',
  severity: 'warning',
  runsOn: ['live'],
  symptom: true,
  raisedWhenCritical: true,
  reads: ['pods', 'replicasets.apps', 'jobs.batch'],
  anchor: 'workload',
  judge: (workload, judging) => {
    const pods = podsOf(workload, judging);
    if ('unknown' in pods) return pods;
    return [...byContainer(containerStates(pods))].flatMap(([name, states]) => {
      const killed = states.flatMap(({ status, restarts }) =>
        [status?.state?.terminated, status?.lastState?.terminated]
          .filter((ended) => ended?.reason === 'OOMKilled')
          .map((ended) => ({ atMs: instant(ended.finishedAt) ?? 0, restarts })),
      );
      const lately = killed.filter(({ atMs }) => judging.nowMs - atMs < dayMs);
      if (lately.length === 0) return [];
      const lastMs = Math.max(...lately.map(({ atMs }) => atMs));
      judging.wakeAt(lastMs + dayMs);
      const again = lately.length >= 3 || lately.some(({ restarts }) => restarts >= 3);
      const limit = workload.containers.find((container) => container.name === name)?.spec.resources?.limits?.memory;
      return [
        {
          locator: `containers[name=${name}]`,
          message: `Container ${name} was killed for memory in ${lately.length === 1 ? 'one pod' : `${lately.length} pods`}${limit === undefined ? '' : ` at its limit of ${limit}`}, last at ${new Date(lastMs).toISOString().slice(11, 16)} UTC.`,
          path: workload.podSpecPath,
          container: name,
          sinceMs: lastMs,
          ...(again ? { severity: 'critical' as const } : {}),
        },
      ];
    });
  },
};

const suspected: WorkloadRule = {
  id: 'suspected',
  title: 'a container was killed, and nobody says why',
  severity: 'info',
  confidence: 'heuristic',
  runsOn: ['live'],
  symptom: true,
  reads: ['pods', 'replicasets.apps', 'jobs.batch'],
  anchor: 'workload',
  judge: (workload, judging) => {
    const pods = podsOf(workload, judging);
    if ('unknown' in pods) return pods;
    return [...byContainer(containerStates(pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined)))].flatMap(
      ([name, states]) => {
        const killed = states.filter(
          ({ status }) => status?.lastState?.terminated?.exitCode === 137 && status.lastState.terminated.reason !== 'OOMKilled',
        );
        if (killed.length === 0) return [];
        const message = `Container ${name} ended with 137 in ${killed.length === 1 ? 'one pod' : `${killed.length} pods`}: killed by the kernel, by its liveness probe, or after its grace period.`;
        return [{ locator: `containers[name=${name}]`, message, path: workload.podSpecPath, container: name }];
      },
    );
  },
};

const killed = (restarts: number, finished: string): string =>
  readyStatus.replace(
    'restartCount: 0, state: {running: {}}',
    `restartCount: ${restarts}, state: {running: {}}, lastState: {terminated: {exitCode: 137, reason: OOMKilled, finishedAt: "${finished}"}}`,
  );

/** Containers that the kernel killed because their memory ran out. */
export const oomKilled: Check = {
  id: 'oom-killed',
  title: 'Container was killed for memory',
  group: 'symptoms',
  explanation:
    'The kernel ends whoever goes over the memory limit, in the middle of what it does. Once is a spike; again and again is a limit that is too low or a leak, and each time ' +
    'the others carry the load.',
  fix: 'Set limits.memory and requests.memory to the peak before the kill and a third more, then look for the leak.',
  sources: [
    {
      title: 'Kubernetes: assign memory resources, exceed a limit',
      url: 'https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/#exceed-a-container-s-memory-limit',
    },
  ],
  replaces: [],
  rules: [oom, suspected],
  examples: {
    flags: [
      {
        name: 'once, an hour ago',
        mode: 'live',
        yaml: runningDeployment([killed(1, '2026-11-20T11:00:00Z'), readyStatus]),
        expect: [{ rule: 'oom', severity: 'warning', locator: 'containers[name=app]' }],
      },
      {
        name: 'again and again',
        mode: 'live',
        yaml: runningDeployment([killed(9, '2026-11-20T11:00:00Z')]),
        expect: [{ rule: 'oom', severity: 'critical', locator: 'containers[name=app]' }],
      },
      {
        name: 'killed, and the reason is not told',
        mode: 'live',
        yaml: runningDeployment([killed(1, '2026-11-20T11:00:00Z').replace('OOMKilled', 'Error')]),
        expect: [{ rule: 'suspected', severity: 'info', locator: 'containers[name=app]' }],
      },
    ],
    passes: [{ name: 'nothing was killed', mode: 'live', yaml: runningDeployment([readyStatus]) }],
    guards: [{ name: 'a week ago', mode: 'live', yaml: runningDeployment([killed(1, '2026-11-13T11:00:00Z')]) }],
  },
};
