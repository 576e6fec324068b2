import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const program = join(import.meta.dirname, '../../src/apps/cli/main.ts');

/** How a process ended: by its exit code or by a signal. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The program in a process of its own, and all that it said. */
export interface HindsightProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Everything printed so far. */
  stdout(): string;
  stderr(): string;
  /** Resolves with the first match in what is printed on either stream; rejects, with all that was said, when the process ends without. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves when the process is gone and its streams are read. */
  readonly ended: Promise<ProcessEnd>;
  /** Kills it, unless it has ended; for the end of a test. */
  end(): Promise<void>;
}

/** Starts `hindsight` with these arguments; `nodeFlags` are for the runtime. */
export function spawnHindsight(
  args: readonly string[],
  q: { readonly env?: Readonly<Record<string, string>>; readonly nodeFlags?: readonly string[] } = {},
): HindsightProcess {
  const child = spawn(process.execPath, [...(q.nodeFlags ?? []), program, ...args], {
    env: { PATH: process.env.PATH, HOME: '/nonexistent', TZ: 'UTC', ...q.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  const listeners = new Set<() => void>();
  const heard = (): void => {
    for (const listener of listeners) listener();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    heard();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    heard();
  });
  let gone = false;
  const ended = new Promise<ProcessEnd>((resolve) =>
    child.once('close', (code, signal) => {
      gone = true;
      heard();
      resolve({ code, signal });
    }),
  );
  return {
    child,
    pid: child.pid as number,
    stdout: () => stdout,
    stderr: () => stderr,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(stdout) ?? pattern.exec(stderr);
          if (found !== null) resolve(found);
          else if (gone) reject(new Error(`ended without saying ${pattern}:\n${stdout}\n${stderr}`));
          else return;
          listeners.delete(look);
        };
        listeners.add(look);
        look();
      }),
    ended,
    async end() {
      if (!gone) child.kill('SIGKILL');
      await ended;
    },
  };
}
