import type { Command } from '../command.ts';
import { fleetFlags } from '../fleet-flags.ts';
import { serveFlags } from '../serve-flags.ts';

/** `hindsight serve`: the fleet in memory, answered over HTTP. */
export const serve: Command = {
  name: 'serve',
  summary: 'Keep every cluster in memory by watches, and answer pages, scripts and `--server` from there.',
  usage: '',
  flags: [
    ...serveFlags,
    { name: 'auth', value: 'local|none', help: 'Who may look (default local: by the token in the printed address).' },
    ...fleetFlags,
  ],
  examples: [
    { line: 'hindsight serve', answers: 'All contexts of the kubeconfig, on http://127.0.0.1:8080' },
    { line: 'hindsight serve --port 0 --context "prod-*"', answers: 'Some contexts, on a free port' },
  ],
  serves: true,
  async run(input) {
    const { runServe } = await import('../run/run-serve.ts');
    return runServe(input);
  },
};
