import { spawn } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { everything } from '../../src/core/fleet/fleet-view.ts';
import { logLineSchema, logMessageSchema } from '../../src/core/wire/log-schema.ts';
import { runCli } from '../kit/run-cli.ts';
import { type ServedFleet, serveSmallFleet } from '../kit/serve-small-fleet.ts';
import { type SmallFleet, startSmallFleet } from '../kit/small-fleet.ts';

let small: SmallFleet;
let served: ServedFleet;
let server: readonly string[];
let direct: readonly string[];
beforeAll(async () => {
  small = await startSmallFleet({ clusters: 3, pods: 120 });
  served = await serveSmallFleet(small);
  await served.ready();
  direct = ['--kubeconfig', small.kubeconfig];
  server = ['--server', served.url];
});
afterAll(async () => {
  await served.close();
  await small.close();
});
afterEach(async () => {
  for (const { name } of small.world.clusters) small.sim.setFault(name, undefined);
  await small.sim.settled();
  await expect.poll(() => served.fleet.source.status().clustersByState.live, { timeout: 15_000 }).toBe(small.world.clusters.length);
});

const ways = [
  ['directly', () => direct],
  ['through --server', () => server],
] as const;
const clusterNames = (): string[] => small.world.clusters.map(({ name }) => name).sort();
const corednsPods = () =>
  small.world.clusters.flatMap(({ name, objects }) =>
    objects
      .list('pods')
      .filter(({ object }) => object.metadata.labels?.application === 'coredns' && object.status?.phase === 'Running')
      .map(({ object }) => `${name}/${object.metadata.name}`),
  );
const jsonLines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => logLineSchema.parse(JSON.parse(line)));
const json = { accept: 'application/json' };
const ndjson = { accept: 'application/x-ndjson' };

describe.each(ways)('logs %s', (_, where) => {
  test('of a workload over all clusters, in order of time', async () => {
    const { code, stdout, stderr } = await runCli([
      'logs',
      'deploy/coredns',
      '-n',
      'kube-system',
      '--tail',
      '20',
      '-o',
      'json',
      ...where(),
    ]);
    expect([code, stderr]).toEqual([0, '']);
    const lines = jsonLines(stdout);
    expect(new Set(lines.map(({ cluster, pod }) => `${cluster}/${pod}`))).toEqual(new Set(corednsPods()));
    const times = lines.map(({ time }) => time);
    expect(times).toEqual(times.toSorted());
    expect(lines).toHaveLength(corednsPods().length * 20);
  });

  test('by selector, glob, service and cron job; everything else is not found with exit 1', async () => {
    const pods = async (...words: string[]): Promise<number> => {
      const { stdout } = await runCli(['logs', ...words, '-A', '--tail', '1', '-o', 'json', ...where()]);
      return new Set(jsonLines(stdout).map(({ cluster, pod }) => `${cluster}/${pod}`)).size;
    };
    expect(await pods('-l', 'application=coredns')).toBe(corednsPods().length);
    expect(await pods('coredns-*')).toBe(corednsPods().length);
    expect(await pods('svc/kube-dns')).toBe(corednsPods().length);
    for (const word of ['deploy/nothing-like-it', 'no-such-pod']) {
      const { code, stdout, stderr } = await runCli(['logs', word, '-A', ...where()]);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/not found|No pods found|No cluster asked has pods/);
    }
  });

  test('a pattern keeps what matches, with lines around it', async () => {
    const args = ['logs', 'deploy/coredns', '-A', '--tail', '100', ...where()];
    const plain = await runCli([...args, '--grep', 'nxdomain']);
    expect(
      plain.stdout
        .split('\n')
        .filter((line) => line !== '')
        .every((line) => line.includes('NXDOMAIN')),
    ).toBe(true);
    const inverted = await runCli([...args, '--grep', 'NXDOMAIN', '-v']);
    expect(inverted.stdout).not.toContain('NXDOMAIN');
    const around = jsonLines((await runCli([...args, '--grep', 'NXDOMAIN', '-C', '1', '-o', 'json'])).stdout);
    expect(around.some(({ isContext }) => isContext)).toBe(true);
    expect(around.filter(({ isContext }) => !isContext).every(({ text }) => text.includes('NXDOMAIN'))).toBe(true);
    const broken = await runCli([...args, '--grep', '(a']);
    expect([broken.code, broken.stderr]).toEqual([2, expect.stringContaining('RE2 syntax')]);
  });

  test('a cluster that does not answer is told, and the others are read', async () => {
    const [sick] = clusterNames() as [string];
    small.sim.setFault(sick, { type: 'refuse' });
    const { code, stdout, stderr } = await runCli(['logs', '-l', 'application=coredns', '-A', '--tail', '3', ...where()]);
    expect(code).toBe(0);
    expect(stderr).toContain(sick);
    expect(stderr).toContain('refused');
    for (const name of clusterNames().filter((name) => name !== sick && corednsPods().some((pod) => pod.startsWith(`${name}/`))))
      expect(stdout).toContain(name);
  });

  test('one container that fails does not fail the rest', async () => {
    const [first] = corednsPods() as [string];
    const [cluster, pod] = first.split('/') as [string, string];
    const path = `/api/v1/namespaces/kube-system/pods/${pod}/log`;
    small.sim.setFault(cluster, {
      type: 'status',
      status: 500,
      message: 'Get "https://10.0.0.1:10250/containerLogs": dial tcp: i/o timeout',
      match: { path },
    });
    const { code, stdout, stderr } = await runCli(['logs', '-l', 'application=coredns', '-A', '--tail', '3', '-o', 'json', ...where()]);
    expect(code).toBe(0);
    expect(stderr).toContain(`${first}/coredns: no log: server error 500`);
    expect(new Set(jsonLines(stdout).map((line) => `${line.cluster}/${line.pod}`))).toEqual(
      new Set(corednsPods().filter((name) => name !== first)),
    );
  });

  test('no token of ours is in anything that is printed', async () => {
    const tokens = small.world.clusters.map(() => small.sim.tokenOf('admin'));
    const texts: string[] = [];
    for (const { name } of small.world.clusters)
      small.sim.setFault(name, { type: 'status', status: 401, message: `bad Bearer ${tokens[0]}`, match: { path: '/api/v1/namespaces' } });
    const { stdout, stderr } = await runCli(['logs', '-l', 'application=coredns', '-A', ...where()], { env: { HINDSIGHT_DEBUG: '1' } });
    texts.push(stdout, stderr);
    for (const token of tokens) for (const text of texts) expect(text).not.toContain(token);
  });
});

describe('on a terminal', () => {
  test('each pod has its colour, the same every time; in a pipe there is none', async () => {
    const args = ['logs', 'coredns-*', '-A', '--tail', '2', ...direct];
    const [first, second] = [await runCli(args, { tty: true }), await runCli(args, { tty: true })];
    const coloured = (text: string) => new Map([...text.matchAll(/\[38;5;(\d+)m([^\s[]+)/g)].map(([, colour, pod]) => [pod, colour]));
    expect(coloured(first.stdout).size).toBe(corednsPods().length);
    expect(coloured(second.stdout)).toEqual(coloured(first.stdout));
    expect((await runCli(args)).stdout).not.toContain('\x1b');
    expect((await runCli(args, { tty: true, env: { NO_COLOR: '1' } })).stdout).not.toContain('[38;5');
  });

  test('one pod needs no name in front', async () => {
    const [pod] = corednsPods().map((name) => name.split('/')) as [[string, string]];
    const { stdout } = await runCli(['logs', pod[1], '-n', 'kube-system', '--context', pod[0], '--tail', '2', ...direct]);
    for (const line of stdout.trim().split('\n')) expect(line).toMatch(/^\[INFO\]/);
  });
});

describe('a server', () => {
  const path = '/clusters/_all/namespaces/kube-system/deployments/coredns/logs';

  test('answers JSON, text and a page whose lines have ids that stay', async () => {
    const since = new Date(Date.now() - 60_000).toISOString();
    const answer = JSON.parse((await served.get(`${path}?tail_lines=5`, json)).body);
    expect(answer.lines).toHaveLength(5 * corednsPods().length);
    expect(answer.containers).toBe(corednsPods().length);
    const text = await served.get(`${path}?tail_lines=1`, { 'user-agent': 'curl/8.5.0', accept: '*/*' });
    expect(text.headers.get('cache-control')).toBe('no-store');
    expect(text.body).toMatch(/^\S+\/coredns-\S+\/coredns 20\d\d-/);
    const ids = async () =>
      [...(await served.get(`${path}?since=${since}&tail_lines=all`, { accept: 'text/html' })).body.matchAll(/<li id="(L\w+)"/g)].map(
        ([, id]) => id,
      );
    const [before, after] = [await ids(), await ids()];
    expect(before.length).toBeGreaterThan(0);
    expect(before.filter((id) => !after.includes(id))).toEqual([]);
    expect(new Set(before).size).toBe(before.length);
  });

  test('filters by text as the predecessor did, and says so when nothing is left', async () => {
    const answer = JSON.parse((await served.get(`${path}?filter=NXDOMAIN`, json)).body);
    expect(answer.lines.every(({ text }: { text: string }) => text.includes('NXDOMAIN'))).toBe(true);
    expect((await served.get(`${path}?filter=nxdomain`, { accept: 'text/html' })).body).toContain(
      'No matching logs found. Please note that the filter text is case sensitive!',
    );
  });

  test('streams what is followed as JSON lines, and gives up when the reader goes', async () => {
    const [cluster] = clusterNames() as [string];
    small.sim.setFault(cluster, { type: 'log-flood', linesPerSecond: 200 });
    const stop = new AbortController();
    const response = await fetch(
      `${served.url}/clusters/${cluster}/namespaces/kube-system/deployments/coredns/logs?follow=1&tail_lines=0`,
      { headers: ndjson, signal: stop.signal },
    );
    expect(response.headers.get('content-type')).toContain('ndjson');
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk as Uint8Array).toString();
      if (text.split('\n').length > 100) break;
    }
    stop.abort();
    const messages = text
      .split('\n')
      .slice(0, 100)
      .map((line) => logMessageSchema.parse(JSON.parse(line)));
    expect(messages.slice(1).every(({ type }) => type === 'line')).toBe(true);
    await expect.poll(() => served.fleet.apiServer(cluster)?.usage.openStreams ?? 0, { timeout: 5000 }).toBeLessThan(20);
  });

  test('one viewer may read eight at a time, the ninth is told what to do', async () => {
    const stops = Array.from({ length: 8 }, () => new AbortController());
    const open = await Promise.all(
      stops.map(({ signal }) => fetch(`${served.url}${path}?follow=1&tail_lines=0`, { headers: ndjson, signal })),
    );
    expect(open.map(({ status }) => status)).toEqual(Array(8).fill(200));
    const ninth = await served.get(`${path}?follow=1`, json);
    expect([ninth.status, JSON.parse(ninth.body).error.code]).toEqual([429, 'too-many-streams']);
    for (const stop of stops) stop.abort();
    await expect.poll(async () => (await served.get(`${path}?tail_lines=1`, json)).status, { timeout: 5000 }).toBe(200);
  });

  test('a page is there in time although a kubelet hangs, and says whose log is missing', async () => {
    const [first] = corednsPods() as [string];
    const [cluster, pod] = first.split('/') as [string, string];
    small.sim.setFault(cluster, { type: 'hang-headers', match: { path: `/api/v1/namespaces/kube-system/pods/${pod}/log` } });
    const answer = JSON.parse((await served.get(`${path}?tail_lines=2`, json)).body);
    expect(answer.lines).toHaveLength((corednsPods().length - 1) * 2);
    expect(answer.notes).toEqual([expect.objectContaining({ pod, text: 'no log: no answer within 10 s', isTrouble: true })]);
  }, 20_000);

  test('mistakes are answered with their place', async () => {
    for (const [query, status] of [
      ['tail_lines=x', 400],
      ['since=yesterday', 400],
      ['grep=%28a', 400],
      ['grep=a%28%3F%21b%29', 400],
    ] as const)
      expect((await served.get(`${path}?${query}`, json)).status).toBe(status);
    expect((await served.get('/clusters/nope/namespaces/x/pods/y/logs', json)).status).toBe(404);
    expect((await served.get(`${path}?download=tsv`)).status).toBe(406);
  });

  test('nothing of a line is logged', async () => {
    await served.get(`${path}?tail_lines=3`, json);
    expect(served.logged.join('')).not.toContain('NXDOMAIN');
    expect(served.logged.join('')).not.toContain('NOERROR');
  });
});

describe('who has no grant for logs', () => {
  let closed: ServedFleet;
  beforeAll(async () => {
    closed = await serveSmallFleet(small, {
      access: {
        label: 'as behind a proxy',
        decide: () => ({
          allowed: true,
          viewer: 'somebody',
          scope: {
            ...everything,
            id: 'no logs',
            grant: (cluster, resource, verb) => (verb === 'logs' ? 'none' : everything.grant(cluster, resource, verb)),
          },
        }),
      },
    });
    await closed.ready();
  });
  afterAll(() => closed.close());

  test('sees a page that says how to allow them', async () => {
    const path = '/clusters/_all/namespaces/kube-system/deployments/coredns/logs';
    const page = await closed.get(path, { accept: 'text/html' });
    expect([page.status, page.body]).toEqual([403, expect.stringContaining('--show-container-logs')]);
    expect(page.body).not.toContain('NXDOMAIN');
    expect((await closed.get(`${path}?follow=1`, ndjson)).status).toBe(403);
  });
});

describe('followed in a process of its own', () => {
  /** Follows until `enough` says so, then sends Ctrl-C. */
  async function follow(
    args: readonly string[],
    enough: (text: string) => boolean,
    during?: () => void,
  ): Promise<{ stdout: string; stderr: string; code: number | null }> {
    const child = spawn(process.execPath, ['src/apps/cli/main.ts', 'logs', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (stdout === '') during?.();
      stdout += text;
      if (enough(stdout)) child.kill('SIGINT');
    });
    const giveUp = setTimeout(() => child.kill('SIGKILL'), 15_000);
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    clearTimeout(giveUp);
    return { stdout, stderr, code };
  }

  /** The flood's numbers of each container, in the order in which they came. */
  function numbers(stdout: string): ReadonlyMap<string, readonly number[]> {
    const found = new Map<string, number[]>();
    for (const line of stdout.split('\n').slice(0, -1)) {
      const { cluster, pod, text } = logLineSchema.parse(JSON.parse(line));
      const number = Number(/line=(\d+)/.exec(text)?.[1]);
      // The fault spoils the stream before it cuts it.
      if (Number.isNaN(number)) continue;
      const key = `${cluster}/${pod}`;
      found.set(key, [...(found.get(key) ?? []), number]);
    }
    return found;
  }

  test.each(ways)(
    '%s: streams that are cut in mid-line go on without losing or doubling one',
    async (_, where) => {
      const flood = { type: 'log-flood', linesPerSecond: 300 } as const;
      for (const name of clusterNames()) small.sim.setFault(name, flood);
      let cuts = 0;
      const cut = (): void => {
        const timer = setInterval(() => {
          if (++cuts > 3) return clearInterval(timer);
          for (const name of clusterNames())
            small.sim.setFault(name, [flood, { type: 'cut', match: { verbs: ['get'], resources: ['pods'] }, count: 1 }]);
          for (const name of clusterNames()) small.sim.setFault(name, flood);
        }, 600);
      };
      const enough = (text: string): boolean => cuts > 3 && text.split('\n').length > 8000;
      const { stdout, stderr, code } = await follow(
        ['deploy/coredns', '-n', 'kube-system', '-f', '--tail', '1', '-o', 'json', ...where()],
        enough,
        cut,
      );
      expect(code, stderr).toBe(130);
      const found = numbers(stdout);
      expect([...found.keys()].sort()).toEqual(corednsPods().sort());
      for (const [pod, list] of found) expect(breaksOf(list), pod).toEqual([]);
      expect(stderr).toContain('the stream broke and is continued where it was');
    },
    30_000,
  );

  test('a pod that appears is joined, one that goes is told', async () => {
    const [cluster] = small.world.clusters;
    if (cluster === undefined) throw new Error('no cluster');
    const found = cluster.objects
      .list('pods')
      .find(({ object }) => object.metadata.labels?.application === 'coredns' && object.status?.phase === 'Running');
    if (found === undefined) throw new Error('no coredns');
    const copy = structuredClone(found.object);
    const born = { ...copy, metadata: { ...copy.metadata, name: 'coredns-born', uid: 'uid-of-the-born' } };
    small.sim.setFault(cluster.name, { type: 'log-flood', linesPerSecond: 100 });
    const enough = (text: string): boolean => /coredns-born/.test(text);
    const { stdout, code } = await follow(
      ['deploy/coredns', '-n', 'kube-system', '-f', '--tail', '1', '-o', 'json', '--context', cluster.name, ...direct],
      enough,
      () => setTimeout(() => cluster.objects.create('pods', born, Date.now()), 300),
    );
    cluster.objects.remove('pods', 'kube-system/coredns-born');
    expect(code).toBe(130);
    expect(stdout).toContain('coredns-born');
  }, 30_000);

  test.each(ways)(
    '%s: a kubelet that hangs keeps the others waiting for some seconds only',
    async (_, where) => {
      const [first] = corednsPods() as [string];
      const [cluster, pod] = first.split('/') as [string, string];
      small.sim.setFault(cluster, { type: 'hang-body', afterBytes: 40, match: { path: `/api/v1/namespaces/kube-system/pods/${pod}/log` } });
      const wanted = (corednsPods().length - 1) * 3;
      const enough = (text: string): boolean => text.split('\n').length > wanted;
      const { stdout, code } = await follow(['-l', 'application=coredns', '-A', '--tail', '3', '-o', 'json', ...where()], enough);
      expect(code).toBe(130);
      expect(stdout.trim().split('\n')).toHaveLength(wanted);
      expect(stdout).not.toContain(pod);
    },
    30_000,
  );

  test('with more containers than streams, those left out are counted', async () => {
    for (const name of clusterNames()) small.sim.setFault(name, { type: 'log-flood', linesPerSecond: 50 });
    const { stderr } = await follow(
      ['-l', 'application=coredns', '-A', '-f', '--tail', '1', '--max-streams', '2', '-o', 'json', ...direct],
      (text) => text.split('\n').length > 200,
    );
    expect(stderr).toContain(`2 containers are followed, ${corednsPods().length - 2} more are not`);
  }, 30_000);
});

/** Control characters but line breaks and tabs, and what turns the writing direction. */
const commanding = /[^\P{Cc}\n\t]|\u202e/u;

/** Where a number does not follow the one before. */
function breaksOf(list: readonly number[]): string[] {
  return list.flatMap((number, i) => (i === 0 || number === (list[i - 1] as number) + 1 ? [] : [`${list[i - 1]} → ${number}`]));
}

test('what a container writes cannot command a terminal or a page', async () => {
  const { logLineText } = await import('../../src/core/reports/log-text.report.ts');
  const source = { cluster: 'c', namespace: 'n', pod: 'p\x1b]0;owned\x07', container: 'k' };
  const hostile = '\x1b[31mred\x1b[0m \x1b]8;;http://evil\x07link \u202egnp.exe \x9b2J <script>alert(1)</script>\tend';
  const look = { prefix: 'cluster', timestamps: false, colour: false, readableJson: true } as const;
  const text = logLineText(source, { atMs: 0, time: '', text: hostile }, look);
  expect(text).not.toMatch(commanding);
  expect(text).toContain('red ');
  expect(text).toContain('\tend');
  const json = logLineText(source, { atMs: 0, time: '', text: JSON.stringify({ msg: hostile, level: '\x1b[2J' }) }, look);
  expect(json).not.toMatch(commanding);
  const { logPageLines } = await import('../../src/core/reports/log-html.report.ts');
  const page = [...logPageLines([{ type: 'line', source, line: { atMs: 0, time: '<b>', text: hostile } }])].join('');
  expect(page).not.toMatch(commanding);
  expect(page).not.toMatch(/<script|<b>/);
});
