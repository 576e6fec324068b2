import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BothWays, startBothWays } from '../kit/both-ways.ts';
import { runCli } from '../kit/run-cli.ts';

const program = join(import.meta.dirname, '../../src/apps/cli/main.ts');
let fleet: BothWays;
let folder: string;
beforeAll(async () => {
  fleet = await startBothWays({ clusters: 4, pods: 60 });
  folder = mkdtempSync(join(tmpdir(), 'hindsight-completion-'));
  writeFileSync(join(folder, 'hindsight'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  chmodSync(join(folder, 'hindsight'), 0o755);
  writeFileSync(join(folder, 'completion.bash'), (await runCli(['completion', 'bash'])).stdout);
}, 30_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await fleet.close();
});

/** What bash offers for a line with the cursor at its end: the script runs in a real bash, with the words split as readline does. */
async function offers(line: string, env: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const script = `
    source '${join(folder, 'completion.bash')}'
    COMP_LINE=$1 COMP_POINT=\${#1}
    IFS=$'\\n' read -r -d '' -a COMP_WORDS < <(grep -oE "(\\\\\\\\.|'[^']*'?|[^[:space:]=:])+|[=:]" <<< "$1") || true
    [[ $1 == *[[:space:]=:] && $1 != *'\\ ' ]] && { [[ $1 == *[[:space:]] ]] && COMP_WORDS+=('') ; }
    COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
    _hindsight
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await promisify(execFile)('bash', ['--norc', '-c', script, 'bash', line], {
    env: { PATH: `${folder}:${process.env.PATH}`, HOME: folder, KUBECONFIG: fleet.small.kubeconfig, ...env },
  });
  return stdout.split('\n').filter((one) => one !== '');
}

const names = (): readonly string[] => fleet.small.world.clusters.map(({ name }) => name);

describe('in bash', () => {
  test('commands, flags, resources, clusters of the kubeconfig', async () => {
    expect(await offers('hindsight des')).toEqual(['describe']);
    expect(await offers('hindsight get --no-h')).toEqual(['--no-headers']);
    expect(await offers('hindsight get deploym')).toEqual(['deployments']);
    expect(await offers('hindsight get pods --clusters ')).toEqual(names());
    expect(await offers(`hindsight get pods --clusters ${names()[0]},${names()[1]?.slice(0, -1)}`)).toEqual([
      `${names()[0]},${names()[1]}`,
    ]);
    expect(await offers('hindsight __')).toEqual([]);
  });

  test('bash replaces only what stands behind = and :, and blanks are escaped', async () => {
    expect(await offers('hindsight get pods --sort-by=Rest')).toEqual(['Restarts']);
    expect(await offers('hindsight get pods --sort-by Nom')).toEqual(['Nominated\\ Node']);
    expect(await offers("hindsight get pods --sort-by 'Nom")).toEqual(['Nominated Node']);
    expect(await offers('hindsight get pods -o=js')).toEqual([]);
    expect(await offers('hindsight get pods -o js')).toEqual(['json', 'jsonpath=', 'jsonpath-file=']);
  });

  test('a running server knows namespaces, channels and objects', async () => {
    const env = { HINDSIGHT_SERVER: fleet.served.url };
    expect(await offers('hindsight get pods -n kube-sys', env)).toEqual(['kube-system']);
    expect(await offers('hindsight get nodes --channel ', env)).toEqual(['stable']);
    expect(await offers('hindsight get deploy cored', env)).toEqual(['coredns']);
    expect(await offers('hindsight diff channel', env)).toEqual(['channel=stable']);
  });

  test('no server, no kubeconfig: built-ins only, and no complaint', async () => {
    const env = { KUBECONFIG: join(folder, 'nowhere'), HINDSIGHT_SERVER: 'http://127.0.0.1:1' };
    expect(await offers('hindsight get pods --clusters ', env)).toEqual([]);
    expect(await offers('hindsight get ingressc', env)).toEqual(['ingressclasses']);
  });
});

describe('elsewhere', () => {
  test('kubectl gets cobra’s directives; no blank behind what wants more', async () => {
    expect((await runCli(['__complete', 'kubectl', 'get', 'pods', '-o', 'jsonpath-'])).stdout).toBe('jsonpath-file=\t\n:6\n');
    expect((await runCli(['__complete', 'kubectl', 'get', 'deploym'])).stdout).toMatch(/^deployments\tdeployment deploy\n:4\n$/);
  });

  test('every shell has its script, an unknown one the nearest', async () => {
    expect((await runCli(['completion', 'zsh'])).stdout).toContain('#compdef hindsight');
    expect((await runCli(['completion', 'fish'])).stdout).toContain('complete -c hindsight');
    const { code, stderr } = await runCli(['completion', 'zhs']);
    expect(code).toBe(2);
    expect(stderr).toContain('Did you mean zsh?');
  });
});
