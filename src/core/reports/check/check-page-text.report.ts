import type { Check } from '../../checks/check.ts';
import type { CheckStory } from './check-request.ts';
import { fixParts } from './fix-parts.ts';
import { wrappedLines } from './wrapped-lines.ts';

/** How the page is shown. */
export interface CheckPageLook {
  readonly colour: boolean;
  /** 0 in a pipe. */
  readonly columns: number;
  storyOf(check: string): CheckStory | undefined;
}

/** The whole page of a check for a terminal: what happens, what to do, its rules, an example that is flagged and one that is right, where to read more. */
export function checkPageText(check: Check, { colour, columns, storyOf }: CheckPageLook): string {
  const width = Math.min(columns === 0 ? 80 : columns, 100);
  const bold = (text: string): string => (colour ? `\x1b[1m${text}\x1b[0m` : text);
  const lines: string[] = [bold(`${check.id} · ${check.title}`), ''];
  const section = (title: string, text: readonly string[]): void => {
    if (text.length > 0) lines.push(bold(title), ...text, '');
  };
  const { prose, code } = fixParts(check.fix);
  section('What happens', wrappedLines(check.explanation, width));
  section('What to do', [...wrappedLines(prose, width), ...(code === undefined ? [] : ['', ...indented(code)])]);
  section(
    'Rules',
    check.rules.flatMap((rule) => ruleLines(rule, width)),
  );
  const [flagged] = check.examples.flags;
  if (flagged !== undefined) section(`Flagged: ${flagged.name}`, indented(flagged.yaml));
  const [fine] = check.examples.passes;
  if (fine !== undefined) section(`Right: ${fine.name}`, indented(fine.yaml));
  const story = storyOf(check.id);
  const taught = story === undefined ? [] : [`${story.title} · ${story.organisation} ${story.year}`, story.url];
  section('Read more', [...taught, ...check.sources.map(({ title, url }) => `${title}\n  ${url}`)]);
  section(
    'Stands in for',
    check.replaces.length === 0 ? [] : wrappedLines(check.replaces.map(({ tool, rule }) => `${tool} ${rule}`).join(', '), width),
  );
  return `${lines.join('\n').trimEnd()}\n`;
}

function ruleLines(rule: Check['rules'][number], width: number): readonly string[] {
  const { id, severity, title, runsOn, confidence } = rule;
  const sure = confidence === undefined || confidence === 'certain' ? '' : `, ${confidence}`;
  return wrappedLines(`${id} (${severity}${sure}; ${runsOn.join(' and ')}): ${title}`, width - 4).map(
    (line, i) => `  ${i === 0 ? '' : '  '}${line}`,
  );
}

function indented(text: string): readonly string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`);
}
