import type { Command } from '../command.ts';

/** `hindsight help`: what there is, and how to use it. */
export const help: Command = {
  name: 'help',
  summary: 'Say what a command does, with examples.',
  usage: '[COMMAND]',
  flags: [],
  examples: [{ line: 'hindsight help get', answers: 'Everything `get` can do' }],
  async run({ words, terminal, commands }) {
    const [{ commandHelp, overview }, { findCommand }] = await Promise.all([import('../help-text.ts'), import('../find-command.ts')]);
    const name = words[0];
    await terminal.write(name === undefined ? overview(commands) : commandHelp(findCommand(commands, name)));
    return 0;
  },
};
