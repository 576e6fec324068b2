import { HindsightError } from '../../core/base/hindsight-error.ts';

/** An error as a person reads it on stderr: what, where (with the place marked), what to do. A defect of ours also says where to report it. */
export function errorText(error: unknown, q: { readonly colour: boolean; readonly debug: boolean }): string {
  const label = q.colour ? '\x1b[31merror\x1b[0m' : 'error';
  if (!(error instanceof HindsightError)) {
    const detail = error instanceof Error ? (q.debug ? error.stack : `${error.name}: ${error.message}`) : String(error);
    return `${label}: this is a defect in Hindsight, not your mistake: ${detail}\n  Please report it with the command line; HINDSIGHT_DEBUG=1 prints where it happened.`;
  }
  const lines = [`${label}: ${error.message}`, ...placeLines(error), `  ${error.hint}`];
  if (q.debug && error.stack !== undefined) lines.push(error.stack);
  return lines.join('\n');
}

function placeLines({ place }: HindsightError): string[] {
  if (place === undefined) return [];
  if (place.text !== undefined && place.offset !== undefined) {
    const marks = '^'.repeat(Math.max(1, place.length ?? 1));
    const lead = place.source === undefined ? '' : `${place.source}: `;
    return [`  ${lead}${place.text}`, `  ${' '.repeat(lead.length + place.offset)}${marks}`];
  }
  const position = place.line === undefined ? '' : `:${place.line}${place.column === undefined ? '' : `:${place.column}`}`;
  return place.source === undefined ? [] : [`  at ${place.source}${position}`];
}
