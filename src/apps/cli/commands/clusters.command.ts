import type { Command } from '../command.ts';
import { fleetFlags, placeFlags, serverFlags } from '../fleet-flags.ts';
import { noHeadersFlag, timeoutFlag } from '../question-flags.ts';

/** `hindsight clusters`: which clusters there are and how they do. */
export const clusters: Command = {
  name: 'clusters',
  summary: 'List the clusters with state, version, latency, age of the data, what is forbidden and the reason of any trouble.',
  usage: '[NAME|GLOB|LABEL…]',
  flags: [
    { name: 'output', short: 'o', value: 'FORM', help: 'wide (with identity, address, aliases), json, yaml, name, tsv, csv or md.' },
    noHeadersFlag,
    timeoutFlag,
    ...placeFlags,
    ...fleetFlags,
    ...serverFlags,
  ],
  examples: [
    { line: 'hindsight clusters', answers: 'Every cluster of the kubeconfig, whether it answers, and why not' },
    { line: 'hindsight clusters "shop-*" -o json', answers: 'Some clusters, for a script' },
  ],
  async run(input) {
    const { runClusters } = await import('../run/run-clusters.ts');
    return runClusters(input);
  },
};
