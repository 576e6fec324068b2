import type { Command } from '../command.ts';
import { fleetFlags, serverFlags } from '../fleet-flags.ts';

/** `hindsight doctor`: what is wrong with the way to each cluster, and what to do. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'Examine each cluster: name, connection, certificate, login, rights, clock, watches, deprecated APIs.',
  usage: '[NAME…]',
  flags: [
    { name: 'output', short: 'o', value: 'FORM', help: 'json.' },
    { name: 'quiet', short: 'q', help: 'Leave out what is only good to know.' },
    { name: 'timeout', value: 'SECONDS', help: 'Longest examination of one cluster (default 15).' },
    ...fleetFlags,
    ...serverFlags,
  ],
  examples: [
    { line: 'hindsight doctor', answers: 'Every context of the kubeconfig; exit 1 when something is wrong' },
    { line: 'hindsight doctor "beta-*" -o json', answers: 'Some clusters, for a script' },
  ],
  async run(input) {
    const { runDoctor } = await import('../run/run-doctor.ts');
    return runDoctor(input);
  },
};
