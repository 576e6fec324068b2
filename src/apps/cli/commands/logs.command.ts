import type { Command } from '../command.ts';
import { fleetFlags, placeFlags, serverFlags } from '../fleet-flags.ts';
import { allNamespacesFlag, namespacesFlag } from '../question-flags.ts';

/** `hindsight logs`: the logs of many containers as one. */
export const logs: Command = {
  name: 'logs',
  summary: 'Print the logs of pods and workloads over all clusters as one, in order of time.',
  usage: 'POD… | RESOURCE/NAME… | -l SELECTOR',
  flags: [
    namespacesFlag,
    allNamespacesFlag,
    { name: 'selector', short: 'l', value: 'SELECTOR', help: 'Label selector of the pods: app=web,tier!=cache.' },
    {
      name: 'container',
      short: 'c',
      value: 'NAMES',
      repeatable: true,
      help: 'Containers by name or glob (default: all, init containers included).',
    },
    { name: 'follow', short: 'f', help: 'Go on with what the containers write, until Ctrl-C; pods that start later join in.' },
    { name: 'previous', short: 'p', help: 'The logs before the last restart.' },
    { name: 'since', value: 'DURATION', help: 'Only lines of the last 90s, 15m, 1h, 2d.' },
    { name: 'since-time', value: 'TIME', help: 'Only lines since a time, RFC 3339.' },
    {
      name: 'tail',
      value: 'N',
      help: 'Lines from the end of each log, or all (default: all of one pod, 200 each of several, 10 each when following several).',
    },
    {
      name: 'grep',
      short: 'g',
      value: 'PATTERN',
      help: 'Only lines that match a regular expression (RE2; case counts once it has a capital).',
    },
    { name: 'invert-match', short: 'v', help: 'Only lines that do not match --grep.' },
    { name: 'before', short: 'B', value: 'N', help: 'Lines of the same container before each match.' },
    { name: 'after', value: 'N', help: 'Lines of the same container after each match.' },
    { name: 'around', short: 'C', value: 'N', help: 'Both: lines before and after each match.' },
    { name: 'timestamps', help: 'The time in front of each line, as the kubelet wrote it.' },
    { name: 'output', short: 'o', value: 'FORM', help: 'json (one object on each line) or raw (the lines as they are).' },
    { name: 'max-streams', value: 'N', help: 'Containers followed at a time (default 50).' },
    ...placeFlags,
    ...fleetFlags,
    ...serverFlags,
  ],
  examples: [
    { line: 'hindsight logs deploy/checkout -n shop -f', answers: 'Every pod of a deployment in every cluster, as it happens' },
    {
      line: 'hindsight logs -l app=checkout -A --since 15m --grep "timeout|refused" -C 2',
      answers: 'What went wrong in the last quarter of an hour',
    },
    {
      line: 'hindsight logs checkout-7d9f-x2x --previous --tail 50 --context shop-prod-1',
      answers: 'The last words of a container that crashed',
    },
    {
      line: 'hindsight logs cronjob/export --clusters channel=beta -o json > export.ndjson',
      answers: 'For a script, one JSON object on each line',
    },
  ],
  async run(input) {
    const { runLogs } = await import('../run/run-logs.ts');
    return runLogs(input);
  },
};
