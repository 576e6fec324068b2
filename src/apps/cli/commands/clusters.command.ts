import type { Command } from '../command.ts';
import { fleetFlags, serverFlags } from '../fleet-flags.ts';

/** `hindsight clusters`: which clusters there are and how they do. */
export const clusters: Command = {
  name: 'clusters',
  summary: 'List the clusters with state, version, latency and the reason of any trouble.',
  usage: '[NAME…]',
  flags: [
    { name: 'output', short: 'o', value: 'FORM', help: 'json, yaml, name, tsv or csv.' },
    { name: 'no-headers', help: 'Leave the heading line out.' },
    { name: 'timeout', value: 'SECONDS', help: 'Longest wait for a cluster (default 15).' },
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
