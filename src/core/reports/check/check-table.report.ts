import { type CauseGroup, causeGroups } from '../../checks/cause-groups.ts';
import type { PlacedFinding } from '../../checks/check-report.ts';
import type { Severity } from '../../checks/severity.ts';
import { displayWidth } from '../display-width.ts';
import { visibleText } from '../visible-text.ts';
import type { CheckReportRequest, CheckStory } from './check-request.ts';
import { checkSummary, unreadRemedies, unreadWords } from './check-summary.ts';
import { codeFrame } from './code-frame.ts';
import { counted, placeWords, subjectWords } from './finding-words.ts';
import { fixParts } from './fix-parts.ts';
import { wrappedLines } from './wrapped-lines.ts';

/** How the table is shown. */
export interface CheckTableLook {
  readonly colour: boolean;
  /** Columns of the terminal; 0 in a pipe. */
  readonly columns: number;
  /** Every place, not only the first few of a cause. */
  readonly all: boolean;
}

const paints: Readonly<Record<Severity, string>> = { critical: '31', warning: '33', info: '36' };
const signs: Readonly<Record<Severity, string>> = { critical: '✕', warning: '!', info: '·' };
const widest = 110;
const inPipe = 80;
const shownPlaces = 6;
const shownCauses = 60;
const shownUnread = 12;
const shownRemedies = 4;

/** A check report for a person at a terminal: cause after cause, each with the lines concerned, what to do, and the outage that taught it. */
export function checkTable(q: CheckReportRequest, look: CheckTableLook): string {
  const table = new TableWriter(q, look);
  return table.text();
}

class TableWriter {
  readonly #q: CheckReportRequest;
  readonly #look: CheckTableLook;
  readonly #width: number;
  readonly #lines: string[] = [];

  constructor(q: CheckReportRequest, look: CheckTableLook) {
    this.#q = q;
    this.#look = look;
    this.#width = Math.min(look.columns === 0 ? inPipe : look.columns, widest);
  }

  text(): string {
    const groups = causeGroups(this.#q.report.findings, this.#q.checks);
    const shown = this.#look.all ? groups : groups.slice(0, shownCauses);
    for (const group of shown) this.#group(group);
    if (shown.length < groups.length)
      this.#lines.push(`… and ${counted(groups.length - shown.length, 'more cause')} (--all lists them)`, '');
    this.#unread();
    for (const sentence of checkSummary(this.#q)) this.#lines.push(...wrappedLines(sentence, this.#width));
    return `${this.#lines.join('\n')}\n`;
  }

  #unread(): void {
    const { unread } = this.#q.report;
    if (unread.length === 0) return;
    const shown = this.#look.all ? unread : unread.slice(0, shownUnread);
    for (const one of shown)
      this.#lines.push(...wrappedLines(`not read: ${unreadWords(one)}`, this.#width - 2).map((line, i) => (i === 0 ? line : `  ${line}`)));
    if (shown.length < unread.length) this.#lines.push(`  and ${counted(unread.length - shown.length, 'more place')} (--all lists them)`);
    for (const remedy of unreadRemedies(unread).slice(0, shownRemedies))
      this.#lines.push(...wrappedLines(remedy, this.#width - 2).map((line) => `  ${line}`));
    this.#lines.push('');
  }

  #group(group: CauseGroup): void {
    const [first] = group.findings as readonly [PlacedFinding, ...PlacedFinding[]];
    this.#heading(group, first);
    this.#paragraph('', visibleText(first.message), 2);
    if (first.place !== undefined)
      this.#lines.push(
        ...codeFrame(first.place, {
          colour: this.#look.colour,
          width: this.#width,
          paint: paints[group.severity],
          note: noteOf(first),
        }),
      );
    this.#more(group);
    const { prose, code } = fixParts(first.advice ?? group.check.fix);
    this.#labelled('fix', visibleText(prose));
    for (const line of code?.split('\n') ?? []) this.#lines.push(`         ${visibleText(line)}`);
    if (canBeMended(group)) this.#labelled('', `hindsight fix ${visibleText(first.place?.file ?? '')} --only ${first.check}`);
    const story = this.#q.storyOf(first.check);
    if (story !== undefined) this.#labelled('story', storyWords(story));
    this.#lines.push('');
  }

  #heading({ check, rule, severity }: CauseGroup, first: PlacedFinding): void {
    const id = `${check.id}/${rule.id}`;
    const right = `${signs[severity]} ${severity}`;
    const room = this.#width - displayWidth(right) - 2;
    const title = ` · ${rule.title}`;
    const left = displayWidth(id + title) <= room ? id + title : id;
    const gap = ' '.repeat(Math.max(2, this.#width - displayWidth(left) - displayWidth(right)));
    this.#lines.push(`${this.#bold(id)}${left.slice(id.length)}${gap}${this.#paint(right, paints[severity])}`);
    this.#lines.push(`  ${this.#dim(`${visibleText(placeWords(first))} · ${visibleText(subjectWords(first))}${renderedWords(first)}`)}`);
  }

  #more({ findings }: CauseGroup): void {
    const others = findings.slice(1);
    if (others.length === 0) return;
    const shown = this.#look.all ? others : others.slice(0, shownPlaces);
    for (const [i, finding] of shown.entries()) {
      const words = visibleText(`${placeWords(finding)}  ${subjectWords(finding)}`);
      this.#lines.push(`  ${i === 0 ? this.#dim('also ') : '     '}  ${words}`);
    }
    if (shown.length < others.length)
      this.#lines.push(`         and ${counted(others.length - shown.length, 'more place')} (--all lists them)`);
  }

  #labelled(label: string, text: string): void {
    const lines = wrappedLines(text, this.#width - 9);
    for (const [i, line] of lines.entries()) this.#lines.push(`  ${this.#dim((i === 0 ? label : '').padEnd(5))}  ${line}`);
  }

  #paragraph(lead: string, text: string, indent: number): void {
    for (const line of wrappedLines(text, this.#width - indent)) this.#lines.push(`${' '.repeat(indent)}${lead}${line}`);
  }

  #bold(text: string): string {
    return this.#look.colour ? `\x1b[1m${text}\x1b[0m` : text;
  }

  #dim(text: string): string {
    return this.#look.colour && text.trim() !== '' ? `\x1b[2m${text}\x1b[0m` : text;
  }

  #paint(text: string, code: string): string {
    return this.#look.colour ? `\x1b[${code}m${text}\x1b[0m` : text;
  }
}

/** `An innocent CronJob takes the API server · Zalando 2017 · hindsight stories show …`. */
function storyWords({ title, organisation, year, id }: CheckStory): string {
  return visibleText(`${title} · ${organisation} ${year} · hindsight stories show ${id}`);
}

function canBeMended({ findings }: CauseGroup): boolean {
  return findings.some(({ patch, place }) => patch.length > 0 && place !== undefined && place.rendered === undefined && place.file !== '-');
}

function noteOf({ missing }: PlacedFinding): string | undefined {
  return missing === undefined ? undefined : `${missing} belongs in here`;
}

function renderedWords({ place }: PlacedFinding): string {
  return place?.rendered === undefined ? '' : ` (line of what ${place.rendered} rendered)`;
}
