import type { LogQuery } from '../../../core/query/log-query.ts';
import { harmlessJson } from '../../../core/reports/harmless-json.ts';
import { logPageFoot, logPageHead, logPageLines } from '../../../core/reports/log-html.report.ts';
import { droppedText, logLineText } from '../../../core/reports/log-text.report.ts';
import type { PageLook } from '../../../core/reports/page-frame.ts';
import { harmlessToTerminal } from '../../../core/reports/visible-text.ts';
import { wireLogLine } from '../../../core/wire/log-schema.ts';
import type { LogEntry } from '../../../edge/collector/log-entry.ts';

/** The forms that logs can take. */
export type LogForm = 'html' | 'json' | 'ndjson' | 'text';

/** The content type of each form. */
export const logContentTypes: Readonly<Record<LogForm, string>> = {
  html: 'text/html; charset=utf-8',
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  text: 'text/plain; charset=utf-8',
};

/** Logs to be written in some form. */
export interface LogJob {
  readonly batches: AsyncIterator<readonly LogEntry[]> & AsyncIterable<readonly LogEntry[]>;
  readonly query: LogQuery;
  readonly form: LogForm;
  readonly look: PageLook;
  containers(): number;
  /** Containers that are left out because too many are being read. */
  refused(): number;
}

/** A stream that has nothing to say says so from time to time, so that nobody takes it for dead. */
const aliveEveryMs = 15_000;

/** Lines of an answer that is not streamed, at most; the newest are kept. */
const mostLines = 50_000;

const alive = '{"type":"alive"}\n';

/** Logs as they come, piece by piece. */
export async function* logPieces(job: LogJob, q: { readonly signal: AbortSignal }): AsyncGenerator<string> {
  const { form, query } = job;
  const ids = new Set<string>();
  let lines = 0;
  let said = 0;
  // At once, so that the reader knows that the stream is open.
  yield form === 'html' ? logPageHead({ query, look: job.look, isStream: true }) : form === 'ndjson' ? alive : `# ${titleOf(query)}\n`;
  for await (const entries of withSignsOfLife(job.batches, q.signal)) {
    if (entries === undefined) {
      if (form === 'ndjson') yield alive;
      continue;
    }
    for (const { type } of entries) if (type === 'line') lines++;
    yield piecesOf(entries, form, ids);
    if (job.refused() === said) continue;
    said = job.refused();
    yield piecesOf([leftOut(job.containers(), said)], form, ids);
  }
  if (form === 'html') yield logPageFoot({ query, lines, containers: job.containers(), look: job.look });
  else if (form === 'ndjson') yield `${JSON.stringify({ type: 'end', containers: job.containers() })}\n`;
}

/** Logs as one document; `isNowhere` when there is no pod and no trouble either. */
export async function wholeLogs(job: LogJob): Promise<{ readonly body: string; readonly isNowhere: boolean }> {
  let entries: LogEntry[] = [];
  let lines = 0;
  let dropped = 0;
  for await (const batch of job.batches) {
    for (const entry of batch) {
      entries.push(entry);
      if (entry.type === 'line') lines++;
    }
    if (entries.length < mostLines * 1.5) continue;
    dropped += entries.length - mostLines;
    entries = entries.slice(-mostLines);
  }
  if (dropped > 0)
    entries.unshift({
      type: 'note',
      source: undefined,
      text: `${dropped.toLocaleString('en')} earlier lines are left out here.`,
      isTrouble: false,
    });
  const containers = job.containers();
  const isNowhere = containers === 0 && !entries.some((entry) => entry.type === 'note' && entry.isTrouble);
  return { body: wholeBody(job, { entries, lines, containers }), isNowhere };
}

function wholeBody({ form, query, look }: LogJob, q: { entries: readonly LogEntry[]; lines: number; containers: number }): string {
  const { entries, lines, containers } = q;
  switch (form) {
    case 'html':
      return [
        logPageHead({ query, look, containers: containersOf(entries, query) }),
        ...logPageLines(entries, new Set(), query.filter),
        logPageFoot({ query, lines, containers, look }),
      ].join('');
    case 'json':
      return harmlessJson(wholeJson(entries, containers));
    case 'ndjson':
      return `${piecesOf(entries, form, new Set())}${JSON.stringify({ type: 'end', containers })}\n`;
    case 'text':
      return piecesOf(entries, form, new Set());
  }
}

/** The containers that have written something, and those that were asked for. */
function containersOf(entries: readonly LogEntry[], { containers }: LogQuery): readonly string[] {
  const names = new Set(containers);
  for (const entry of entries) if (entry.type === 'line') names.add(entry.source.container);
  return [...names].sort();
}

function wholeJson(entries: readonly LogEntry[], containers: number): object {
  const lines = entries.flatMap((entry) => (entry.type === 'line' ? [withoutType(wireLogLine(entry.source, entry.line))] : []));
  const notes = entries.flatMap((entry) =>
    entry.type === 'note' ? [{ text: entry.text, isTrouble: entry.isTrouble, ...entry.source }] : [],
  );
  return { containers, lines, notes };
}

function withoutType<T extends { type: unknown }>({ type: _, ...rest }: T): Omit<T, 'type'> {
  return rest;
}

function piecesOf(entries: readonly LogEntry[], form: LogForm, ids: Set<string>): string {
  let text = '';
  if (form === 'html') for (const piece of logPageLines(entries, ids)) text += piece;
  else if (form === 'text') for (const entry of entries) text += textOf(entry);
  else for (const entry of entries) text += `${harmlessJson(messageOf(entry))}\n`;
  return text;
}

function messageOf(entry: LogEntry): object {
  if (entry.type === 'line') return wireLogLine(entry.source, entry.line);
  if (entry.type === 'dropped') return { type: 'dropped', ...entry.source, count: entry.count };
  const { source, text, isTrouble } = entry;
  return { type: 'note', ...(source === undefined ? {} : { source }), text, isTrouble };
}

/** What is no line of a container is marked, as comments are. */
function textOf(entry: LogEntry): string {
  if (entry.type === 'line')
    return logLineText(entry.source, entry.line, { prefix: 'cluster', timestamps: true, colour: false, readableJson: false });
  if (entry.type === 'dropped') return `# ${droppedText(entry.source, entry.count)}\n`;
  const { source, text } = entry;
  return `# ${harmlessToTerminal(source === undefined ? text : `${source.cluster}/${source.pod}/${source.container}: ${text}`)}\n`;
}

function leftOut(containers: number, refused: number): LogEntry {
  const text = `${containers} containers are followed, ${refused} more are not: this server reads 16 logs of one API server at a time. Choose by container or name.`;
  return { type: 'note', source: undefined, text, isTrouble: true };
}

/** The same batches, with undefined in between where nothing comes for a while. */
async function* withSignsOfLife<T>(batches: AsyncIterator<T>, signal: AbortSignal): AsyncGenerator<T | undefined> {
  let next = batches.next();
  while (!signal.aborted) {
    let timer: NodeJS.Timeout | undefined;
    const quiet = new Promise<'quiet'>((resolve) => {
      timer = setTimeout(resolve, aliveEveryMs, 'quiet');
    });
    const step = await Promise.race([next, quiet]);
    clearTimeout(timer);
    if (step === 'quiet') yield undefined;
    else if (step.done === true) return;
    else {
      yield step.value;
      next = batches.next();
    }
  }
}

function titleOf({ resource, names, selector, namespaces, clusters }: LogQuery): string {
  return harmlessToTerminal(`logs of ${resource} ${names.join(',')}${selector} in ${namespaces.join(',')} of ${clusters.join(',')}`);
}
