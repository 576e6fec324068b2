import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { nearest } from '../../../core/base/nearest.ts';
import type { Command } from '../command.ts';

/** `hindsight completion`: a script that teaches a shell the command line. */
export const completion: Command = {
  name: 'completion',
  summary: 'Print a script that completes commands, flags, clusters, namespaces, resources and columns in your shell.',
  usage: 'bash|zsh|fish',
  flags: [],
  examples: [
    { line: 'source <(hindsight completion bash)', answers: 'For this bash; in ~/.bashrc for all' },
    { line: 'hindsight completion zsh > ~/.zfunc/_hindsight', answers: 'For zsh, once' },
    { line: 'hindsight completion fish > ~/.config/fish/completions/hindsight.fish', answers: 'For fish, once' },
  ],
  async run({ words, terminal }) {
    const { shellScripts } = await import('../completion/shell-scripts.ts');
    const shell = words[0] ?? '';
    const script = Object.hasOwn(shellScripts, shell) ? shellScripts[shell as keyof typeof shellScripts] : undefined;
    if (script === undefined) throw unknownShell(shell, Object.keys(shellScripts));
    await terminal.write(script);
    return 0;
  },
};

function unknownShell(shell: string, known: readonly string[]): HindsightError {
  const near = nearest(shell, known)[0];
  const hint = near === undefined ? `Known: ${known.join(', ')}.` : `Did you mean ${near}?`;
  return new HindsightError('usage', shell === '' ? 'say which shell' : `there is no completion for "${shell}"`, { hint });
}
