import { readFile } from 'node:fs/promises';
import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { nearest } from '../../../core/base/nearest.ts';
import { compileJsonPathTemplate } from '../../../core/reports/jsonpath-template.ts';
import { type ObjectColumn, parseObjectColumns, parseObjectColumnsFile } from '../../../core/reports/object-columns.report.ts';
import { harmlessToTerminal } from '../../../core/reports/visible-text.ts';
import type { CommandInput } from '../command.ts';

/** Forms of rows, each printed from the answer alone. */
export type RowForm = 'table' | 'wide' | 'name' | 'tsv' | 'csv' | 'md';

/** What `-o` asks for. */
export type Output =
  | { readonly of: 'rows'; readonly form: RowForm }
  | { readonly of: 'objects'; readonly form: 'json' | 'yaml' }
  | { readonly of: 'objects'; readonly form: 'jsonpath'; readonly write: (object: unknown) => string }
  | { readonly of: 'objects'; readonly form: 'custom-columns'; readonly columns: readonly ObjectColumn[] };

/** Every form of `get -o`, as help and completion name them. */
export const outputForms: readonly string[] = [
  'wide',
  'json',
  'yaml',
  'name',
  'tsv',
  'csv',
  'md',
  'jsonpath=',
  'jsonpath-file=',
  'custom-columns=',
  'custom-columns-file=',
];

const rowForms: ReadonlySet<string> = new Set(['wide', 'name', 'tsv', 'csv', 'md']);

/** Reads `-o` of `get`; templates and paths are checked before anything is asked. HindsightError `usage` or `query-invalid` with the place. */
export async function readOutput({ flags, terminal }: CommandInput): Promise<Output> {
  const text = flags.text('output');
  if (text === undefined) return { of: 'rows', form: 'table' };
  if (rowForms.has(text)) return { of: 'rows', form: text as RowForm };
  if (text === 'json' || text === 'yaml') return { of: 'objects', form: text };
  const [, form = text, argument] = /^([a-z-]+)=(.*)$/s.exec(text) ?? [];
  const show = terminal.interactive ? { show: harmlessToTerminal } : {};
  switch (form) {
    case 'jsonpath':
      return { of: 'objects', form, write: compileJsonPathTemplate(needed(text, argument, 'a template'), show) };
    case 'jsonpath-file':
      return { of: 'objects', form: 'jsonpath', write: compileJsonPathTemplate(await fileText(needed(text, argument, 'a file')), show) };
    case 'custom-columns':
      return { of: 'objects', form, columns: parseObjectColumns(needed(text, argument, 'columns')) };
    case 'custom-columns-file':
      return { of: 'objects', form: 'custom-columns', columns: parseObjectColumnsFile(await fileText(needed(text, argument, 'a file'))) };
    default:
      throw unknownForm(text);
  }
}

function needed(text: string, argument: string | undefined, what: string): string {
  if (argument !== undefined && argument !== '') return argument;
  throw new HindsightError('usage', `-o ${text.replace(/=$/, '')} needs ${what}`, {
    hint: `For example -o jsonpath='{.items[*].metadata.name}' or -o custom-columns=NAME:.metadata.name.`,
  });
}

async function fileText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new HindsightError('usage', `the file "${path}" cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`, {
      place: { source: '--output', text: path, offset: 0, length: path.length },
    });
  }
}

function unknownForm(text: string): HindsightError {
  const near = nearest(
    text,
    outputForms.map((form) => form.replace('=', '')),
  )[0];
  return new HindsightError('usage', `there is no output form "${text}"`, {
    place: { source: '--output', text, offset: 0, length: text.length },
    hint: `${near === undefined ? '' : `Did you mean ${near}? `}Known forms: ${outputForms.map((form) => form.replace(/=$/, '=…')).join(', ')}.`,
  });
}
