import { visibleText } from '../../../core/reports/visible-text.ts';
import type { CommandInput } from '../command.ts';
import type { Candidate } from '../completion/candidate.ts';
import { candidatesFor } from '../completion/candidates.ts';
import { openNameSource } from '../completion/name-source.ts';
import { splitLine } from '../completion/split-line.ts';

/** kubectl's directives: no file names; no blank behind the word. Source: github.com/spf13/cobra completions.go ShellCompDirective. */
const noFiles = 4;
const noSpace = 2;

/** Prints candidates for a shell; always ends well: a completion that fails would disturb the person who types. */
export async function runComplete({ words, env, terminal, commands }: CommandInput): Promise<number> {
  const [form = '', ...rest] = words;
  const split = form === 'bash' ? splitLine(rest[0] ?? '') : { words: ['hindsight', ...rest], openQuote: '' };
  const [, ...line] = split.words;
  const current = line.at(-1) ?? '';
  const before = line.slice(0, -1);
  const names = openNameSource({
    env,
    server: flagValue(before, 'server'),
    token: flagValue(before, 'token'),
    kubeconfigs: flagValue(before, 'kubeconfig')?.split(',') ?? [],
  });
  const found = (await candidatesFor({ words: before, current }, { commands, names })).filter(({ value }) => visibleText(value) === value);
  const shown = form === 'bash' ? found.map(forBash(current, { word: rest[1] ?? '', openQuote: split.openQuote })) : found;
  let text = shown.map(({ value, description }) => `${value}\t${visibleText(description)}\n`).join('');
  if (form === 'kubectl') text += `:${noFiles + (found.length > 0 && found.every(({ value }) => /[=,/]$/.test(value)) ? noSpace : 0)}\n`;
  await terminal.write(text);
  return 0;
}

/** The value of a flag among the words, written either way. */
function flagValue(words: readonly string[], flag: string): string | undefined {
  const at = words.findLastIndex((word) => word === `--${flag}` || word.startsWith(`--${flag}=`));
  const word = words[at];
  if (word === undefined) return undefined;
  return word.includes('=') ? word.slice(word.indexOf('=') + 1) : words[at + 1];
}

/** The part of a candidate that bash will put in place of what it takes for the word, with signs escaped that a shell would take apart. */
function forBash(current: string, q: { readonly word: string; readonly openQuote: string }): (one: Candidate) => Candidate {
  const { words } = splitLine(q.word);
  const taken = words.at(-1) ?? '';
  const drop = current.endsWith(taken) ? current.length - taken.length : 0;
  return ({ value, description }) => {
    const rest = value.slice(drop);
    return { value: q.openQuote === '' ? rest.replace(/[^A-Za-z0-9_@%+=:,./!-]/g, '\\$&') : rest, description };
  };
}
