import type { Command } from '../command.ts';
import { simFlags } from '../sim-flags.ts';

/** `hindsight sim`: the simulated fleet alone, for any Kubernetes client. */
export const sim: Command = {
  name: 'sim',
  summary: 'Serve a simulated fleet over HTTPS on loopback, and write a kubeconfig for it.',
  usage: '',
  flags: [...simFlags, { name: 'kubeconfig', value: 'FILE', help: 'Where the kubeconfig is written (default ./hindsight-sim.yaml).' }],
  examples: [
    {
      line: 'hindsight sim --kubeconfig sim.yaml',
      answers: '148 clusters; then, elsewhere: kubectl --kubeconfig sim.yaml --context shop-prod-1 get pods -A',
    },
    {
      line: 'hindsight sim --clusters 3 --pods 200 --seed 7 --epoch 2026-11-01T00:00:00Z',
      answers: 'A small fleet that is the same every time',
    },
  ],
  serves: true,
  async run(input) {
    const { runSim } = await import('../run/run-sim.ts');
    return runSim(input);
  },
};
