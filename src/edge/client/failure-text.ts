import { forgetLastMatch } from '../../core/kube/masking.ts';

const second = 1_000;
const units = [
  ['day', 86_400 * second],
  ['hour', 3_600 * second],
  ['minute', 60 * second],
  ['second', second],
] as const;

/** A span for a sentence, in its largest whole unit: `3 days`, `1 hour`, `11 seconds`. */
export function spanText(ms: number): string {
  const [name, size] = units.find(([, unit]) => ms >= unit) ?? units[3];
  const count = Math.floor(ms / size);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

/** A deadline for a sentence: `11 s`, `500 ms`. */
export function deadlineText(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 1_000)} s`;
}

/** First line of a text, without control characters, at most 200 characters, with anything that looks like a token taken out. */
export function safeLine(text: string): string {
  const line = text.trimStart().split(/\r?\n/, 1)[0] ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must go
  const clean = line.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ').trim();
  const redacted = clean
    .replace(/\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g, '<token>')
    .replace(/\b(bearer|basic)\s+[^\s"',]+/gi, '$1 <hidden>')
    .replace(/\b(token|password|secret|authorization)(["']?\s*[:=]\s*["']?)[^\s"',]+/gi, '$1$2<hidden>');
  forgetLastMatch();
  return redacted.length > 200 ? `${redacted.slice(0, 199)}…` : redacted;
}
