const secondMs = 1000;
const dayMs = 86_400_000;

/** Two ASCII digits at an offset as a number; NaN where they are no digits. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Days from 1970-01-01 to a day of the Gregorian calendar (month 1–12), by counting 400-year eras from March. */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Milliseconds east of UTC that a suffix `Z` or `±hh:mm` at the end of the text means; NaN where it is neither. */
function offsetMs(text: string, at: number): number {
  const sign = text.charCodeAt(at);
  if (sign === 90 /* Z */) return text.length === at + 1 ? 0 : Number.NaN;
  if ((sign !== 43 && sign !== 45) || text.length !== at + 6 || text.charCodeAt(at + 3) !== 58) return Number.NaN;
  const hours = twoDigits(text, at + 1);
  const minutes = twoDigits(text, at + 4);
  if (!(hours <= 24 && minutes <= 60)) return Number.NaN;
  return (sign === 45 ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/**
 * Milliseconds since 1970 of an RFC 3339 time, as API servers write it; null for anything else.
 * Fractions of a millisecond are cut off. Costs some 30 ns, since every object of every list has one.
 * Source: k8s.io/apimachinery pkg/apis/meta/v1 time.go and micro_time.go (`2006-01-02T15:04:05Z`, `….000000Z`).
 */
export function parseTime(text: unknown): number | null {
  if (typeof text !== 'string' || text.length < 20) return null;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45 || text.charCodeAt(10) !== 84) return null;
  if (text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return null;
  // Written so that NaN fails every comparison.
  if (!(month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59 && second <= 59 && year >= 0)) return null;
  if (day > 28 && day > daysInMonth(year, month)) return null;
  const wholeMs = daysSince1970(year, month, day) * dayMs + ((hour * 60 + minute) * 60 + second) * secondMs;
  if (text.length === 20 && text.charCodeAt(19) === 90) return wholeMs;
  return withFractionAndOffset(text, wholeMs);
}

/** The slower rest: a fraction of any length, then `Z` or an offset. */
function withFractionAndOffset(text: string, wholeMs: number): number | null {
  let at = 19;
  let fractionMs = 0;
  if (text.charCodeAt(at) === 46 || text.charCodeAt(at) === 44) {
    const start = ++at;
    for (let weight = 100; ; at++, weight /= 10) {
      const digit = text.charCodeAt(at) - 48;
      if (!(digit >= 0 && digit <= 9)) break;
      if (weight >= 1) fractionMs += digit * weight;
    }
    if (at === start) return null;
  }
  const shiftMs = offsetMs(text, at);
  return Number.isNaN(shiftMs) ? null : wholeMs + fractionMs - shiftMs;
}
