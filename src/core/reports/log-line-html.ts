import { hash32 } from '../base/random.ts';
import { logFields } from '../kube/log-fields.ts';
import type { KeptLogLine } from '../kube/log-grep.ts';
import type { LogSource } from '../kube/log-line.ts';
import { html } from './html-text.ts';
import { droppedText } from './log-text.report.ts';

/** A line of a page of logs: what a container wrote, or what a reader should know. */
export type LogPageEntry =
  | { readonly type: 'line'; readonly source: LogSource; readonly line: KeptLogLine }
  | { readonly type: 'note'; readonly source: LogSource | undefined; readonly text: string; readonly isTrouble: boolean }
  | { readonly type: 'dropped'; readonly source: LogSource; readonly count: number };

/** How lines are shown. */
export interface LogLineLook {
  /** Text that is marked where it occurs. */
  readonly marked?: string;
}

/** One entry as an `li`, everything from the cluster escaped. Its id stays the same when the page is opened again; `ids` are those that are taken. */
export function logEntryHtml(entry: LogPageEntry, ids: Set<string>, look: LogLineLook = {}): string {
  if (entry.type === 'line') return lineHtml(entry.source, entry.line, { ids, look });
  const text = entry.type === 'dropped' ? droppedText(entry.source, entry.count) : noteText(entry.source, entry.text);
  return `<li class="note">${html(text)}</li>\n`;
}

function lineHtml(
  { cluster, pod, container, namespace }: LogSource,
  line: KeptLogLine,
  { ids, look }: { readonly ids: Set<string>; readonly look: LogLineLook },
): string {
  const id = lineId(`${cluster}/${namespace}/${pod}/${container}/${line.time}/${line.text}`, ids);
  const { level, content } = contentOf(line.text, look.marked ?? '');
  const classes = [line.isContext === true ? 'near' : '', line.afterGap === true ? 'gap' : '', level]
    .filter((name) => name !== '')
    .join(' ');
  const cut = line.cutBytes === undefined ? '' : ` … [${line.cutBytes.toLocaleString('en')} bytes more]`;
  return (
    `<li id="${id}"${classes === '' ? '' : ` class="${classes}"`}><a href="#${id}" tabindex="-1"><time title="${html(line.time)}">${html(shortTime(line.time))}</time></a> ` +
    `<span class="pod p${hash32(pod) % colours}" title="${html(`${cluster}/${namespace}`)}">${html(pod)}</span> <span class="c">${html(container)}</span> ${content}${cut}</li>\n`
  );
}

/** Colours that pods are told apart by, beside their names. */
const colours = 6;

/** `11-24 23:37:26.123`: the year and nanoseconds stand in the title. */
function shortTime(time: string): string {
  return time
    .replace(/^\d{4}-/, '')
    .replace('T', ' ')
    .replace(/(\.\d{3})\d*/, '$1')
    .replace(/Z$/, '');
}

function lineId(identity: string, ids: Set<string>): string {
  const base = `L${hash32(identity).toString(36)}`;
  let id = base;
  for (let n = 2; ids.has(id); n++) id = `${base}-${n}`;
  ids.add(id);
  return id;
}

/** JSON lines show level and message first, and their other fields behind; what names its level as an error or a warning has a ground of its own beside the word. */
function contentOf(text: string, marked: string): { readonly level: string; readonly content: string } {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours begin with an escape
  const plain = text.includes('\x1b[') ? text.replace(/\x1b\[[0-9;:]*m/g, '') : text;
  const fields = logFields(plain);
  if (fields === undefined)
    return {
      level: levelClass(wordLevel(plain)),
      content: plain
        .split('\t')
        .map((part) => markedHtml(part, marked))
        .join('\t'),
    };
  const level = fields.level === '' ? '' : `<b class="lv">${html(fields.level)}</b> `;
  const rest = fields.rest.map(([key, value]) => `<b>${html(key)}</b>=${markedHtml(value, marked)}`).join(' ');
  return {
    level: levelClass(fields.level),
    content: `${level}${markedHtml(fields.message, marked)}${rest === '' ? '' : ` <span class="c f">${rest}</span>`}`,
  };
}

/** A level within the first words, as most formats have it: `[ERROR]`, `W1124`, `level=warn`. */
function wordLevel(text: string): string {
  return (
    /\b(?:level=)?"?(ERROR|FATAL|PANIC|CRITICAL|WARN|WARNING)\b/i.exec(text.slice(0, 80))?.[1]?.toUpperCase() ??
    /^([EWF])\d{4} /.exec(text)?.[1] ??
    ''
  );
}

function levelClass(level: string): string {
  if (/^(ERROR|ERR|FATAL|PANIC|CRITICAL|EMERG|ALERT|E|F)$/.test(level)) return 'error';
  return /^(WARN|WARNING|W)$/.test(level) ? 'warning' : '';
}

function markedHtml(text: string, marked: string): string {
  if (marked === '' || !text.includes(marked)) return html(text);
  return text
    .split(marked)
    .map(html)
    .join(`<mark>${html(marked)}</mark>`);
}

function noteText(source: LogSource | undefined, text: string): string {
  return source === undefined ? text : `${source.cluster}/${source.pod}/${source.container}: ${text}`;
}
