const dayMs = 86_400_000;
const codes = new Array<number>(20);
let lastSecond = Number.NaN;
let lastText = '';

/** RFC 3339 to the second in UTC, as Kubernetes writes `metav1.Time`: `2026-11-24T03:12:00Z`. Years 1970 to 9999. */
export function stamp(ms: number): string {
  const second = Math.floor(ms / 1000);
  if (second === lastSecond) return lastText;
  lastSecond = second;
  const days = Math.floor(ms / dayMs);
  const seconds = second - days * 86_400;
  writeDate(days);
  codes[10] = 84;
  writePair(11, Math.floor(seconds / 3600));
  codes[13] = 58;
  writePair(14, Math.floor(seconds / 60) % 60);
  codes[16] = 58;
  writePair(17, seconds % 60);
  codes[19] = 90;
  lastText = String.fromCharCode(...codes);
  return lastText;
}

/** RFC 3339 with six digits of fraction, as Kubernetes writes `metav1.MicroTime`. */
export function microStamp(ms: number): string {
  const fraction = String(Math.floor(ms) % 1000).padStart(3, '0');
  return `${stamp(ms).slice(0, 19)}.${fraction}${String((Math.floor(ms) * 7919) % 1000).padStart(3, '0')}Z`;
}

/** Milliseconds since 1970 of an RFC 3339 time; NaN when it is none. */
export function stampMs(text: string): number {
  return Date.parse(text);
}

/** Civil date from a day number; exact for the proleptic Gregorian calendar. */
function writeDate(days: number): void {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  writePair(0, Math.floor(year / 100));
  writePair(2, year % 100);
  codes[4] = 45;
  writePair(5, month);
  codes[7] = 45;
  writePair(8, dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1);
}

function writePair(at: number, value: number): void {
  codes[at] = 48 + Math.floor(value / 10);
  codes[at + 1] = 48 + (value % 10);
}
