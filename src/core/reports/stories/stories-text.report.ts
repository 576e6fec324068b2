import type { Story } from '../../stories/story.ts';
import { wrappedLines } from '../check/wrapped-lines.ts';
import { visibleText } from '../visible-text.ts';

/** How stories are shown in a terminal. */
export interface StoryLook {
  readonly colour: boolean;
  /** 0 in a pipe. */
  readonly columns: number;
}

/** Stories for a person: headline, who told it, who felt it, and the id that opens it. Two or three lines each. */
export function storiesText(stories: readonly Story[], { colour, columns }: StoryLook): string {
  const width = Math.min(columns === 0 ? 100 : columns, 120);
  const bold = (text: string): string => (colour ? `\x1b[1m${text}\x1b[0m` : text);
  const quiet = (text: string): string => (colour ? `\x1b[2m${text}\x1b[0m` : text);
  return stories
    .map(({ id, headline, organisation, year, impact }) => {
      const [first = '', ...more] = wrappedLines(`${headline} · ${organisation} ${year}`, width);
      const told = wrappedLines(impact, width - 2).map((line) => `  ${line}`);
      return `${[bold(first), ...more.map(bold), ...told, `  ${quiet(id)}`].join('\n')}\n`;
    })
    .join('\n');
}

/** Stories as a Markdown table with links to the originals. */
export function storiesMarkdown(stories: readonly Story[]): string {
  const rows = stories.map(
    ({ id, headline, organisation, year, url, checks }) =>
      `| ${cell(headline)} | [${cell(organisation)} ${year}](${url}) | ${checks.length === 0 ? '-' : checks.map(({ check }) => `\`${check.id}\``).join(', ')} | \`${id}\` |`,
  );
  return `${['| What happened | Told by | Would have warned | Id |', '|---|---|---|---|', ...rows].join('\n')}\n`;
}

/** `23 of 86 stories.` and how one is read. */
export function storiesLine(shown: number, all: number): string {
  const count = shown === all ? `${all} stories` : `${shown} of ${all} stories`;
  return `${count}. hindsight stories show ID tells one.`;
}

function cell(text: string): string {
  return visibleText(text).replaceAll('|', '\\|');
}
