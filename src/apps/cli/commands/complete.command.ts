import type { Command } from '../command.ts';

/** `hindsight __complete`: what the scripts of `completion` ask. Answers one candidate a line, with a tab before its description. */
export const complete: Command = {
  name: '__complete',
  summary: 'Answer how a command line may go on; asked by the scripts of `hindsight completion`.',
  usage: 'bash LINE WORD | words WORD… | kubectl WORD…',
  hidden: true,
  raw: true,
  flags: [],
  examples: [],
  async run(input) {
    const { runComplete } = await import('../run/run-complete.ts');
    return runComplete(input);
  },
};
