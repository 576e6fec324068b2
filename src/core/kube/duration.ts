const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Milliseconds of each unit that a duration may be written in; a year has 365 days, as kubectl counts. */
const unitMs: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', secondMs],
  ['m', minuteMs],
  ['h', hourMs],
  ['d', dayMs],
  ['w', 7 * dayMs],
  ['y', 365 * dayMs],
]);

/** Two units, the smaller one left out when it is nothing: `5m`, `5m3s`. */
function pair(whole: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${whole}${unit}` : `${whole}${unit}${rest}${restUnit}`;
}

/**
 * A length of time as kubectl prints ages, two or three significant figures: `45s`, `3m20s`, `5d3h`, `2y35d`.
 * Up to two seconds below zero count as now (clocks differ); more, or no number, is `<invalid>`.
 * Source: k8s.io/apimachinery pkg/util/duration HumanDuration.
 */
export function humanDuration(ms: number): string {
  if (!(ms > -2 * secondMs) || ms === Number.POSITIVE_INFINITY) return '<invalid>';
  if (ms < 0) return '0s';
  if (ms < 2 * minuteMs) return `${Math.floor(ms / secondMs)}s`;
  const minutes = Math.floor(ms / minuteMs);
  if (minutes < 10) return pair(minutes, 'm', Math.floor(ms / secondMs) % 60, 's');
  if (minutes < 3 * 60) return `${minutes}m`;
  const hours = Math.floor(ms / hourMs);
  if (hours < 8) return pair(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (days < 8) return pair(days, 'd', hours % 24, 'h');
  if (days < 2 * 365) return `${days}d`;
  const years = Math.floor(days / 365);
  return days < 8 * 365 ? pair(years, 'y', days % 365, 'd') : `${years}y`;
}

/**
 * Milliseconds of a duration that a person writes: `90s`, `2h30m`, `1d12h`, `1.5h`, `250ms`; units ms, s, m, h, d, w, y.
 * Undefined for anything else, a bare number other than `0` included: without a unit nobody knows what is meant.
 */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  const part = /(\d+(?:\.\d+)?)(ms|[smhdwy])/y;
  let totalMs = 0;
  while (part.lastIndex < text.length) {
    const found = part.exec(text);
    if (found === null) return undefined;
    totalMs += Number(found[1]) * (unitMs.get(found[2] as string) as number);
  }
  return text === '' ? undefined : totalMs;
}
