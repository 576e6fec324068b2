import { writeFileSync } from 'node:fs';
import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { unreadWords } from '../../../core/reports/check/check-summary.ts';
import { counted } from '../../../core/reports/check/finding-words.ts';
import { unifiedDiff } from '../../../core/reports/check/unified-diff.ts';
import { harmlessToTerminal, visibleText } from '../../../core/reports/visible-text.ts';
import { sha256 } from '../../../edge/manifests/check.ts';
import { findManifests } from '../../../edge/manifests/find-manifests.ts';
import { type MendedText, mendTexts } from '../../../edge/manifests/mend-texts.ts';
import { runProgram } from '../../../edge/manifests/render.ts';
import type { CommandInput } from '../command.ts';
import { readCheckRequest } from './read-check-request.ts';
import { suppressionsOf } from './suppressions-of-input.ts';

const byteOrderMark = '\ufeff';

/** Shows what would change, and changes it with --write. Exit 0: nothing to mend, or written; 1: there is something, and it is only shown; 3: something could not be read. */
export async function runFix(input: CommandInput): Promise<number> {
  const { terminal, words, flags } = input;
  if (words.length === 0)
    throw new HindsightError('usage', 'say which files or folders to mend', { hint: 'For example `hindsight fix k8s/`.' });
  if (words.includes('-'))
    throw new HindsightError('usage', 'standard input cannot be mended: there is no file to write', { hint: 'Name the file.' });
  const request = await readCheckRequest(input);
  const found = await findManifests({ paths: words, renderers: { run: runProgram }, values: [], stdin: async () => '' });
  const { files, leftOver, unread } = mendTexts(found.texts, {
    name: 'src:',
    checks: request.checks,
    setting: request.setting,
    hash: sha256,
    nowMs: Date.now(),
    complete: flags.has('complete'),
    suppressions: suppressionsOf(input),
    edits: false,
    ...(request.minor === undefined ? {} : { minor: request.minor }),
  });
  for (const { file, before, after } of files)
    await terminal.write(coloured(unifiedDiff(visibleText(file), before, after), terminal.colour));
  if (flags.has('write')) for (const { file, after } of files) writeText(file, after);
  for (const one of [...found.unread, ...unread]) terminal.note(`not read: ${unreadWords(one)}`);
  terminal.note(sentence(files, { written: flags.has('write'), leftOver: leftOver.length }));
  if (files.length > 0 && !flags.has('write')) return 1;
  return found.unread.length + unread.length > 0 ? 3 : 0;
}

function sentence(files: readonly MendedText[], { written, leftOver }: { readonly written: boolean; readonly leftOver: number }): string {
  const mended = files.reduce((sum, one) => sum + one.mended.length, 0);
  const left = leftOver === 0 ? '' : ` ${counted(leftOver, 'change')} could not be made for certain; edit these by hand.`;
  if (files.length === 0) return `Nothing to mend.${left}`;
  return written
    ? `${counted(mended, 'change')} written to ${counted(files.length, 'file')}.${left}`
    : `${counted(mended, 'change')} for ${counted(files.length, 'file')}. --write makes them.${left}`;
}

function writeText(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new HindsightError('cannot-start', `${file} cannot be written: ${(error as Error).message}`, { cause: error });
  }
}

function coloured(diff: string, colour: boolean): string {
  const text = harmlessToTerminal(diff.replaceAll('\r\n', '\n').replaceAll(byteOrderMark, ''));
  if (!colour) return text;
  return text
    .split('\n')
    .map((line) =>
      line.startsWith('+')
        ? `\x1b[32m${line}\x1b[0m`
        : line.startsWith('-')
          ? `\x1b[31m${line}\x1b[0m`
          : line.startsWith('@@')
            ? `\x1b[36m${line}\x1b[0m`
            : line,
    )
    .join('\n');
}
