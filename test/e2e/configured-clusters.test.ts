import { readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type ClustersFacts, readClusters } from '../kit/read-clusters.ts';
import { runCli } from '../kit/run-cli.ts';
import { type SmallFleet, startSmallFleet } from '../kit/small-fleet.ts';
import { type HindsightProcess, spawnHindsight } from '../kit/spawn-hindsight.ts';

let fleet: SmallFleet;
const processes: HindsightProcess[] = [];
beforeAll(async () => {
  fleet = await startSmallFleet({ clusters: 3, pods: 60 });
});
afterEach(async () => {
  await Promise.all(processes.splice(0).map((process) => process.end()));
});
afterAll(() => fleet.close());

const server = (i: number): { name: string; url: string; caPem: string } => fleet.sim.clusters[i] as never;
const token = (): string => fleet.sim.tokenOf('admin') as string;

/** A kubeconfig with contexts of a name for clusters by number. */
function kubeconfig(contexts: Readonly<Record<string, number>>, user: object = { token: token() }): string {
  return JSON.stringify({
    clusters: Object.values(contexts).map((i, n) => ({
      name: `c${n}`,
      cluster: { server: server(i).url, 'certificate-authority-data': Buffer.from(server(i).caPem).toString('base64') },
    })),
    users: [{ name: 'jane', user }],
    contexts: Object.keys(contexts).map((name, n) => ({ name, context: { cluster: `c${n}`, user: 'jane' } })),
  });
}

async function write(name: string, text: string): Promise<string> {
  const path = join(fleet.folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(`${path}.tmp`, text, { mode: 0o600 });
  await rename(`${path}.tmp`, path);
  return path;
}

async function serve(
  ...args: string[]
): Promise<{ process: HindsightProcess; url: string; until(test: (facts: ClustersFacts) => boolean): Promise<ClustersFacts> }> {
  const process = spawnHindsight(['serve', '--port', '0', '--auth', 'none', '--no-state', ...args], { env: { HOME: fleet.folder } });
  processes.push(process);
  const [, url = ''] = await process.says(/at (http:\S+?)\/\s/);
  return { process, url, until: (holds) => readClusters(url, holds) };
}

const ids = (facts: ClustersFacts): string[] => facts.map(({ id }) => id);

describe('contexts that are one cluster', () => {
  test('are one row, and every name works by address and --context', async () => {
    const file = await write('aliases.yaml', kubeconfig({ 'jane@one': 0, two: 1, 'team/one': 0 }));
    const { stdout, stderr } = await runCli(['get', 'nodes', '--kubeconfig', file, '--no-headers']);
    expect(stderr).toContain('in 2 clusters');
    expect(
      new Set(
        stdout
          .trim()
          .split('\n')
          .map((line) => line.split(/\s+/)[0]),
      ),
    ).toEqual(new Set(['jane:one', 'two']));
    for (const name of ['jane@one', 'team/one', 'jane:one']) {
      expect((await runCli(['get', 'nodes', '--kubeconfig', file, '--context', name])).stderr).toContain('in 1 cluster in');
    }
    const { url } = await serve('--kubeconfig', file);
    for (const name of ['jane:one', 'jane@one', 'team%2Fone', 'team:one', 'jane%40one']) {
      expect((await fetch(`${url}/clusters/${name}/nodes?download=json`)).status).toBe(200);
    }
    const facts = await readClusters(url, (all) => all.length === 2);
    expect(facts[0]).toMatchObject({
      id: 'jane:one',
      aliases: ['jane@one', 'team/one'],
      identity: { context: 'jane@one', user: 'jane', credential: 'token' },
    });
    const apart = await runCli(['get', 'nodes', '--kubeconfig', file, '--contexts-are-clusters']);
    expect(apart.stderr).toContain('in 3 clusters');
  });

  test('found by the uid of kube-system where addresses differ', async () => {
    const other = server(0).url.replace('127.0.0.1', 'localhost');
    const text = JSON.parse(kubeconfig({ first: 0, second: 0 })) as {
      clusters: { cluster: { server: string; 'insecure-skip-tls-verify'?: boolean } }[];
    };
    const second = text.clusters[1];
    if (second === undefined) throw new Error('two clusters');
    second.cluster = { server: other, 'insecure-skip-tls-verify': true };
    const { process, until } = await serve('--kubeconfig', await write('by-uid.yaml', JSON.stringify(text)));
    const [only] = await until((facts) => facts.length === 1);
    expect(only).toMatchObject({ id: 'first', aliases: ['second'] });
    await process.says(/first and second are the same cluster: first is kept/);
  }, 30_000);

  test('the default namespace is kubectl’s for one context, all for several, and that is said', async () => {
    const text = JSON.parse(kubeconfig({ one: 0, two: 1 })) as { contexts: { context: { namespace?: string } }[] };
    for (const { context } of text.contexts) context.namespace = 'kube-system';
    const file = await write('namespaces.yaml', JSON.stringify(text));
    const one = await runCli(['get', 'pods', '--kubeconfig', file, '--context', 'one']);
    expect(one.stdout).not.toMatch(/NAMESPACE/);
    expect(one.stderr).not.toContain('All namespaces');
    const several = await runCli(['get', 'pods', '--kubeconfig', file]);
    expect(several.stdout).toMatch(/NAMESPACE/);
    expect(several.stderr).toContain('All namespaces, since several clusters were asked');
  });
});

describe('what changes while serving', () => {
  test('clusters of a folder appear, move and go; one that is broken is told and the rest stays', async () => {
    await write('fleet.d/a.yaml', kubeconfig({ a: 0 }));
    const { process, until } = await serve('--kubeconfig-dir', join(fleet.folder, 'fleet.d'));
    await until((facts) => ids(facts).join() === 'a' && facts[0]?.state === 'live');
    await write('fleet.d/b.yaml', kubeconfig({ b: 1 }));
    await until((facts) => ids(facts).join() === 'a,b' && facts[1]?.state === 'live');
    await write('fleet.d/b.yaml', kubeconfig({ b: 2 }));
    await until((facts) => facts[1]?.server === server(2).url && facts[1]?.state === 'live');
    await write('fleet.d/c.yaml', 'clusters:\n\t- nonsense');
    await process.says(/c\.yaml:2:1: not valid YAML/);
    await write(
      'fleet.d/d.yaml',
      kubeconfig({ d: 1 }, { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'surprise', interactiveMode: 'Never' } }),
    );
    const facts = await until((all) => ids(all).join() === 'a,b,d' && all[2]?.state === 'unreachable');
    expect(facts[2]?.reason).toContain('--allow-exec surprise');
    await rm(join(fleet.folder, 'fleet.d/a.yaml'));
    await until((all) => ids(all).join() === 'b,d');
  }, 30_000);

  test('a token that is replaced in the kubeconfig is used without the cluster ever being anything but live', async () => {
    const file = await write('rotating.yaml', kubeconfig({ a: 0 }));
    const { until, url } = await serve('--kubeconfig', file);
    while ((await fetch(`${url}/readyz`)).status !== 200) await new Promise((resolve) => setTimeout(resolve, 20));
    const [before] = await until((facts) => facts[0]?.state === 'live');
    await write('rotating.yaml', kubeconfig({ a: 0, b: 1 }, { token: token() }));
    const [after] = await until((facts) => facts.length === 2 && facts[1]?.state === 'live');
    expect(after?.sinceMs).toBe(before?.sinceMs);
    expect((await fetch(`${url}/clusters/a/nodes?download=json`)).status).toBe(200);
  }, 30_000);

  test('SIGHUP reads the configuration again: rules at once, the rest is named; a broken file changes nothing', async () => {
    const file = await write('sighup.yaml', kubeconfig({ 'shop-prod-1': 0, 'pay-test-1': 1 }));
    const settings = (more: string): string => `clusters:\n  kubeconfig: ${file}\n${more}`;
    const config = await write('hindsight.yaml', settings(''));
    const { process, until } = await serve('--config', config);
    await until((facts) => facts.length === 2);
    await write(
      'hindsight.yaml',
      settings("  rules:\n  - context: '^(\\w+)-(\\w+)-'\n    labels: {team: $1, channel: $2}\nsecrets: metadata\n"),
    );
    process.child.kill('SIGHUP');
    const labelled = await until((facts) => facts.every(({ labels }) => labels.team !== undefined));
    expect(labelled.map(({ labels }) => labels)).toEqual([
      { team: 'pay', channel: 'test' },
      { team: 'shop', channel: 'prod' },
    ]);
    await process.says(/"key":"secrets".*holds after a restart/);
    await write('hindsight.yaml', settings('  ruels: []\n'));
    process.child.kill('SIGHUP');
    await process.says(/was not taken over: .*hindsight\.yaml:3:3: there is no key \\"clusters\.ruels\\"/);
    expect((await until((facts) => facts.length === 2))[0]?.labels.team).toBe('pay');
  }, 30_000);

  test('labels from nodes come when nodes are known', async () => {
    const file = await write('by-nodes.yaml', kubeconfig({ a: 0 }));
    const config = await write(
      'by-nodes-config.yaml',
      `clusters:\n  kubeconfig: ${file}\n  rules:\n  - nodeLabels: {region: topology.kubernetes.io/region}\n`,
    );
    const { until } = await serve('--config', config);
    const [facts] = await until((all) => all[0]?.labels.region !== undefined);
    expect(facts?.labels.region).toMatch(/^[a-z]+-[a-z]+-\d$/);
  }, 30_000);
});

describe('a registry', () => {
  let registry: Server;
  let items: object[] = [];
  beforeAll(async () => {
    registry = createServer((_request, response) => response.end(JSON.stringify({ items })));
    await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => registry.close());

  test('as a rule names and labels clusters of a kubeconfig, and one that is down changes nothing', async () => {
    items = [{ alias: 'registered-name', api_server_url: `${server(0).url}/`, channel: 'beta' }];
    const file = await write('registered.yaml', kubeconfig({ a: 0, b: 1 }));
    const url = `http://127.0.0.1:${(registry.address() as AddressInfo).port}`;
    const config = await write('registered-config.yaml', `clusters:\n  kubeconfig: ${file}\n  rules:\n  - registry: {url: "${url}"}\n`);
    const { stdout } = await runCli(['clusters', '--config', config, '--timeout', '1', '-o', 'json']);
    expect(stdout).toContain('"registered-name"');
    expect(stdout).toMatch(/channel.{0,5}beta/s);
    const down = await write(
      'down-config.yaml',
      `clusters:\n  kubeconfig: ${file}\n  rules:\n  - registry: {url: "http://127.0.0.1:9999"}\n`,
    );
    const run = await runCli(['get', 'nodes', '--config', down]);
    expect([run.code, run.stderr]).toEqual([0, expect.stringContaining('the cluster registry 127.0.0.1:9999 cannot be asked')]);
  }, 30_000);

  test('names clusters, and a label selects among them', async () => {
    items = ['one', 'two', 'old'].map((alias, i) => ({
      alias,
      api_server_url: server(i).url,
      channel: i === 1 ? 'beta' : 'stable',
      lifecycle_status: alias === 'old' ? 'decommissioned' : 'ready',
    }));
    const url = `http://127.0.0.1:${(registry.address() as AddressInfo).port}`;
    const config = await write('registry.yaml', `clusters:\n  registry: {url: "${url}"}\n  tokenFile: token\n`);
    await write('token', token());
    const run = await runCli(['clusters', '--config', config, '--timeout', '1', '-o', 'json', '--cluster-label-selector', 'channel=beta']);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('"two"');
    expect(run.stdout).not.toMatch(/"(one|old)"/);
    const none = await runCli(['clusters', '--config', config, '--cluster-label-selector', 'channel=dev']);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('cluster registry')]);
  }, 30_000);
});

describe('hindsight config', () => {
  test('show says where every value comes from', async () => {
    const config = await write('show.yaml', 'serve:\n  port: 9000\nnamespaces:\n  exclude: [kube-.*]\n');
    const { code, stdout, stderr } = await runCli(['config', 'show', '--config', config, '--secrets', 'metadata'], {
      env: { HINDSIGHT_STATE_DIR: '/state' },
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^serve\\.port +9000 +${config}:2$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^namespaces\\.exclude +kube-\\.\\* +${config}:4$`, 'm'));
    expect(stdout).toMatch(/^secrets +metadata +--secrets$/m);
    expect(stdout).toMatch(/^state\.dir +\/state +\$HINDSIGHT_STATE_DIR$/m);
    expect(stdout).toMatch(/^logLevel +warn +default$/m);
    expect(stderr).toContain(`Configuration file ${config}.`);
  });

  test('validate names the place and the nearest key', async () => {
    const good = await write('good.yaml', 'secrets: off\n');
    expect(await runCli(['config', 'validate', good])).toMatchObject({ code: 0, stdout: `${good} is right.\n` });
    const bad = await write('bad.yaml', 'serve:\n  prot: 1\n');
    const { code, stderr } = await runCli(['config', 'validate', bad]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`${bad}:2:3: there is no key "serve.prot"`)]);
    expect(stderr).toContain('Did you mean port?');
    expect((await runCli(['config', 'validate'], { env: { HOME: '/nonexistent' } })).stderr).toContain(
      'looked for /nonexistent/.config/hindsight/hindsight.yaml',
    );
  });

  test('migrate turns kube-web-view’s command line into a file that is right and means the same', async () => {
    const { code, stdout, stderr } = await runCli([
      'config',
      'migrate',
      '--',
      'kube-web-view',
      '--port=8081',
      '--clusters=prod=https://prod.example.org;test=https://test.example.org',
      '--exclude-namespaces=kube-.*,secret',
      '--default-label-columns=pods=app,version;deployments=team',
      '--default-custom-columns=pods=Images=spec.containers[*].image',
      '--show-container-logs',
      '--default-theme=darkly',
      '--object-links=pods=https://example.org/{name}',
      '--debug',
    ]);
    expect(code).toBe(0);
    expect(parse(stdout)).toEqual({
      clusters: { list: { prod: 'https://prod.example.org', test: 'https://test.example.org' } },
      namespaces: { exclude: ['kube-.*', 'secret'] },
      serve: { port: 8081 },
      access: { containerLogs: true },
      logLevel: 'debug',
      view: {
        labelColumns: { pods: ['app', 'version'], deployments: ['team'] },
        customColumns: { pods: { Images: 'spec.containers[*].image' } },
        theme: 'darkly',
        objectLinks: 'pods=https://example.org/{name}',
      },
    });
    expect(stderr).toContain('--object-links is accepted and changes nothing');
    expect((await runCli(['config', 'validate', await write('migrated.yaml', stdout)])).code).toBe(0);
    expect(await runCli(['config', 'migrate', '--', '--show-secrets'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('never read'),
    });
    expect(await runCli(['config', 'migrate', '--', '--no-such-flag'])).toMatchObject({ code: 2 });
  });

  test('the published schema is what the program checks', () => {
    const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/reference/hindsight.schema.json'), 'utf8')) as {
      properties: Record<string, { description?: string }>;
      additionalProperties: boolean;
    };
    expect(schema.additionalProperties).toBe(false);
    expect(Object.keys(schema.properties)).toEqual([
      'clusters',
      'namespaces',
      'serve',
      'access',
      'secrets',
      'logLevel',
      'state',
      'view',
      'checks',
    ]);
  });
});
