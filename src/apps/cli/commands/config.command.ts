import type { Command, FlagDef } from '../command.ts';
import { fleetFlags } from '../fleet-flags.ts';
import { accessFlags, formerFlags, serveFlags } from '../serve-flags.ts';

/** Flags of `serve` are understood, so that `config show` answers what they would mean, and `config migrate` reads them. */
const servesFlags: readonly FlagDef[] = [...serveFlags, ...accessFlags, ...fleetFlags, ...formerFlags].map((flag) =>
  flag.name === 'config' ? flag : { ...flag, hidden: true },
);

/** `hindsight config`: what is set, whether the file is right, and a file from kube-web-view's command line. */
export const config: Command = {
  name: 'config',
  summary: 'Show what is configured and where each value comes from, check the file, or make one from kube-web-view’s flags.',
  usage: 'show | validate [FILE] | migrate -- FLAGS…',
  flags: [...servesFlags, { name: 'output', short: 'o', value: 'FORM', help: 'json, for `show`.' }],
  examples: [
    { line: 'hindsight config show', answers: 'Every setting, its value, and where it comes from' },
    { line: 'hindsight config validate hindsight.yaml', answers: 'Whether a file is right; else file, line and column' },
    {
      line: "hindsight config migrate -- --port=8080 --clusters='prod=https://prod.example.org' --default-label-columns='pods=app,version'",
      answers: 'hindsight.yaml from the command line of kube-web-view',
    },
  ],
  async run(input) {
    const { runConfig } = await import('../run/run-config.ts');
    return runConfig(input);
  },
};
