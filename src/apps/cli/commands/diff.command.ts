import type { Command } from '../command.ts';
import { fleetFlags, serverFlags } from '../fleet-flags.ts';
import { timeoutFlag } from '../question-flags.ts';

/** `hindsight diff`: one object, compared over clusters. */
export const diff: Command = {
  name: 'diff',
  summary: 'Compare one object over clusters, field by field; exit 1 when it differs.',
  usage: 'CLUSTER CLUSTER… RESOURCE/NAME',
  flags: [
    { name: 'namespace', short: 'n', value: 'NAME', help: 'Its namespace (default: every namespace that has one of that name).' },
    { name: 'status', help: 'Compare the status too.' },
    { name: 'output', short: 'o', value: 'FORM', help: 'json: fields, values and their clusters, for a script.' },
    timeoutFlag,
    ...fleetFlags,
    ...serverFlags,
  ],
  examples: [
    { line: 'hindsight diff shop-prod-1 shop-prod-2 deploy/checkout -n shop', answers: 'What differs between two clusters' },
    {
      line: "hindsight diff '*' daemonset/kube-proxy -n kube-system",
      answers: 'Which value which field has in which clusters, over the whole fleet',
    },
    {
      line: 'hindsight diff channel=stable configmap/coredns -n kube-system -o json',
      answers: 'The clusters of one channel, for a script',
    },
  ],
  async run(input) {
    const { runDiff } = await import('../run/run-diff.ts');
    return runDiff(input);
  },
};
