import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../kit/run-cli.ts';
import { type SmallFleet, startSmallFleet } from '../kit/small-fleet.ts';

let fleet: SmallFleet;
beforeAll(async () => {
  fleet = await startSmallFleet({ clusters: 4, pods: 120 });
});
afterAll(() => fleet.close());

const get = (...args: string[]) => runCli(['get', ...args, '--kubeconfig', fleet.kubeconfig]);
const nodesIn = () => fleet.world.clusters.reduce((sum, cluster) => sum + cluster.objects.list('nodes').length, 0);

describe('hindsight get', () => {
  test('prints every node of every cluster, and says what the answer speaks for', async () => {
    const { code, stdout, stderr } = await get('nodes');
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^CLUSTER +NAME +STATUS +ROLES +AGE +VERSION$/);
    expect(lines).toHaveLength(1 + nodesIn());
    expect(stderr).toMatch(/Found \d+ rows for 1 resource type in 4 clusters in \d\.\d{3} seconds\./);
    expect(stdout).not.toContain('\x1b');
  });

  test('leaves CLUSTER out when one context was asked', async () => {
    const name = fleet.world.clusters[0]?.name as string;
    const { stdout } = await get('nodes', '--context', name);
    expect(stdout).toMatch(/^NAME +STATUS/);
  });

  test('filters, sorts and limits over the whole fleet', async () => {
    const { stdout, stderr } = await get(
      'pods',
      '-A',
      '--filter',
      'Status=Running',
      '--sort-by',
      'Restarts:desc',
      '--limit',
      '5',
      '--no-headers',
    );
    const rows = stdout.trimEnd().split('\n');
    expect(rows).toHaveLength(5);
    for (const row of rows) expect(row).toContain('Running');
    expect(stderr).toContain('first 5 of');
  });

  test('-o json is kubectl’s List of whole objects; -o name is kind/name', async () => {
    const list = JSON.parse((await get('nodes', '-o', 'json')).stdout);
    expect(list).toMatchObject({ kind: 'List', apiVersion: 'v1' });
    expect(list.items).toHaveLength(nodesIn());
    expect(list.items[0]).toMatchObject({ kind: 'Node', apiVersion: 'v1', status: { nodeInfo: expect.anything() } });
    expect((await get('nodes', '-o', 'name')).stdout).toMatch(/^node\/\S+$/m);
  });

  test('-o csv has typed values and one header', async () => {
    const { stdout } = await get('deployments', '-A', '-o', 'csv');
    expect(stdout).toMatch(/^Cluster,Namespace,Name,Ready,Up-to-date,Available,Age/);
  });

  test('a named object that no cluster has ends with 1 and says so', async () => {
    const { code, stderr } = await get('node', 'no-such-node');
    expect(code).toBe(1);
    expect(stderr).toContain('"no-such-node" not found');
  });

  test('a cluster that refuses is named, the others answer; --require turns it into exit 3', async () => {
    const sick = fleet.world.clusters[1]?.name as string;
    fleet.sim.setFault(sick, { type: 'refuse' });
    await fleet.sim.settled();
    try {
      const { code, stdout, stderr } = await get('nodes');
      expect(code).toBe(0);
      expect(stdout).not.toContain(`\n${sick} `);
      expect(stderr).toContain(`1 cluster unreachable (${sick}`);
      expect((await get('nodes', '--require', '100%')).code).toBe(3);
      expect((await get('nodes', '--context', sick)).code).toBe(3);
    } finally {
      fleet.sim.setFault(sick, undefined);
      await fleet.sim.settled();
    }
  });

  test('colour and marks only on a terminal, and no colour with NO_COLOR', async () => {
    const args = ['get', 'pods', '-A', '--kubeconfig', fleet.kubeconfig];
    expect((await runCli(args, { tty: true })).stdout).toContain('\x1b[3');
    expect((await runCli(args, { tty: true, env: { NO_COLOR: '1' } })).stdout).not.toContain('\x1b[3');
    expect((await runCli(args)).stdout).not.toContain('✕');
  });
});

describe('mistakes end with 2, a place and a remedy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hindsight-mistakes-'));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  test.each([
    [['get'], 'say which resource'],
    [['get', 'nodes', '--filter', '"open'], 'quot'],
    [['get', 'pods', '-l', 'a in (b'], 'selector'],
    [['get', 'nodez'], 'nodes'],
    [['get', 'nodes', '--limit', 'ten'], '--limit takes a whole number'],
    [['get', 'nodes', '-o', 'xml'], 'Known forms'],
    [['get', 'nodes', '--fliter', 'x'], '--filter'],
    [['get', 'nodes', '--require', 'most'], 'percentage'],
  ])('%j', async (args, words) => {
    const { code, stderr, stdout } = await runCli([...args, '--kubeconfig', fleet.kubeconfig]);
    expect(stderr).toContain(words);
    expect(code).toBe(2);
    expect(stdout).toBe('');
  });

  test('a kubeconfig that is not there', async () => {
    const { code, stderr } = await runCli(['get', 'nodes', '--kubeconfig', join(folder, 'nowhere.yaml')]);
    expect(code).toBe(2);
    expect(stderr).toContain('nowhere.yaml');
  });

  test('a kubeconfig that is broken YAML is named with line and column', async () => {
    const path = file('broken.yaml', 'apiVersion: v1\nclusters:\n  - name: a\n   cluster: {server: [}\n');
    const { code, stderr } = await runCli(['get', 'nodes', '--kubeconfig', path]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/broken\.yaml:\d+:\d+/);
  });

  test('a context whose user is not there: alone it is a mistake in the file, beside others it is one cluster in trouble', async () => {
    const text =
      'apiVersion: v1\nkind: Config\nclusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]\ncontexts: [{name: lone, context: {cluster: c, user: nobody}}]\n';
    const path = file('unknown-user.yaml', text);
    const alone = await runCli(['get', 'nodes', '--kubeconfig', path]);
    expect(alone.code).toBe(2);
    expect(alone.stderr).toMatch(/unknown-user\.yaml:4:\d+.*"nobody"/);
    const beside = await runCli(['get', 'nodes', '--kubeconfig', `${fleet.kubeconfig},${path}`]);
    expect(beside.code).toBe(0);
    expect(beside.stderr).toMatch(/1 cluster unreachable \(lone: .*"nobody"/);
  });

  test('no context matches', async () => {
    const { code, stderr } = await runCli(['get', 'nodes', '--kubeconfig', fleet.kubeconfig, '--context', 'prod-*-nowhere']);
    expect(code).toBe(2);
    expect(stderr).toContain('prod-*-nowhere');
  });
});

describe('as a process', () => {
  const start = (args: readonly string[]) =>
    spawn(process.execPath, [join(import.meta.dirname, '../../src/apps/cli/main.ts'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = (child: ReturnType<typeof start>): Promise<number | null> => new Promise((resolve) => child.once('close', resolve));

  test('a closed pipe ends it at once, quietly, with 141', async () => {
    const child = start(['get', 'pods', '-A', '-o', 'json', '--kubeconfig', fleet.kubeconfig]);
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    expect(await ended(child)).toBe(141);
    expect(stderr).not.toContain('EPIPE');
  });

  test('Ctrl-C ends it at once with 130 while a cluster hangs', async () => {
    const sick = fleet.world.clusters[0]?.name as string;
    fleet.sim.setFault(sick, { type: 'hang-headers' });
    await fleet.sim.settled();
    try {
      const child = start(['get', 'nodes', '--kubeconfig', fleet.kubeconfig]);
      setTimeout(() => child.kill('SIGINT'), 1500);
      expect(await ended(child)).toBe(130);
    } finally {
      fleet.sim.setFault(sick, undefined);
      await fleet.sim.settled();
    }
  });
});
