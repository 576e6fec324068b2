import { HindsightError } from '../base/hindsight-error.ts';
import type { LogGrepQuestion } from '../kube/log-grep.ts';
import type { LogQuery } from './log-query.ts';
import { patternMistake, textPattern } from './text-pattern.ts';

/** Which lines a question wants; undefined when it wants all. HindsightError `query-invalid` for a pattern that is none. */
export function logMatcher({ filter, grep, invert, before, after }: LogQuery): LogGrepQuestion | undefined {
  if (filter === '' && grep === '') return undefined;
  const pattern = grep === '' ? undefined : compiled(grep);
  const wanted = (text: string): boolean => pattern === undefined || pattern(text) !== invert;
  return { before, after, matches: (text) => text.includes(filter) && wanted(text) };
}

function compiled(grep: string): (text: string) => boolean {
  try {
    return textPattern(grep);
  } catch (error) {
    throw new HindsightError('query-invalid', `The pattern "${grep}" is not understood: ${patternMistake(grep, error)}`, {
      place: { source: 'grep', text: grep, offset: 0, length: grep.length },
      cause: error,
    });
  }
}
