import { humanDuration } from '../../kube/duration.ts';
import { displayWidth } from '../display-width.ts';
import { type StatusLevel, statusMarks } from '../status-look.ts';
import { levelColours } from '../terminal-colours.ts';
import { harmlessToTerminal, visibleText } from '../visible-text.ts';
import type { DescribedField, DescribedItem, DescribedSection, DescribedValue, Description } from './description.ts';

/** How a description prints. */
export interface DescriptionTextOptions {
  /** A shape before bad and waiting statuses; default true: text is read by people. */
  readonly marks?: boolean;
  /** ANSI colours; for terminals without NO_COLOR. */
  readonly colour?: boolean;
  /** Longest line of running text; default 100, and the last columns of tables run on. Names and commands are never broken. */
  readonly columns?: number;
}

/** Blanks before fields. */
const indent = '  ';
/** Names of fields longer than this push their value to the right. */
const widestName = 24;

/** Descriptions as text, one after the other with an empty line between them; ends with a line break unless empty. */
export function descriptionsText(descriptions: readonly Description[], options: DescriptionTextOptions = {}): string {
  return descriptions.map((description) => descriptionText(description, options)).join('\n');
}

/** One description as text. Whatever a cluster sent is shown harmless. */
export function descriptionText(description: Description, options: DescriptionTextOptions = {}): string {
  const { object, cluster, stale, sections } = description;
  const place = object.namespace === undefined ? cluster : `${object.namespace}, ${cluster}`;
  const lines = [strong(visibleText(`${object.kind} ${object.name}  (${place})`), options)];
  if (stale !== '') lines.push(`${indent}${visibleText(stale)}`);
  const job = { nowMs: description.nowMs, options };
  for (const section of sections) lines.push(...sectionLines(section, job));
  return `${lines.join('\n')}\n`;
}

interface TextJob {
  readonly nowMs: number;
  readonly options: DescriptionTextOptions;
}

function sectionLines(section: DescribedSection, job: TextJob): readonly string[] {
  const heading = section.title === '' ? [] : ['', strong(section.title, job.options)];
  const note = section.note === undefined ? [] : wrapped(visibleText(section.note), indent, indent, job);
  return [...heading, ...contentLines(section, job), ...note];
}

function contentLines(section: DescribedSection, job: TextJob): readonly string[] {
  switch (section.form) {
    case 'fields':
      return fieldLines(section.fields, indent, job);
    case 'items':
      return section.items.flatMap((item) => itemLines(item, job));
    case 'table':
      return tableLines(section, job);
  }
}

function itemLines(item: DescribedItem, job: TextJob): readonly string[] {
  return [`${indent}${levelled(visibleText(item.name), item.level, job)}`, ...fieldLines(item.fields, indent.repeat(2), job)];
}

function fieldLines(list: readonly DescribedField[], lead: string, job: TextJob): readonly string[] {
  const width = Math.min(widestName, Math.max(0, ...list.map(({ name }) => displayWidth(visibleText(name)))));
  const rest = `${lead}${' '.repeat(width + 2)}`;
  return list.flatMap(({ name, values }) =>
    values.flatMap((value, i) => {
      const shown = i === 0 ? visibleText(name) : '';
      const first = `${lead}${shown}${' '.repeat(Math.max(2, width + 2 - displayWidth(shown)))}`;
      return valueLines(value, { first, rest }, job);
    }),
  );
}

function valueLines(value: DescribedValue, lead: { readonly first: string; readonly rest: string }, job: TextJob): readonly string[] {
  // A command is one line, to be copied as it is.
  if (value.type === 'command') return [lead.first + visibleText(value.text)];
  const text = value.type === 'text' ? harmlessToTerminal(value.text) : plainText(value, job.nowMs);
  return text
    .split('\n')
    .flatMap((line, i) =>
      wrapped(visibleText(line), i === 0 ? lead.first : lead.rest, lead.rest, job).map((one, n) =>
        i === 0 && n === 0 ? one.slice(0, lead.first.length) + levelled(one.slice(lead.first.length), levelOf(value), job) : one,
      ),
    );
}

function levelOf(value: DescribedValue): StatusLevel | undefined {
  return value.type === 'text' || value.type === 'object' ? value.level : undefined;
}

/** One value without colour. */
export function plainText(value: DescribedValue, nowMs: number): string {
  switch (value.type) {
    case 'text':
    case 'command':
      return visibleText(value.text);
    case 'time':
      return `${value.atLeast === true ? 'at least ' : ''}${humanDuration(nowMs - value.atMs)} ago (${instant(value.atMs)})`;
    case 'object':
      return visibleText(`${value.object.kind.toLowerCase()}/${value.object.name}`);
  }
}

/** In tables there is room for an age only. */
function cellText(value: DescribedValue, nowMs: number): string {
  return value.type === 'time' ? humanDuration(nowMs - value.atMs) : plainText(value, nowMs);
}

function instant(ms: number): string {
  return Math.abs(ms) < 8.64e15 ? `${new Date(ms).toISOString().slice(0, 19)}Z` : 'unknown';
}

function tableLines(section: Extract<DescribedSection, { form: 'table' }>, job: TextJob): readonly string[] {
  const { columns, rows, more } = section;
  if (rows.length === 0) return [];
  const texts = rows.map((row) => row.map((value) => marked(firstLine(cellText(value, job.nowMs)), levelOf(value), job)));
  const widths = columns.map((name, c) => Math.max(displayWidth(name), ...texts.map((row) => displayWidth(row[c] ?? ''))));
  const headings = columns.map((name) => name.toUpperCase());
  const levels = rows.map((row) => row.map(levelOf));
  return [
    ...gridLine(headings, [], { widths, job }),
    ...texts.flatMap((row, r) => gridLine(row, levels[r] ?? [], { widths, job })),
    ...(more === 0 ? [] : [`${indent}and ${more} more`]),
  ];
}

/** Narrower than this, running text is not broken into the last column but runs on. */
const narrowest = 24;

/** One row; where the width of the terminal is known, the last cell goes on below itself. */
function gridLine(
  cells: readonly string[],
  levels: readonly (StatusLevel | undefined)[],
  { widths, job }: { readonly widths: readonly number[]; readonly job: TextJob },
): readonly string[] {
  const last = cells.length - 1;
  let line = indent;
  for (let c = 0; c < last; c++) {
    const cell = cells[c] as string;
    line += coloured(cell, levels[c], job) + ' '.repeat((widths[c] as number) - displayWidth(cell) + 2);
  }
  const start = indent.length + widths.slice(0, last).reduce((sum, width) => sum + width + 2, 0);
  const room = (job.options.columns ?? 0) - start;
  const [first = '', ...rest] =
    room < narrowest ? [cells[last] ?? ''] : wrapped(cells[last] ?? '', '', '', { ...job, options: { columns: room } });
  return [(line + coloured(first, levels[last], job)).trimEnd(), ...rest.map((text) => ' '.repeat(start) + text)];
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end === -1 ? text : `${text.slice(0, end)}…`;
}

/** Breaks running text at blanks; what has none stays in one piece. */
function wrapped(text: string, first: string, rest: string, { options }: TextJob): readonly string[] {
  const columns = options.columns ?? 100;
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && displayWidth(line) + 1 + displayWidth(word) > columns) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}

function levelled(text: string, level: StatusLevel | undefined, job: TextJob): string {
  return coloured(marked(text, level, job), level, job);
}

function marked(text: string, level: StatusLevel | undefined, { options }: TextJob): string {
  const mark = level === undefined || options.marks === false ? '' : statusMarks[level];
  return mark === '' ? text : `${mark} ${text}`;
}

function coloured(text: string, level: StatusLevel | undefined, { options }: TextJob): string {
  return options.colour === true && level !== undefined ? `\x1b[${levelColours[level]}m${text}\x1b[0m` : text;
}

function strong(text: string, options: DescriptionTextOptions): string {
  return options.colour === true ? `\x1b[1m${text}\x1b[0m` : text;
}
