import type { Command } from '../command.ts';
import { fleetFlags } from '../fleet-flags.ts';
import { accessFlags, formerFlags, serveFlags } from '../serve-flags.ts';

/** `hindsight serve`: the fleet in memory, answered over HTTP. */
export const serve: Command = {
  name: 'serve',
  summary: 'Keep every cluster in memory by watches, and answer pages, scripts and `--server` from there.',
  usage: '',
  flags: [
    ...serveFlags,
    ...accessFlags,
    ...fleetFlags.map((flag) => (flag.help.includes('kube-web-view') ? flag : { ...flag, hidden: false })),
    ...formerFlags,
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
