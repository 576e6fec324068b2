import type { Command } from '../command.ts';
import { fleetFlags, serverFlags } from '../fleet-flags.ts';

/** `hindsight stories`: what went wrong elsewhere, what would have warned, and could it happen to us. */
export const stories: Command = {
  name: 'stories',
  summary: 'Failure stories of others: what happened, what would have warned, and could it happen to us.',
  usage: '[WORD…] | show ID',
  flags: [
    { name: 'component', value: 'TAG', help: 'Only stories that involve it: coredns, cronjob, eks.' },
    { name: 'organisation', value: 'NAME', help: 'Only stories that it told.' },
    { name: 'year', value: 'YEAR', help: 'Only stories of this year.' },
    { name: 'check', value: 'CHECK', help: 'Only stories that this check would have warned of.' },
    { name: 'output', short: 'o', value: 'FORM', help: 'json or md.' },
    { name: 'timeout', value: 'SECONDS', help: 'Longest wait for a cluster (default 30).' },
    ...fleetFlags,
    ...serverFlags,
  ],
  examples: [
    { line: 'hindsight stories coredns oomkill', answers: 'Stories with these words' },
    { line: 'hindsight stories show zalando-dns-outage-jan-2019', answers: 'The whole story, the checks, what to do' },
    {
      line: 'hindsight stories show zalando-dns-outage-jan-2019 --context "shop-*"',
      answers: 'Could it happen to these clusters? They are read and judged',
    },
    { line: 'hindsight stories --check cronjob-overlap -o md', answers: 'What taught a check, as a table for a page' },
  ],
  async run(input) {
    const { runStories } = await import('../run/run-stories.ts');
    return runStories(input);
  },
};
