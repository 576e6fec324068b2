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
  // A line that is marked far to the right is shown from near its mark on.
  const cut = cutBefore(place, room);
  return place.excerpt.flatMap(({ number, text }) => {
    const isMarked = number === place.line;
    const line = `  ${dim(`${String(number).padStart(gutter)} │`)} ${fitted(isMarked ? text.slice(cut) : text, room, isMarked && cut > 0)}`;
    if (!isMarked) return [line];
    const { lead, length } = markOf(text, place, { room, cut });
    const mark = '━'.repeat(length);
    const said = note === undefined || lead + length + displayWidth(note) + 1 > room ? '' : ` ${note}`;
    return [
      line,
      `  ${dim(`${' '.repeat(gutter)} │`)} ${' '.repeat(lead)}${colour ? `\x1b[${paint}m${mark}${said}\x1b[0m` : `${mark}${said}`}`,
    ];
  });
}

/** Signs of the marked line that are not shown. */
function cutBefore({ excerpt, line, column, endColumn }: SourcePlace, room: number): number {
  const text = excerpt.find(({ number }) => number === line)?.text ?? '';
  if (Math.max(column, endColumn) <= room && displayWidth(visibleText(text.slice(0, column - 1))) + 1 < room) return 0;
  return displayWidth(visibleText(text)) <= room ? 0 : Math.max(0, column - 1 - Math.floor(room / 3));
}

function markOf(
  text: string,
  place: SourcePlace,
  { room, cut }: { readonly room: number; readonly cut: number },
): { readonly lead: number; readonly length: number } {
  const end = place.endLine === place.line ? place.endColumn - 1 : text.length;
  const dots = cut > 0 ? 1 : 0;
  const lead = Math.min(dots + displayWidth(visibleText(text.slice(cut, place.column - 1))), room - 1);
  const length = Math.max(1, Math.min(displayWidth(visibleText(text.slice(place.column - 1, end))), room - lead));
  return { lead, length };
}

function fitted(text: string, room: number, isCut: boolean): string {
  const shown = `${isCut ? '…' : ''}${visibleText(text)}`;
  return displayWidth(shown) <= room ? shown : `${[...shown].slice(0, room - 1).join('')}…`;
}
