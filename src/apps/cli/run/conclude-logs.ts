import type { LogQuery } from '../../../core/query/log-query.ts';
import { isGlob } from '../../../core/query/name-patterns.ts';
import type { CommandInput } from '../command.ts';
import type { LogPrinter } from './log-printer.ts';

/** One pod by name: its lines need no names in front. */
export function isOnePod(queries: readonly LogQuery[]): boolean {
  const [query, ...more] = queries;
  return more.length === 0 && query?.resource.startsWith('po') === true && query.names.length === 1 && !isGlob(query.names[0] as string);
}

/** Says what was found, and how it ends. */
export function concludeLogs(
  { terminal }: CommandInput,
  q: { readonly printer: LogPrinter; readonly query: LogQuery; readonly opened: number },
): number {
  const { printer, query, opened } = q;
  if (terminal.signal.aborted) return 130;
  if (opened === 0) {
    const names = query.names.length === 0 ? '' : ` "${query.names.join(', ')}"`;
    terminal.note(
      printer.hasTrouble
        ? 'No log could be read.'
        : `No pods found for ${query.resource}${names}${query.selector === '' ? '' : ` with ${query.selector}`}.`,
    );
    return printer.hasTrouble ? 3 : query.names.length > 0 ? 1 : 0;
  }
  if (printer.lines === 0 && !printer.hasTrouble) {
    const filtered = query.grep !== '' || query.filter !== '';
    terminal.note(`No ${filtered ? 'matching ' : ''}lines in the logs of ${opened} container${opened === 1 ? '' : 's'}.`);
  }
  return printer.lines === 0 && printer.hasTrouble ? 3 : 0;
}
