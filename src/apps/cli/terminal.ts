import type { Readable, Writable } from 'node:stream';

/** The streams of a process, as the CLI uses them; tests hand in their own. */
export interface TerminalStreams {
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly stdin?: Readable;
}

/** What a command prints on: rows to stdout, everything about the answer to stderr. */
export interface Terminal {
  /** True when a person reads stdout: status marks and, without NO_COLOR, colour. */
  readonly interactive: boolean;
  readonly colour: boolean;
  /** Characters per line; 0 in a pipe. */
  readonly columns: number;
  /** Aborted by Ctrl-C, SIGTERM or a closed pipe. */
  readonly signal: AbortSignal;
  /** Resolves when the signal aborts, also where it has before. */
  readonly interrupted: Promise<void>;
  /** Waits while the reader is slow. */
  write(text: string): Promise<void>;
  /** One line or more on stderr, above any progress line. */
  note(text: string): void;
  /** A line on stderr that replaces itself, on a terminal only; undefined clears it. */
  progress(text: string | undefined): void;
  /** 130 after Ctrl-C, 141 after a closed pipe, 143 after SIGTERM, undefined otherwise. */
  readonly interruptedWith: number | undefined;
  /** Ends the command from outside: by Ctrl-C (130) or a closed pipe (141). */
  interrupt(exitCode: number): void;
}

/** Opens the terminal over the streams of a process. */
export function openTerminal(streams: TerminalStreams, env: Readonly<Record<string, string | undefined>>): Terminal {
  const { stdout, stderr } = streams;
  const controller = new AbortController();
  const interrupted = new Promise<void>((resolve) => controller.signal.addEventListener('abort', () => resolve(), { once: true }));
  let interruptedWith: number | undefined;
  let progressShown = false;
  const interactive = stdout.isTTY === true;

  const interrupt = (exitCode: number): void => {
    interruptedWith ??= exitCode;
    controller.abort();
  };
  const onBrokenPipe = (error: NodeJS.ErrnoException): void => {
    if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') interrupt(141);
    else throw error;
  };
  stdout.on('error', onBrokenPipe);
  stderr.on('error', onBrokenPipe);

  const clear = (): void => {
    if (progressShown) stderr.write('\r\x1b[2K');
    progressShown = false;
  };
  return {
    interactive,
    colour: interactive && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb',
    columns: interactive ? (stdout.columns ?? 80) : 0,
    signal: controller.signal,
    interrupted,
    get interruptedWith() {
      return interruptedWith;
    },
    interrupt,
    async write(text) {
      clear();
      if (controller.signal.aborted || stdout.write(text)) return;
      await new Promise<void>((resolve) => {
        const done = (): void => {
          stdout.off('drain', done);
          controller.signal.removeEventListener('abort', done);
          resolve();
        };
        stdout.once('drain', done);
        controller.signal.addEventListener('abort', done);
      });
    },
    note(text) {
      clear();
      stderr.write(`${text}\n`);
    },
    progress(text) {
      if (stderr.isTTY !== true) return;
      clear();
      if (text === undefined) return;
      stderr.write(text);
      progressShown = true;
    },
  };
}
