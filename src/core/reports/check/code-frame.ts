import type { SourcePlace } from '../../checks/source-place.ts';
import { displayWidth } from '../display-width.ts';
import { visibleText } from '../visible-text.ts';

/** How a frame is drawn. */
export interface FrameLook {
  readonly colour: boolean;
  readonly width: number;
  /** What is said beside the mark. */
  readonly note?: string | undefined;
  readonly paint: string;
}

/** The lines around a place, numbered, with what is meant marked below it. */
export function codeFrame(place: SourcePlace, { colour, width, note, paint }: FrameLook): readonly string[] {
  const gutter = Math.max(4, ...place.excerpt.map(({ number }) => String(number).length + 1));
  const dim = (text: string): string => (colour ? `\x1b[2m${text}\x1b[0m` : text);
  const room = width - gutter - 5;
  return place.excerpt.flatMap(({ number, text }) => {
    const shown = fitted(text, room);
    const line = `  ${dim(`${String(number).padStart(gutter)} │`)} ${shown}`;
    if (number !== place.line) return [line];
    const { lead, length } = markOf(text, place, room);
    const mark = '━'.repeat(length);
    const said = note === undefined || lead + length + displayWidth(note) + 1 > room ? '' : ` ${note}`;
    return [line, `  ${dim(`${' '.repeat(gutter)} │`)} ${' '.repeat(lead)}${colour ? `\x1b[${paint}m${mark}${said}\x1b[0m` : `${mark}${said}`}`];
  });
}

function markOf(text: string, place: SourcePlace, room: number): { readonly lead: number; readonly length: number } {
  const end = place.endLine === place.line ? place.endColumn - 1 : text.length;
  const lead = Math.min(displayWidth(visibleText(text.slice(0, place.column - 1))), room - 1);
  const length = Math.max(1, Math.min(displayWidth(visibleText(text.slice(place.column - 1, end))), room - lead));
  return { lead, length };
}

function fitted(text: string, room: number): string {
  const shown = visibleText(text);
  return displayWidth(shown) <= room ? shown : `${[...shown].slice(0, room - 1).join('')}…`;
}
