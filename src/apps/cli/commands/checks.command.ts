import type { Command } from '../command.ts';

/** `hindsight checks`: the catalogue, and the page of each check. */
export const checks: Command = {
  name: 'checks',
  summary: 'List every check with its rules, explain one, or test your own.',
  usage: '[explain CHECK | test [CHECK]]',
  flags: [
    { name: 'output', short: 'o', value: 'FORM', help: 'json: everything, for a script.' },
    { name: 'plugin', value: 'FILE', repeatable: true, help: 'Further checks, exported by a file of yours: ./x.check.js.' },
    { name: 'config', value: 'FILE', help: 'The configuration whose rules of the house are tested.' },
    { name: 'group', value: 'GROUPS', repeatable: true, help: 'Only these groups: probes,jobs.' },
  ],
  examples: [
    { line: 'hindsight checks', answers: 'Every check, by group' },
    { line: 'hindsight checks explain cronjob-overlap', answers: 'What happens, why, what to do, with examples' },
    { line: 'hindsight checks test --config hindsight.yaml', answers: 'Whether the examples of your own rules give what they should' },
    { line: 'hindsight checks -o json', answers: 'The catalogue, for a script' },
  ],
  async run(input) {
    const { runChecks } = await import('../run/run-checks.ts');
    return runChecks(input);
  },
};
