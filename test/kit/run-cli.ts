import { Writable } from 'node:stream';
import { runCommandLine } from '../../src/apps/cli/main.ts';

/** What a command line printed and how it ended. */
export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process, with streams of its own; `tty` makes both look like a terminal. */
export async function runCli(
  args: readonly string[],
  q: { readonly env?: Readonly<Record<string, string>>; readonly tty?: boolean; readonly onStdout?: () => void } = {},
): Promise<CliRun> {
  const stdout = collecting(q.tty === true, q.onStdout);
  const stderr = collecting(q.tty === true);
  const code = await runCommandLine(args, { streams: { stdout, stderr }, env: { TZ: 'UTC', ...q.env } });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function collecting(
  isTTY: boolean,
  onWrite: () => void = () => {},
): Writable & { readonly isTTY: boolean; readonly columns: number; text(): string } {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      onWrite();
      done();
    },
  });
  return Object.assign(stream, { isTTY, columns: 120, text: () => chunks.join('') });
}
