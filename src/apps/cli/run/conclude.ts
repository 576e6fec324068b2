import type { Answer } from '../../../core/query/table.ts';
import { coverageLine, gapSentence } from '../../../core/reports/coverage-line.ts';
import { explainText } from '../../../core/reports/explain-text.ts';
import { visibleText } from '../../../core/reports/visible-text.ts';
import type { CommandInput } from '../command.ts';

/** How a command ends. */
export interface Conclusion {
  /** The share of clusters that must answer; undefined: at least one. */
  readonly required: number | undefined;
  /** True when notices and coverage stand on stdout already. */
  readonly told?: boolean;
  /** Objects found, where that is not told by the rows: the coverage is then told alone. */
  readonly found?: number;
}

/** Says on stderr what the answer speaks for, and answers the exit code: 1 beats 3, both are told. Source: design §9. */
export function conclude({ terminal, flags }: CommandInput, answer: Answer, { required, told = false, found }: Conclusion): number {
  const { asked } = answer.coverage;
  if (asked.length === 0) return noClusterLeft({ terminal, flags });
  const named = flags.has('all-namespaces') || flags.has('namespace');
  if (!named && asked.length > 1 && answer.tables.some((table) => table.namespaced)) {
    terminal.note('All namespaces, since several clusters were asked; -n names some.');
  }
  if (!told) for (const notice of answer.notices) terminal.note(visibleText(notice));
  // Where nobody answered, nobody said that a name is nowhere.
  const missing = answeredCount(answer, required) === 0 ? [] : (answer.missing ?? []);
  for (const { resource, name } of missing) terminal.note(visibleText(`${resource} "${name}" not found in any cluster that answered.`));
  if (!told) terminal.note(foundLine(answer, found));
  if (answer.explain !== undefined) terminal.note(explainText(answer.explain).trimEnd());
  const enough = tellCoverage({ terminal }, answer, required);
  return missing.length > 0 ? 1 : enough ? 0 : 3;
}

/** Exclusions and channels took every cluster away: an empty answer would look like good news. */
function noClusterLeft({ terminal, flags }: Pick<CommandInput, 'terminal' | 'flags'>): number {
  const words = ['clusters', 'channel', 'context'].flatMap((name) => (flags.has(name) ? [`--${name} ${flags.list(name).join(',')}`] : []));
  terminal.note(visibleText(`error: no cluster is left of ${words.length === 0 ? 'those configured' : words.join(' ')}.`));
  return 2;
}

/** `Found 3 rows …`, or, where there are no rows, `Found 3 objects in 70 clusters in 0.2 seconds.` with the gaps. */
function foundLine(answer: Answer, found: number | undefined): string {
  const times = { utcOffsetMinutes: -new Date().getTimezoneOffset() };
  if (found === undefined) return coverageLine(answer, times);
  const { asked, seconds } = answer.coverage;
  const gaps = gapSentence(answer.coverage, { nowMs: answer.nowMs, ...times });
  const sentence = `Found ${count(found, 'object')} in ${count(asked.length, 'cluster')} in ${seconds.toFixed(3)} seconds.`;
  return gaps === '' ? sentence : `${sentence} ${gaps}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** True when enough clusters answered; says so on stderr otherwise. Stale ones count unless completeness was asked for. */
export function tellCoverage({ terminal }: Pick<CommandInput, 'terminal'>, answer: Answer, required: number | undefined): boolean {
  const { asked } = answer.coverage;
  const answered = answeredCount(answer, required);
  const enough = required === undefined ? answered > 0 || asked.length === 0 : answered >= required * asked.length;
  if (!enough) {
    const wanted = required === undefined ? 'at least one' : `${required * 100}%`;
    terminal.note(`error: ${answered} of ${asked.length} clusters answered, and ${wanted} must.`);
  }
  return enough;
}

/** Clusters that answered; stale ones did, unless completeness was asked for, and one that lacks the resource did too. */
function answeredCount({ coverage }: Answer, required: number | undefined): number {
  const lacking = coverage.gaps.filter(({ state }) => state !== 'not served' && (required !== undefined || state !== 'stale'));
  return coverage.asked.length - new Set(lacking.map(({ cluster }) => cluster)).size;
}
