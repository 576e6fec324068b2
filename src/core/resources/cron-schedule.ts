/** A schedule of a CronJob. */
export interface CronSchedule {
  /** The next instant after `ms` at which it is due; undefined when there is none within five years. */
  nextAfter(ms: number): number | undefined;
}

interface Field {
  readonly low: number;
  readonly high: number;
  readonly names?: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const fields: readonly Field[] = [
  { low: 0, high: 59 },
  { low: 0, high: 23 },
  { low: 1, high: 31 },
  { low: 1, high: 12, names: months },
  { low: 0, high: 6, names: days },
];

const shorthands: ReadonlyMap<string, string> = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
]);

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const farthestDays = 5 * 366;

/**
 * Reads a schedule as the CronJob controller does: five fields, names, steps, `@daily` and the like, `TZ=` before them. Without a zone it
 * is UTC, which is what controllers run in nearly everywhere. Undefined for what is no schedule, and for `@every`.
 * Source: github.com/robfig/cron/v3 parser.go.
 */
export function parseCronSchedule(text: string, timeZone = ''): CronSchedule | undefined {
  const prefixed = /^(?:CRON_)?TZ=(\S+)\s+(.*)$/.exec(text.trim());
  const zone = zoneOffset(timeZone || (prefixed?.[1] ?? ''));
  const plain = (prefixed?.[2] ?? text).trim();
  const parts = (shorthands.get(plain.toLowerCase()) ?? plain).split(/\s+/);
  if (zone === undefined || parts.length !== fields.length) return undefined;
  const sets = parts.map((part, i) => parseField(part, fields[i] as Field));
  const [minutes, hours, dates, monthSet, weekdays] = sets;
  if (!minutes || !hours || !dates || !monthSet || !weekdays) return undefined;
  const times = [...hours].flatMap((hour) => [...minutes].map((minute) => hour * 60 + minute)).sort((a, b) => a - b);
  // Either day will do where both are restricted; a star restricts nothing.
  const either = !isOpen(parts[2] as string) && !isOpen(parts[4] as string);
  const isDue = (day: Date): boolean => {
    if (!monthSet.has(day.getUTCMonth() + 1)) return false;
    const byDate = dates.has(day.getUTCDate());
    const byWeekday = weekdays.has(day.getUTCDay());
    return either ? byDate || byWeekday : byDate && byWeekday;
  };
  return { nextAfter: (ms) => nextDue(ms, { isDue, times, zone }) };
}

function isOpen(part: string): boolean {
  return part.startsWith('*') || part.startsWith('?');
}

interface Due {
  readonly isDue: (day: Date) => boolean;
  /** Minutes of the day, ascending. */
  readonly times: readonly number[];
  readonly zone: (ms: number) => number;
}

/** Days are walked through in wall time; a time that a change of clocks skips is taken an hour later. */
function nextDue(ms: number, { isDue, times, zone }: Due): number | undefined {
  if (!Number.isFinite(ms)) return undefined;
  const today = Math.floor((ms + zone(ms)) / dayMs) * dayMs;
  for (let day = 0; day <= farthestDays; day++) {
    const startMs = today + day * dayMs;
    if (!isDue(new Date(startMs))) continue;
    for (const time of times) {
      const wallMs = startMs + time * minuteMs;
      const guessMs = wallMs - zone(wallMs);
      const dueMs = wallMs - zone(guessMs);
      if (dueMs > ms) return dueMs;
    }
  }
  return undefined;
}

/** A list of `n`, `a-b`, `*`, each with `/step`; undefined when it cannot be read. */
function parseField(text: string, field: Field): ReadonlySet<number> | undefined {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const [range = '', stepText] = part.split('/');
    const step = stepText === undefined ? 1 : /^\d+$/.test(stepText) ? Number(stepText) : 0;
    const bounds = rangeOf(range, field, stepText !== undefined);
    if (bounds === undefined || step < 1) return undefined;
    for (let value = bounds.low; value <= bounds.high; value += step) values.add(value);
  }
  return values;
}

function rangeOf(text: string, field: Field, stepped: boolean): Pick<Field, 'low' | 'high'> | undefined {
  if (text === '*' || text === '?') return field;
  const [from = '', to] = text.split('-');
  const low = numberAt(from, field);
  const high = to === undefined ? (stepped ? field.high : low) : numberAt(to, field);
  return low === undefined || high === undefined || low > high ? undefined : { low, high };
}

function numberAt(text: string, { low, high, names }: Field): number | undefined {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  const value = named >= 0 ? named + low : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= low && value <= high ? value : undefined;
}

const zones = new Map<string, ((ms: number) => number) | undefined>();

/** Milliseconds that a zone's clock is ahead of UTC at an instant; undefined for a zone that is not known. */
function zoneOffset(zone: string): ((ms: number) => number) | undefined {
  if (zone === '' || zone === 'UTC' || zone === 'Etc/UTC' || zone === 'Local') return () => 0;
  if (!zones.has(zone)) zones.set(zone, namedZone(zone));
  return zones.get(zone);
}

function namedZone(zone: string): ((ms: number) => number) | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    return (ms) => {
      const name = format.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? '';
      const parts = /^GMT([+-])(\d\d):(\d\d)/.exec(name);
      if (parts === null) return 0;
      return (parts[1] === '-' ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3])) * minuteMs;
    };
  } catch {
    return undefined;
  }
}
