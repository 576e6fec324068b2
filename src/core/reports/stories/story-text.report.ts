import type { Story, StoryCheck } from '../../stories/story.ts';
import type { StoryVerdict } from '../../stories/story-verdict.ts';
import { verdictSentence } from '../../stories/story-verdict-sentence.ts';
import { fixParts } from '../check/fix-parts.ts';
import { wrappedLines } from '../check/wrapped-lines.ts';
import { visibleText } from '../visible-text.ts';
import { groupedNumber } from '../window-text.ts';
import type { StoryLook } from './stories-text.report.ts';

const marks = { critical: '✕', warning: '▲', info: '·' } as const;
const colours = { critical: '31', warning: '33', info: '2' } as const;
const shownClusters = 12;
const shownFindings = 8;

/** What is known of a story; the verdict is undefined where nothing was judged, with a line that says how to judge. */
export interface ToldStory {
  readonly story: Story;
  readonly verdict: StoryVerdict | undefined;
  /** How "could it happen to us?" is answered, where it was not asked. */
  readonly howToAsk?: string;
}

/** A whole story for a terminal: what happened, could it happen to us, what would have warned, what to do, where to read it. */
export function storyText({ story, verdict, howToAsk }: ToldStory, { colour, columns }: StoryLook): string {
  const width = Math.min(columns === 0 ? 80 : columns, 100);
  const bold = (text: string): string => (colour ? `\x1b[1m${text}\x1b[0m` : text);
  const { headline, organisation, year, medium, title, url, involved, summary, impact, lesson, checks, notDetectable } = story;
  const lines: string[] = [
    ...wrappedLines(headline, width).map(bold),
    ...wrappedLines(`${organisation} ${year}, ${medium}: ${title}`, width),
    '',
  ];
  const section = (name: string, text: readonly string[]): void => {
    if (text.length > 0) lines.push(bold(name), ...text, '');
  };
  lines.push(...wrappedLines(summary, width), '', ...wrappedLines(impact, width), '');
  const ask = verdict === undefined && howToAsk !== undefined && checks.length > 0 ? howToAsk : undefined;
  section('Could it happen to us?', [
    ...wrappedLines(ask ?? verdictSentence(story, verdict), width),
    ...(verdict === undefined ? [] : verdictLines(verdict, { colour, total: checks.length, width })),
  ]);
  section(
    'Would have warned',
    checks.flatMap((one) => checkLines(one, { verdict, width })),
  );
  section('What it teaches', wrappedLines(lesson, width));
  section(
    'What to do',
    [...new Set(checks.map(({ check }) => fixParts(check.fix).prose))].slice(0, 4).flatMap((fix) => bullet(fix, width)),
  );
  if (notDetectable !== undefined) {
    section('What no check could have seen', wrappedLines(notDetectable.what, width));
    section('Ask instead', wrappedLines(notDetectable.ask, width));
  }
  section(
    'Read more',
    [url, `Involved: ${involved.join(', ')}`].flatMap((line) => wrappedLines(line, width)),
  );
  return `${lines.join('\n').trimEnd()}\n`;
}

function verdictLines(
  { clusters, findings }: StoryVerdict,
  { colour, total, width }: { readonly colour: boolean; readonly total: number; readonly width: number },
): readonly string[] {
  if (findings.length === 0) return [];
  const paint = (text: string, code: string): string => (colour ? `\x1b[${code}m${text}\x1b[0m` : text);
  const names = clusters.slice(0, shownClusters).map(({ cluster, conditions }) => `${visibleText(cluster)} (${conditions} of ${total})`);
  const more = clusters.length - names.length;
  const shown = findings.slice(0, shownFindings).flatMap(({ severity, cluster, subject, message, check }) => {
    const place = [cluster, subject.namespace, `${subject.kind} ${subject.name}`].filter((part) => part !== undefined).join(' / ');
    return [`  ${paint(marks[severity], colours[severity])} ${visibleText(place)}  ${check}`, `    ${visibleText(message)}`];
  });
  const rest = findings.length - Math.min(findings.length, shownFindings);
  return [
    ...wrappedLines(`${names.join(', ')}${more > 0 ? ` and ${more} more clusters` : ''}`, width - 2).map((line) => `  ${line}`),
    ...shown,
    ...(rest > 0 ? [`  and ${groupedNumber(rest)} more findings`] : []),
  ];
}

function checkLines(
  { check, rules }: StoryCheck,
  q: { readonly verdict: StoryVerdict | undefined; readonly width: number },
): readonly string[] {
  const count = q.verdict?.byCheck.get(check.id) ?? 0;
  const found = count === 0 ? '' : `  ${groupedNumber(count)} finding${count === 1 ? '' : 's'}`;
  const which = rules === undefined ? '' : ` (${rules.join(', ')})`;
  return [`  ${check.id}${found}`, ...wrappedLines(`${check.title}${which}`, q.width - 4).map((line) => `    ${line}`)];
}

function bullet(text: string, width: number): readonly string[] {
  return wrappedLines(text, width - 4).map((line, i) => (i === 0 ? `  · ${line}` : `    ${line}`));
}
