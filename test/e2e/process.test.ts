import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { SimCluster } from '../../src/core/sim/sim-cluster.ts';
import type { SimFault } from '../../src/edge/simapi/sim-fault.ts';
import { runCli } from '../kit/run-cli.ts';
import { type SmallFleet, startSmallFleet } from '../kit/small-fleet.ts';
import { type HindsightProcess, spawnHindsight } from '../kit/spawn-hindsight.ts';
import { until } from '../kit/until.ts';

let fleet: SmallFleet;
const started: HindsightProcess[] = [];
beforeAll(async () => {
  fleet = await startSmallFleet({ clusters: 3, pods: 90 });
});
afterEach(async () => {
  for (const { name } of fleet.world.clusters) fleet.sim.setFault(name, undefined);
  await fleet.sim.settled();
  for (const process of started.splice(0)) await process.end();
});
afterAll(() => fleet.close());

function start(args: readonly string[]): HindsightProcess {
  const process = spawnHindsight(args);
  started.push(process);
  return process;
}

async function serve(...more: string[]): Promise<{ process: HindsightProcess; url: string }> {
  const process = start(['serve', '--kubeconfig', fleet.kubeconfig, '--port', '0', '--auth', 'none', ...more]);
  const [, url = ''] = await process.says(/at (http:\S+?)\/\s/);
  return { process, url };
}

async function strike(fault: SimFault, clusters: readonly SimCluster[] = fleet.world.clusters): Promise<void> {
  for (const { name } of clusters) fleet.sim.setFault(name, fault);
  await fleet.sim.settled();
}

const firstCluster = (): SimCluster => fleet.world.clusters[0] as SimCluster;

/** Milliseconds from a signal to the end. The promise that is tested here is itself one about time: issue 3 §7. */
async function timeToEnd(process: HindsightProcess, signal: NodeJS.Signals): Promise<number> {
  const atMs = performance.now();
  process.child.kill(signal);
  await process.ended;
  return performance.now() - atMs;
}

describe('SIGTERM', () => {
  test('lets answers in flight finish, takes no new ones, and ends with 0 within 5 s', async () => {
    const { process, url } = await serve();
    await process.says(/Ready:/);
    // An answer that waits for a first sync is in flight for as long as the cluster hangs and the server's patience lasts.
    await strike({ type: 'hang-headers', match: { resources: ['configmaps'] } }, [firstCluster()]);
    const inFlight = fetch(`${url}/clusters/_all/namespaces/_all/configmaps`, { headers: { accept: 'application/json' } });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const ending = timeToEnd(process, 'SIGTERM');
    const answer = await inFlight;
    const { coverage } = (await answer.json()) as { coverage: { gaps: { cluster: string }[]; asked: string[] } };
    expect(answer.status).toBe(200);
    expect(coverage.asked).toHaveLength(3);
    expect(coverage.gaps.map(({ cluster }) => cluster)).toEqual([firstCluster().name]);
    expect(await ending).toBeLessThan(5000);
    expect(await process.ended).toEqual({ code: 0, signal: null });
    await expect(fetch(url)).rejects.toThrow();
  }, 30_000);

  test('a large answer that is being read slowly is finished', async () => {
    const { process, url } = await serve();
    await process.says(/Ready:/);
    const path = '/clusters/_all/namespaces/_all/pods,deployments,replicasets,events,services?objects=1';
    const read = (onHead: (response: IncomingMessage) => void): Promise<string> =>
      new Promise((resolve, reject) => {
        const ask = get(url + path, { headers: { accept: 'application/json' } }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks).toString()));
          onHead(response);
        });
        ask.on('error', reject);
      });
    const whole = await read(() => {});
    const slow = await read((response) => {
      response.pause();
      process.child.kill('SIGTERM');
      setTimeout(() => response.resume(), 1000);
    });
    expect(JSON.parse(slow).items.length).toBe(JSON.parse(whole).items.length);
    expect(await process.ended).toEqual({ code: 0, signal: null });
  }, 30_000);

  test.each([
    { type: 'hang-connect' },
    { type: 'hang-headers' },
    { type: 'hang-body' },
    { type: 'trickle', bytesPerSecond: 50 },
    { type: 'refuse' },
  ] satisfies SimFault[])(
    'ends with 0 within 5 s while every cluster does this: $type',
    async (fault) => {
      await strike(fault);
      const { process, url } = await serve();
      await fetch(`${url}/clusters/_all/nodes`);
      expect(await timeToEnd(process, 'SIGTERM')).toBeLessThan(5000);
      expect(await process.ended).toEqual({ code: 0, signal: null });
      expect(process.stderr()).not.toContain('defect');
    },
    30_000,
  );

  test('a live table that nobody reads does not hold it up', async () => {
    const { process, url } = await serve();
    const { WebSocket } = await import('ws');
    const socket = new WebSocket(`${url.replace('http', 'ws')}/api/live`);
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send(JSON.stringify({ type: 'open', id: 'a', query: '/clusters/_all/namespaces/_all/pods' }));
    await new Promise((resolve) => socket.once('message', resolve));
    socket.pause();
    expect(await timeToEnd(process, 'SIGTERM')).toBeLessThan(5000);
    expect((await process.ended).code).toBe(0);
    socket.terminate();
  }, 30_000);

  test('a second signal ends it at once, whatever is in flight', async () => {
    const { process, url } = await serve();
    await process.says(/Ready:/);
    await strike({ type: 'hang-headers', match: { resources: ['configmaps'] } });
    const cut = expect(fetch(`${url}/clusters/_all/namespaces/_all/configmaps`)).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 300));
    process.child.kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 100));
    process.child.kill('SIGTERM');
    // Had it waited for the answer, there would have been one.
    await cut;
    expect(await process.ended).toEqual({ code: 143, signal: null });
  }, 30_000);

  test('ends `get` and `clusters` at once with 143: an answer that was cut short must not look like an empty one', async () => {
    await strike({ type: 'hang-headers' });
    for (const command of [['get', 'nodes'], ['clusters']]) {
      const process = start([...command, '--kubeconfig', fleet.kubeconfig]);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      expect(await timeToEnd(process, 'SIGTERM')).toBeLessThan(5000);
      expect(await process.ended).toEqual({ code: 143, signal: null });
      expect(process.stdout()).toBe('');
    }
  }, 30_000);

  test('Ctrl-C is 130', async () => {
    const { process } = await serve();
    process.child.kill('SIGINT');
    expect(await process.ended).toEqual({ code: 130, signal: null });
  }, 30_000);
});

describe('what stands in the way of a start', () => {
  test('a port that is taken ends with 4 and the sentence', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    const process = start(['serve', '--kubeconfig', fleet.kubeconfig, '--port', String(port)]);
    expect((await process.ended).code).toBe(4);
    expect(process.stderr()).toContain(`port ${port} on 127.0.0.1 is taken`);
    expect(process.stderr()).toContain('--port');
    expect(process.stdout()).toBe('');
    taken.close();
  }, 30_000);

  test.each([
    ['missing', undefined, /nowhere\.yaml/],
    ['broken YAML', 'clusters: [a: {', /broken-YAML\.yaml:\d+:\d+/],
    ['a list', '- a\n- b\n', /a-list\.yaml/],
    ['empty', '', /error: /],
    ['binary', '\u0000\u0001\u0002', /binary\.yaml/],
  ])(
    'a kubeconfig that is %s ends with 2 and names the file',
    async (what, text, words) => {
      const path = join(fleet.folder, text === undefined ? 'nowhere.yaml' : `${what.replaceAll(' ', '-')}.yaml`);
      if (text !== undefined) await writeFile(path, text);
      const process = start(['serve', '--kubeconfig', path, '--port', '0']);
      expect((await process.ended).code).toBe(2);
      expect(process.stderr()).toMatch(words);
      expect(process.stderr()).not.toContain('defect');
    },
    30_000,
  );
});

describe('demo', () => {
  const demo = () => start(['demo', '--port', '0', '--calm', '--clusters', '2', '--pods', '20']);
  /** The process that runs the simulated fleet: the only child. */
  const simOf = async ({ pid }: HindsightProcess): Promise<number> => {
    const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args=']);
    const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/, 3));
    const sim = rows.find(([, parent]) => Number(parent) === pid);
    if (sim === undefined) throw new Error('the demo has no sim process');
    return Number(sim[0]);
  };
  const isAlive = (pid: number): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  const dies = async (pid: number): Promise<void> => {
    await until(() => !isAlive(pid));
  };

  test('serves, and its simulated fleet ends with it', async () => {
    const process = demo();
    const [, url = ''] = await process.says(/at (http:\S+?)\/\s/);
    await process.says(/Ready:/);
    expect(await (await fetch(`${url}/clusters/_all/nodes?download=json`)).json()).toMatchObject({ coverage: { gaps: [] } });
    const sim = await simOf(process);
    expect(await timeToEnd(process, 'SIGTERM')).toBeLessThan(5000);
    expect((await process.ended).code).toBe(0);
    await dies(sim);
  }, 60_000);

  test('its simulated fleet does not outlive it even when it is killed', async () => {
    const process = demo();
    await process.says(/Ready:/);
    const sim = await simOf(process);
    process.child.kill('SIGKILL');
    await process.ended;
    await dies(sim);
  }, 60_000);

  test('a stop before the simulated fleet is ready leaves nothing behind', async () => {
    const process = demo();
    let sim: number | undefined;
    while (sim === undefined) sim = await simOf(process).catch(() => undefined);
    process.child.kill('SIGTERM');
    expect((await process.ended).code).toBe(0);
    await dies(sim);
  }, 60_000);
});

describe('exec plugins', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hindsight-plugins-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** A kubeconfig whose first cluster logs in by a plugin that runs this shell script. */
  const withPlugin = async (name: string, script: string): Promise<string> => {
    const plugin = join(folder, name);
    await writeFile(plugin, `#!/bin/sh\n${script}\n`);
    await chmod(plugin, 0o755);
    const [served] = fleet.sim.clusters;
    const text = `apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "${served?.url}", certificate-authority-data: ${Buffer.from(served?.caPem ?? '').toString('base64')}}}]
users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: ${plugin}, interactiveMode: Never}}}]
contexts: [{name: with-plugin, context: {cluster: c, user: u}}]
`;
    const path = join(folder, `${name}.yaml`);
    await writeFile(path, text, { mode: 0o600 });
    return `${fleet.kubeconfig},${path}`;
  };
  const credential = (token: string): string =>
    JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token } });

  test('one that works opens its cluster, and its token is told nobody', async () => {
    const token = fleet.sim.tokenOf('admin') as string;
    const { code, stdout, stderr } = await runCli([
      'get',
      'nodes',
      '--contexts-are-clusters',
      '--kubeconfig',
      await withPlugin('works', `echo '${credential(token)}'`),
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^with-plugin /m);
    expect(stderr).toContain('in 4 clusters');
    expect(stdout + stderr).not.toContain(token);
  });

  test.each([
    [
      'fails',
      'echo "your session has expired, run: sso login" >&2; exit 7',
      'failed with status 7: your session has expired, run: sso login',
    ],
    ['garbage', 'echo "<html>log in</html>"', 'printed something that is no ExecCredential'],
    ['nothing', 'true', 'printed something that is no ExecCredential'],
    [
      'old',
      `echo '{"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential","status":{"token":"x"}}'`,
      'in another version',
    ],
    ['leaky', 'echo "token: s3cr3t-t0k3n rejected" >&2; echo s3cr3t-t0k3n; exit 1', 'failed with status 1'],
    ['escapes', 'printf "\\033[2Jgone\\007" >&2; exit 1', 'gone'],
    ['crashes', 'kill -SEGV $$', 'failed with signal SIGSEGV'],
    ['floods', 'yes', 'printed more than 1 MiB'],
  ])('one that does this: %s, makes its cluster a gap with the reason, the others answer', async (name, script, words) => {
    const { code, stdout, stderr } = await runCli([
      'get',
      'nodes',
      '--contexts-are-clusters',
      '--kubeconfig',
      await withPlugin(name, script),
    ]);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n').length).toBeGreaterThan(3);
    expect(stderr).toMatch(/1 cluster \w+ \(with-plugin: /);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('s3cr3t');
    expect(stderr).not.toContain('\x1b');
  });

  test('one that hangs is given up with the cluster, and does not outlive us', async () => {
    const pidFile = join(folder, 'hangs.pid');
    const kubeconfig = await withPlugin('hangs', `echo $$ > ${pidFile}; sleep 600`);
    const process = start(['get', 'nodes', '--timeout', '2', '--contexts-are-clusters', '--kubeconfig', kubeconfig]);
    expect((await process.ended).code).toBe(0);
    expect(process.stdout()).toContain(firstCluster().name);
    expect(process.stderr()).toMatch(/1 cluster \w+ \(with-plugin: /);
    const pid = Number(await readFile(pidFile, 'utf8'));
    expect(pid).toBeGreaterThan(0);
    await until(async () => !(await isRunning(pid)));
  }, 30_000);

  test('one that hangs holds up neither the pages of a server nor its end', async () => {
    const process = start([
      'serve',
      '--port',
      '0',
      '--auth',
      'none',
      '--contexts-are-clusters',
      '--kubeconfig',
      await withPlugin('hangs-too', 'sleep 600'),
    ]);
    const [, url = ''] = await process.says(/at (http:\S+?)\/\s/);
    const answer = (await (await fetch(`${url}/clusters/_all/nodes?download=json`)).json()) as {
      coverage: { gaps: { cluster: string; state: string }[] };
    };
    expect(answer.coverage.gaps).toMatchObject([{ cluster: 'with-plugin', state: 'syncing' }]);
    expect(await timeToEnd(process, 'SIGTERM')).toBeLessThan(5000);
    expect((await process.ended).code).toBe(0);
  }, 30_000);
});

/** True while the process runs; one that is dead but not yet reaped does not. */
async function isRunning(pid: number): Promise<boolean> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
}

describe('get -w', () => {
  const template = () => {
    const pod = firstCluster().objects.list('pods')[0]?.object;
    if (pod === undefined) throw new Error('the small fleet has no pods');
    return {
      ...pod,
      metadata: {
        ...pod.metadata,
        name: 'watched',
        namespace: 'default',
        uid: '11111111-2222-4333-8444-555555555555',
        ownerReferences: [],
      },
    };
  };
  afterEach(() => void firstCluster().objects.remove('pods', 'default/watched'));

  test('prints the table, then what changes, and ends by Ctrl-C with 130', async () => {
    const process = start(['get', 'pods', '-A', '-w', '--kubeconfig', fleet.kubeconfig]);
    await process.says(/^CLUSTER +NAMESPACE +NAME/);
    await process.says(/Found \d+ rows/);
    const before = process.stdout();
    expect(before).not.toContain('watched');
    firstCluster().objects.create('pods', template(), Date.now());
    await process.says(/ default +watched .*\n/);
    expect(process.stdout().slice(before.length)).not.toContain('NAMESPACE');
    firstCluster().objects.remove('pods', 'default/watched');
    await process.says(/gone: \S+ default\/watched/);
    process.child.kill('SIGINT');
    expect(await process.ended).toEqual({ code: 130, signal: null });
    expect(process.stderr()).not.toContain('error');
  }, 30_000);

  test('ends by Ctrl-C while every cluster hangs', async () => {
    await strike({ type: 'hang-headers' });
    const process = start(['get', 'pods', '-A', '-w', '--kubeconfig', fleet.kubeconfig]);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await timeToEnd(process, 'SIGINT')).toBeLessThan(5000);
    expect((await process.ended).code).toBe(130);
  }, 30_000);

  test('a pipe that is closed ends it with 141, quietly, at the next row', async () => {
    const process = start(['get', 'pods', '-A', '-w', '--kubeconfig', fleet.kubeconfig]);
    await process.says(/Found \d+ rows/);
    process.child.stdout?.destroy();
    firstCluster().objects.create('pods', template(), Date.now());
    expect((await process.ended).code).toBe(141);
    expect(process.stderr()).not.toContain('EPIPE');
  }, 30_000);
});
