import { hash32 } from '../base/random.ts';
import { logFields } from '../kube/log-fields.ts';
import type { KeptLogLine } from '../kube/log-grep.ts';
import type { LogSource } from '../kube/log-line.ts';
import { harmlessToTerminal } from './visible-text.ts';

/** How lines of logs are printed. */
export interface LogLook {
  /** Whose line it is, in front: with the cluster, without it, or nothing. */
  readonly prefix: 'cluster' | 'pod' | 'none';
  /** The time in front, as the kubelet wrote it. */
  readonly timestamps: boolean;
  readonly colour: boolean;
  /** JSON lines with level and message first. */
  readonly readableJson: boolean;
}

/** Told apart on dark and light grounds. */
const podColours = [33, 37, 71, 97, 131, 136, 166, 168, 29, 61, 99, 172] as const;

const reset = '\x1b[0m';
const quiet = '\x1b[2m';

/** Prefixes are made once for each container. */
const prefixes = new WeakMap<LogSource, Map<string, string>>();

/** One line of a container for a person or a pipe, with its newline; nothing in it can command a terminal. */
export function logLineText(source: LogSource, line: KeptLogLine, look: LogLook): string {
  const gap = line.afterGap === true ? '--\n' : '';
  const time = look.timestamps ? `${line.time === '' ? '-' : line.time} ` : '';
  const cut = line.cutBytes === undefined ? '' : ` … [${line.cutBytes.toLocaleString('en')} bytes more]`;
  return `${gap}${prefixOf(source, look)}${time}${contentText(line, look)}${cut}\n`;
}

/** A line as it is, without anything about it. */
export function rawLogLine({ text }: KeptLogLine): string {
  return `${text}\n`;
}

/** How many lines of which container are missing here, as a sentence. */
export function droppedText({ cluster, pod, container }: LogSource, count: number): string {
  return harmlessToTerminal(
    `${count.toLocaleString('en')} line${count === 1 ? '' : 's'} of ${cluster}/${pod}/${container} dropped: it writes faster than it is read here.`,
  );
}

function prefixOf(source: LogSource, { prefix, colour }: LogLook): string {
  if (prefix === 'none') return '';
  const key = `${prefix}${colour}`;
  const known = prefixes.get(source)?.get(key);
  if (known !== undefined) return known;
  const { cluster, pod, container } = source;
  const names = [...(prefix === 'cluster' ? [cluster] : []), pod].map(harmlessToTerminal).join('/');
  const own = harmlessToTerminal(container);
  const made = colour ? `\x1b[38;5;${colourOf(source)}m${names}${quiet}/${own}${reset} ` : `${names}/${own} `;
  const texts = prefixes.get(source) ?? new Map<string, string>();
  prefixes.set(source, texts.set(key, made));
  return made;
}

function colourOf({ cluster, namespace, pod }: LogSource): number {
  return podColours[hash32(`${cluster}/${namespace}/${pod}`) % podColours.length] as number;
}

function contentText(line: KeptLogLine, { colour, readableJson }: LogLook): string {
  const fields = readableJson ? logFields(line.text) : undefined;
  const text = fields === undefined ? plainText(line.text) : fieldsText(fields, colour);
  return colour && line.isContext === true ? `${quiet}${text}${reset}` : text;
}

/** Colours that an application writes are left out: they can hide what they colour. */
function plainText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours begin with an escape
  return harmlessToTerminal(text.includes('\x1b[') ? text.replace(/\x1b\[[0-9;:]*m/g, '') : text);
}

function fieldsText({ level, message, rest }: NonNullable<ReturnType<typeof logFields>>, colour: boolean): string {
  const head = level === '' ? '' : `${levelText(plainText(level), colour)} `;
  const more = rest
    .map(([key, value]) => `${plainText(key)}=${/[\s"=]|^$/.test(value) ? JSON.stringify(value) : value}`)
    .map(plainText)
    .join(' ');
  const tail = more === '' ? '' : colour ? ` ${quiet}${more}${reset}` : ` ${more}`;
  return `${head}${plainText(message)}${tail}`;
}

function levelText(level: string, colour: boolean): string {
  const padded = level.padEnd(5);
  if (!colour) return padded;
  if (/^(ERR|FATAL|CRIT|PANIC|ALERT|EMERG)/.test(level)) return `\x1b[31m${padded}${reset}`;
  return level.startsWith('WARN') ? `\x1b[33m${padded}${reset}` : padded;
}
