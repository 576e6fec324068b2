import { execFile } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import type { BenchCase, BenchContext } from '../bench-case.ts';
import { startSim } from '../start-process.ts';
import { median } from '../statistics.ts';

const run = promisify(execFile);
const contexts = 148;

/** 148 contexts that log in by a plugin that takes 300 ms, in two distinct ways: what it adds to a cold `get`, and how often it is run. */
export const identities: BenchCase = {
  name: 'identities',
  slow: false,
  async run(context) {
    const sim = await startSim(context, ['--still', '--pods', '2000', '--clusters', String(contexts)]);
    try {
      await sim.warm(['nodes']);
      const runsFile = join(context.folder, 'runs');
      const withPlugin = pluginKubeconfig(context, sim.kubeconfig, runsFile);
      const rounds = context.quick ? 3 : 7;
      const [plain, plugged, runs]: number[][] = [[], [], []];
      await coldGet(context, sim.kubeconfig);
      for (let i = 0; i < rounds; i++) {
        plain?.push(await coldGet(context, sim.kubeconfig));
        rmSync(runsFile, { force: true });
        plugged?.push(await coldGet(context, withPlugin));
        runs?.push(readFileSync(runsFile, 'utf8').trim().split('\n').length);
      }
      context.log(`cold get with tokens ${median(plain ?? []).toFixed(0)} ms, with plugins ${median(plugged ?? []).toFixed(0)} ms`);
      return {
        'identities-get': median(plugged ?? []),
        'identities-added': median(plugged ?? []) - median(plain ?? []),
        'identities-runs': Math.max(...(runs ?? [])),
      };
    } finally {
      await sim.stop();
    }
  },
};

/** The same clusters, half of them by one command line of the plugin and half by another. */
function pluginKubeconfig(context: BenchContext, file: string, runsFile: string): string {
  const config = parse(readFileSync(file, 'utf8')) as {
    users: { name: string; user: { token?: string; exec?: object } }[];
    contexts: { context: { user: string } }[];
  };
  const token = config.users[0]?.user.token;
  const apiVersion = 'client.authentication.k8s.io/v1';
  const credential = JSON.stringify({ apiVersion, kind: 'ExecCredential', status: { token } });
  const command = join(context.folder, 'slow-login');
  writeFileSync(command, `#!/bin/sh\necho "$1" >> ${runsFile}\nsleep 0.3\necho '${credential}'\n`);
  chmodSync(command, 0o755);
  config.users = ['one', 'two'].map((name) => ({ name, user: { exec: { apiVersion, command, args: [name], interactiveMode: 'Never' } } }));
  for (const [i, entry] of config.contexts.entries()) entry.context.user = i % 2 === 0 ? 'one' : 'two';
  const path = join(context.folder, 'plugins.yaml');
  // As programs write it: one line for each value, whatever its length.
  writeFileSync(path, stringify(config, { lineWidth: 0 }), { mode: 0o600 });
  return path;
}

async function coldGet(context: BenchContext, kubeconfig: string): Promise<number> {
  const started = performance.now();
  const { stderr } = await run(process.execPath, [context.cliPath, 'get', 'nodes', '--kubeconfig', kubeconfig, '--no-headers'], {
    maxBuffer: 2 ** 26,
  });
  if (!stderr.includes(`in ${contexts} clusters`) || /unreachable|forbidden|stale/.test(stderr)) throw new Error(stderr);
  return performance.now() - started;
}
