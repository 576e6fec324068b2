import type { Command } from '../command.ts';
import { serveFlags } from '../serve-flags.ts';
import { simFlags } from '../sim-flags.ts';

/** `hindsight demo`: a simulated fleet and a server for it, in one command. */
export const demo: Command = {
  name: 'demo',
  summary: 'Try everything without a cluster: a simulated fleet, served, with trouble after thirty seconds.',
  usage: '',
  flags: [...serveFlags, { name: 'calm', help: 'No trouble: all clusters stay well.' }, ...simFlags],
  examples: [
    { line: 'hindsight demo', answers: '148 clusters, 1,223 nodes, about 31,000 pods on http://127.0.0.1:8080' },
    { line: 'hindsight demo --calm --port 0 --clusters 10 --pods 500', answers: 'A small and quiet one on a free port' },
  ],
  serves: true,
  async run(input) {
    const { runDemo } = await import('../run/run-demo.ts');
    return runDemo(input);
  },
};
