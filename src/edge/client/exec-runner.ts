import { type ChildProcess, spawn } from 'node:child_process';
import { ApiFailure } from './api-server.ts';
import type { ExecPlugin } from './exec-plugin.ts';
import { deadlineText, safeLine } from './failure-text.ts';

/** Plugins at once: each may be a Python interpreter. */
const mostRuns = 4;

/** More is no credential. */
const mostOutputBytes = 1024 * 1024;

/** Runs credential plugins: four at once, each with a deadline. */
export class ExecRunner {
  readonly #deadlineMs: number;
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(q: { deadlineMs?: number; env: Readonly<Record<string, string | undefined>> }) {
    this.#deadlineMs = q.deadlineMs ?? 30_000;
    this.#env = q.env;
  }

  /** What the plugin printed. Throws ApiFailure `credentials` when it cannot be run, fails or hangs. */
  async run(plugin: ExecPlugin): Promise<string> {
    if (this.#running >= mostRuns) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running++;
    try {
      return await this.#spawn(plugin);
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }

  #spawn(plugin: ExecPlugin): Promise<string> {
    const env = { ...this.#env, ...plugin.env, KUBERNETES_EXEC_INFO: plugin.info };
    // A process group of its own, so that a deadline also ends what the plugin started.
    const child = spawn(plugin.command, plugin.args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    // Out of reach of a Ctrl-C at our terminal, it would outlive us.
    const killWithUs = (): void => killGroup(child);
    process.once('exit', killWithUs);
    return new Promise((resolve, reject) => {
      const stdout: Buffer[] = [];
      let outBytes = 0;
      let stderr = '';
      const fail = (reason: string, cause?: unknown): void => {
        reject(new ApiFailure('credentials', `exec plugin ${plugin.command} ${reason}`, { cause }));
        killGroup(child);
      };
      const timer = setTimeout(() => fail(`gave no answer within ${deadlineText(this.#deadlineMs)}`), this.#deadlineMs);
      child.stdout.on('data', (chunk: Buffer) => {
        outBytes += chunk.length;
        if (outBytes > mostOutputBytes) fail('printed more than 1 MiB');
        else stdout.push(chunk);
      });
      child.stderr.on('data', (chunk: Buffer) => {
        if (stderr.length < 4_096) stderr += chunk.toString('utf8');
      });
      child.once('error', (error: NodeJS.ErrnoException) => {
        process.off('exit', killWithUs);
        clearTimeout(timer);
        fail(error.code === 'ENOENT' ? `is not installed${hint(plugin)}` : `cannot be started (${error.code ?? error.message})`, error);
      });
      child.once('close', (code, signal) => {
        process.off('exit', killWithUs);
        clearTimeout(timer);
        const said = safeLine(stderr);
        if (code === 0) resolve(Buffer.concat(stdout).toString('utf8'));
        else fail(`failed with ${code === null ? `signal ${signal}` : `status ${code}`}${said === '' ? '' : `: ${said}`}`);
      });
    });
  }
}

function hint(plugin: ExecPlugin): string {
  return plugin.installHint === undefined ? '' : `; ${safeLine(plugin.installHint)}`;
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}
