import type { Check } from './check.ts';
import type { WorkloadRule } from './rule.ts';
import { servedDeployment } from './service-example.ts';
import type { Container, Workload } from './workload.ts';

const shellPid1: WorkloadRule = {
  id: 'shell-pid1',
  title: 'a shell gets the order to stop, and keeps it',
  severity: 'info',
  confidence: 'heuristic',
  runsOn: ['manifest', 'live'],
  reads: ['services'],
  anchor: 'workload',
  judge: (workload, { relations }) => {
    if (workload.podSpec.shareProcessNamespace === true || workload.kind === 'Job' || workload.kind === 'CronJob') return [];
    const serves = workload.kind === 'StatefulSet' || relations.servicesOf(workload).length > 0;
    return workload.containers
      .filter((container) => {
        const script = scriptOf(container);
        return (
          script !== undefined &&
          /[;&|\n]/.test(script) &&
          !/\btrap\s/.test(script) &&
          !/(^|[;&|\n]\s*)exec\s[^;&|\n]*$/.test(script.trim())
        );
      })
      .map((container) => ({
        locator: `${container.locator}.command`,
        message: `The first process of container ${container.name} is a shell, which does not pass SIGTERM on: its program works on until it is killed.`,
        path: container.path,
        container: container.name,
        ...(serves ? { severity: 'warning' as const } : {}),
      }));
  },
};

const startupSleep: WorkloadRule = {
  id: 'startup-sleep',
  title: 'orders its start by sleeping',
  severity: 'info',
  confidence: 'heuristic',
  runsOn: ['manifest', 'live'],
  raisedWhenCritical: true,
  reads: [],
  anchor: 'workload',
  judge: ({ containers, initContainers }: Workload) =>
    [...containers, ...initContainers].flatMap((container) => {
      const seconds = Number(/\bsleep\s+(\d+)\b(?=[\s\S]*[;&|\n])/.exec(scriptOf(container) ?? '')?.[1] ?? 0);
      if (seconds < 10) return [];
      return [
        {
          locator: `${container.locator}.command`,
          message: `Container ${container.name} sleeps ${seconds} s and then hopes that what it waits for has happened.`,
          path: container.path,
          container: container.name,
        },
      ];
    }),
};

/** The script of a container that is run by a shell; small inits pass signals on. */
function scriptOf({ spec }: Container): string | undefined {
  const words = [...(Array.isArray(spec.command) ? spec.command : []), ...(Array.isArray(spec.args) ? spec.args : [])].map(String);
  const [program = '', option = '', script] = words;
  return /(^|\/)(sh|bash|ash|dash)$/.test(program) && /^-[a-z]*c$/.test(option) ? script : undefined;
}

/** Programs that never hear the order to stop. */
export const shellSwallowsSigterm: Check = {
  id: 'shell-swallows-sigterm',
  title: 'Shell as PID 1, or start-up ordered by sleep',
  group: 'shutdown',
  explanation:
    'A container is told to stop by a signal to its first process; when that is a shell with several commands, the program behind it hears nothing and is killed at the end of the ' +
    'grace period, with everything it was doing. A sleep before the start is a race that is won until a node is slow.',
  fix: 'Begin the last command with exec, or use tini; instead of sleeping, wait for the condition in an init container or a startup probe.',
  sources: [
    { title: 'Kubernetes: container lifecycle hooks', url: 'https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/' },
  ],
  replaces: [],
  rules: [shellPid1, startupSleep],
  examples: {
    flags: [
      {
        name: 'a shell, then a server',
        yaml: servedDeployment({ container: 'command: [sh, -c, "migrate && server --port 8080"]' }),
        expect: [{ rule: 'shell-pid1', severity: 'warning', locator: 'containers[name=app].command' }],
      },
      {
        name: 'two minutes of hope',
        yaml: servedDeployment({ container: 'command: [sh, -c, "sleep 120; exec server"]' }),
        expect: [{ rule: 'startup-sleep', severity: 'info', locator: 'containers[name=app].command' }],
      },
    ],
    passes: [{ name: 'exec hands over', yaml: servedDeployment({ container: 'command: [sh, -c, "migrate && exec server --port 8080"]' }) }],
    guards: [
      {
        name: 'one command is replaced by the shell itself',
        yaml: servedDeployment({ container: 'command: [sh, -c, "server --port 8080"]' }),
      },
      { name: 'a trap', yaml: servedDeployment({ container: 'command: [sh, -c, "trap stop TERM; server & wait"]' }) },
    ],
  },
};
