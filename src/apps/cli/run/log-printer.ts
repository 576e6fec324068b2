import type { LogSource } from '../../../core/kube/log-line.ts';
import { logSourceKey } from '../../../core/kube/log-line.ts';
import { harmlessJson } from '../../../core/reports/harmless-json.ts';
import { droppedText, type LogLook, logLineText, rawLogLine } from '../../../core/reports/log-text.report.ts';
import { harmlessToTerminal } from '../../../core/reports/visible-text.ts';
import { wireLogLine } from '../../../core/wire/log-schema.ts';
import type { LogEntry } from '../../../edge/collector/log-entry.ts';
import type { Terminal } from '../terminal.ts';

/** How logs are printed. */
export interface LogPrinterOptions {
  readonly form: 'json' | 'raw' | undefined;
  readonly timestamps: boolean;
  /** More than one container may speak: every line says whose it is. */
  readonly several: boolean;
  readonly severalClusters: boolean;
}

/** Prints lines on stdout and everything about them on stderr, in the order in which they come. */
export class LogPrinter {
  readonly #terminal: Terminal;
  readonly #q: LogPrinterOptions;
  readonly #seen = new Set<string>();
  /** Lines printed. */
  lines = 0;
  /** Lines that were dropped. */
  dropped = 0;
  /** Something could not be read. */
  hasTrouble = false;

  constructor(terminal: Terminal, q: LogPrinterOptions) {
    this.#terminal = terminal;
    this.#q = q;
  }

  /** Resolves when the reader has taken them. */
  async print(entries: readonly LogEntry[]): Promise<void> {
    let text = '';
    for (const entry of entries) {
      if (entry.type === 'line') {
        this.lines++;
        text += this.#lineText(entry);
        continue;
      }
      if (text !== '') await this.#terminal.write(text);
      text = '';
      this.#aside(entry);
    }
    if (text !== '') await this.#terminal.write(text);
  }

  #lineText({ source, line }: Extract<LogEntry, { type: 'line' }>): string {
    const { form } = this.#q;
    if (form === 'json') return `${harmlessJson(wireLogLine(source, line))}\n`;
    // Raw is for pipes; a terminal is never commanded by what a container writes.
    if (form === 'raw' && !this.#terminal.interactive) return rawLogLine(line);
    return logLineText(source, line, this.#look(source));
  }

  #look(source: LogSource): LogLook {
    const { form, timestamps, several, severalClusters } = this.#q;
    const { interactive, colour } = this.#terminal;
    if (!several && this.#seen.size < 2) this.#seen.add(logSourceKey(source));
    const names = several || this.#seen.size > 1;
    return {
      prefix: form === 'raw' || !names ? 'none' : severalClusters ? 'cluster' : 'pod',
      timestamps,
      colour,
      readableJson: interactive && form !== 'raw',
    };
  }

  #aside(entry: Exclude<LogEntry, { type: 'line' }>): void {
    if (entry.type === 'dropped') {
      this.dropped += entry.count;
      this.#terminal.note(droppedText(entry.source, entry.count));
      return;
    }
    this.hasTrouble ||= entry.isTrouble;
    const { source, text } = entry;
    const whose = source === undefined ? '' : `${source.cluster}/${source.pod}/${source.container}: `;
    this.#terminal.note(harmlessToTerminal(`${whose}${text}`));
  }
}
