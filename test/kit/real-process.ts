import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** A program of the real components while it runs. */
export interface RealProcess {
  readonly pid: number;
  /** True once it has ended, by itself or by us. */
  readonly hasEnded: boolean;
  /** Ends it and waits until it is gone. Harmless when it has ended already. */
  end(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** The last lines it logged, for the message of a failure. */
  logTail(): string;
}

/** Starts a program whose output goes to a file. It dies with this process, however that ends; `removeWith` is removed then as well. */
export function startRealProcess(q: { program: string; args: readonly string[]; logFile: string; removeWith?: string }): RealProcess {
  const log = openSync(q.logFile, 'a');
  const child = spawn(q.program, q.args, { stdio: ['ignore', log, log] });
  closeSync(log);
  if (child.pid === undefined) throw new Error(`${q.program} cannot be started`);
  const guard = startGuard(child.pid, q.removeWith);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    pid: child.pid,
    get hasEnded() {
      return hasEnded();
    },
    async end(signal = 'SIGKILL') {
      // First the guard: once the child is gone its pid may belong to somebody else.
      guard.kill('SIGKILL');
      if (!hasEnded()) {
        child.kill(signal);
        await ended;
      }
    },
    logTail: () => readFileSync(q.logFile, 'utf8').split('\n').slice(-12).join('\n'),
  };
}

/** A shell that waits for the end of its standard input, which is our own end, and then ends the child that we could not. */
function startGuard(pid: number, folder: string | undefined): ChildProcess {
  const script = 'cat >/dev/null; kill -9 "$1" 2>/dev/null; sleep 0.2; if [ -n "$2" ]; then rm -rf "$2"; fi';
  const guard = spawn('sh', ['-c', script, 'guard', String(pid), folder ?? ''], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  guard.on('error', () => {});
  guard.stdin?.on('error', () => {});
  guard.unref();
  (guard.stdin as unknown as { unref(): void } | null)?.unref();
  return guard;
}

/** A port of 127.0.0.1 that is free at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}
