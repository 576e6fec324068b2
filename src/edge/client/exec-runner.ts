import { type ChildProcess, spawn } from 'node:child_process';
import { ApiFailure } from './api-server.ts';
import type { ExecPlugin } from './exec-plugin.ts';
import { deadlineText, safeLine } from './failure-text.ts';

/** Plugins at once: each may be a Python interpreter. */
const mostRuns = 4;

/** More is no credential. */
const mostOutputBytes = 1024 * 1024;

/** A person who is asked something may have to look for a key. */
const interactiveDeadlineMs = 300_000;

/** A plugin that takes longer is worth a word. */
const slowMs = 1000;

/** Runs credential plugins: four at once, each with a deadline; of those that ask a person, one at a time. */
export class ExecRunner {
  readonly #deadlineMs: number;
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #waiting: (() => void)[] = [];
  readonly #slow = new Set<ExecPlugin>();
  #running = 0;
  #asking: Promise<unknown> = Promise.resolve();
  /** Hears of a plugin that has run for a second, for a progress line. */
  onSlow: ((awaited: string) => void) | undefined;

  constructor(q: { deadlineMs?: number; env: Readonly<Record<string, string | undefined>> }) {
    this.#deadlineMs = q.deadlineMs ?? 30_000;
    this.#env = q.env;
  }

  /** What has been waited for longer than a second, e.g. `exec plugin aws and 2 more`; undefined when nothing is. */
  get awaited(): string | undefined {
    const [first] = this.#slow;
    if (first === undefined) return undefined;
    const more = this.#slow.size - 1 + this.#waiting.length;
    return `exec plugin ${first.command.split('/').at(-1)}${more === 0 ? '' : ` and ${more} more`}`;
  }

  /** What the plugin printed. Throws ApiFailure `credentials` when it cannot be run, fails or hangs. */
  async run(plugin: ExecPlugin): Promise<string> {
    if (plugin.interactive) return this.#ask(plugin);
    if (this.#running >= mostRuns) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running++;
    try {
      return await this.#watched(plugin);
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }

  /** After the others that ask: two questions on one terminal cannot be told apart. */
  #ask(plugin: ExecPlugin): Promise<string> {
    const run = this.#asking.then(() => this.#watched(plugin));
    this.#asking = run.catch(() => undefined);
    return run;
  }

  async #watched(plugin: ExecPlugin): Promise<string> {
    const timer = setTimeout(() => {
      this.#slow.add(plugin);
      this.onSlow?.(this.awaited as string);
    }, slowMs);
    try {
      return await this.#spawn(plugin);
    } finally {
      clearTimeout(timer);
      this.#slow.delete(plugin);
    }
  }

  #spawn(plugin: ExecPlugin): Promise<string> {
    const env = { ...this.#env, ...plugin.env, KUBERNETES_EXEC_INFO: plugin.info };
    const { interactive } = plugin;
    // A process group of its own, so that a deadline also ends what the plugin started; one that asks must stay in ours, or it may not read the terminal.
    const child = spawn(plugin.command, plugin.args, {
      env,
      stdio: interactive ? ['inherit', 'pipe', 'inherit'] : ['ignore', 'pipe', 'pipe'],
      detached: !interactive,
    });
    const deadlineMs = interactive ? Math.max(interactiveDeadlineMs, this.#deadlineMs) : this.#deadlineMs;
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
      const timer = setTimeout(() => fail(`gave no answer within ${deadlineText(deadlineMs)}`), deadlineMs);
      child.stdout?.on('data', (chunk: Buffer) => {
        outBytes += chunk.length;
        if (outBytes > mostOutputBytes) fail('printed more than 1 MiB');
        else stdout.push(chunk);
      });
      child.stderr?.on('data', (chunk: Buffer) => {
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
    // Fails for one that shares our group: then only it is ended.
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}
