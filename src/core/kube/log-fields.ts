/** A line of JSON taken apart for reading. */
export interface LogFields {
  /** Upper case, e.g. `ERROR`; empty where the line has none. */
  readonly level: string;
  readonly message: string;
  /** All other fields in their order, values as text; the line's own time is left out, since the kubelet's stands for it. */
  readonly rest: readonly (readonly [key: string, value: string])[];
}

const levelKeys = ['level', 'severity', 'lvl', 'loglevel', 'log.level', 'levelname', '@l'];
const messageKeys = ['message', 'msg', 'short_message', 'event', '@m', '@mt', 'log'];
const timeKeys = new Set(['time', 'timestamp', 'ts', '@timestamp', '@t', 'datetime', 't']);

/** Source: https://github.com/pinojs/pino docs/api.md (levels); bunyan has the same. */
const numericLevels: ReadonlyMap<number, string> = new Map([
  [10, 'TRACE'],
  [20, 'DEBUG'],
  [30, 'INFO'],
  [40, 'WARN'],
  [50, 'ERROR'],
  [60, 'FATAL'],
]);

/** Takes a line apart that is one JSON object with a message; undefined for every other line. */
export function logFields(text: string): LogFields | undefined {
  if (!/^\s*\{/.test(text) || !/\}\s*$/.test(text)) return undefined;
  const fields = parsed(text);
  if (fields === undefined) return undefined;
  const messageKey = messageKeys.find((key) => typeof fields.get(key) === 'string');
  if (messageKey === undefined) return undefined;
  const levelKey = levelKeys.find((key) => ['string', 'number'].includes(typeof fields.get(key)));
  const rest = [...fields].filter(([key]) => key !== messageKey && key !== levelKey && !timeKeys.has(key.toLowerCase()));
  return {
    level: levelKey === undefined ? '' : levelText(fields.get(levelKey)),
    message: fields.get(messageKey) as string,
    rest: rest.map(([key, value]) => [key, typeof value === 'string' ? value : (JSON.stringify(value) ?? '')] as const),
  };
}

function parsed(text: string): ReadonlyMap<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : undefined;
  } catch {
    return undefined;
  }
}

function levelText(level: unknown): string {
  if (typeof level === 'number') return numericLevels.get(level) ?? String(level);
  return String(level).toUpperCase();
}
