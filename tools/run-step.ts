import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Runs a program of `node_modules/.bin` (or the PATH) with its output on ours, and answers its exit code. */
export function runStep(program: string, args: readonly string[], q: { cwd: string; env?: NodeJS.ProcessEnv }): Promise<number> {
  const path = `${join(import.meta.dirname, '../node_modules/.bin')}:${process.env.PATH ?? ''}`;
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: q.cwd, stdio: 'inherit', env: { ...process.env, ...q.env, PATH: path } });
    child.on('error', (error) => {
      console.error(`${program} cannot be started: ${error.message}`);
      resolve(127);
    });
    child.on('close', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)));
  });
}
