import type { Command } from '../command.ts';
import { fleetFlags, serverFlags } from '../fleet-flags.ts';
import { namespacesFlag } from '../question-flags.ts';

/** `hindsight findings`: what the checks find in the fleet. */
export const findings: Command = {
  name: 'findings',
  summary: 'Outages that could happen to you: what the checks find in your clusters, by cause.',
  usage: '',
  flags: [
    { name: 'check', value: 'CHECKS', repeatable: true, help: 'Only these checks, or check/rule, comma-separated.' },
    { name: 'severity', value: 'info|warning|critical', help: 'At least as bad.' },
    { name: 'clusters', value: 'NAMES', repeatable: true, help: 'Clusters, comma-separated; globs allowed.' },
    namespacesFlag,
    { name: 'team', value: 'TEAM', help: 'Only objects with this label team.' },
    {
      name: 'state',
      value: 'STATES',
      repeatable: true,
      help: 'open, stale, suppressed, pending, resolved or any (default open and stale).',
    },
    { name: 'new', help: 'Only what was opened within the last day.' },
    { name: 'group', value: 'BY', help: 'cause, family, cluster, namespace or team (default cause).' },
    { name: 'output', short: 'o', value: 'FORM', help: 'wide, json, tsv or md.' },
    { name: 'fail-on', value: 'info|warning|critical', help: 'Exit 1 when there is a finding that bad.' },
    { name: 'suppressions', value: 'FILE', help: 'Accepted findings (default hindsight.suppressions.yaml, where there is one).' },
    { name: 'timeout', value: 'SECONDS', help: 'Longest wait for a cluster (default 30).' },
    ...fleetFlags,
    ...serverFlags,
  ],
  examples: [
    { line: 'hindsight findings --severity critical --server http://127.0.0.1:8080', answers: 'The worst, as a server has them' },
    { line: 'hindsight findings --clusters shop-* --group team', answers: 'Reads the clusters once; by owner' },
    { line: 'hindsight findings --check crashloop,oom-killed -o tsv', answers: 'A list for a spreadsheet' },
    { line: 'hindsight findings --fail-on critical -o json', answers: 'For a gate: exit 1 when something is critical' },
  ],
  async run(input) {
    const { runFindings } = await import('../run/run-findings.ts');
    return runFindings(input);
  },
};
