import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubeObject } from '../../src/core/kube/object.ts';
import type { SimCluster, SimWorld } from '../../src/core/sim/sim-cluster.ts';
import { type BothWays, startBothWays, timeless } from '../kit/both-ways.ts';
import { runCli } from '../kit/run-cli.ts';

let fleet: BothWays;
let first: SimCluster;
let second: SimCluster;
beforeAll(async () => {
  const plant = ({ clusters }: SimWorld): void => {
    [first, second] = clusters as unknown as [SimCluster, SimCluster];
    for (const count of [3, 4]) plantWarning(podOf(first), count);
  };
  fleet = await startBothWays({ clusters: 4, pods: 240, plant });
}, 30_000);
afterAll(() => fleet.close());

/** An event as the kubelet writes it; two of them say the same. */
function plantWarning({ metadata }: KubeObject, count: number): void {
  const at = new Date(Date.now() - count * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
  const involvedObject = { kind: 'Pod', name: metadata.name, namespace: metadata.namespace, uid: metadata.uid, apiVersion: 'v1' };
  const event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${metadata.name}.${count}`, namespace: metadata.namespace },
    involvedObject,
  };
  const says = { type: 'Warning', reason: 'Unhealthy', message: `probe failed, ${count}`, count, firstTimestamp: at, lastTimestamp: at };
  first.objects.create('events', { ...event, ...says } as unknown as KubeObject, Date.now());
}

/** Runs a command both ways, expects the same, and answers what was printed. */
async function same(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const [direct, remote] = [await fleet.directly(...args), await fleet.remotely(...args)];
  expect(remote.code, `${remote.stderr}${direct.stderr}`).toBe(direct.code);
  expect(timeless(remote.stdout)).toBe(timeless(direct.stdout));
  return direct;
}

const podOf = (cluster: SimCluster): KubeObject =>
  cluster.objects.list('pods').find(({ object }) => object.metadata.ownerReferences?.[0]?.kind === 'ReplicaSet')?.object as KubeObject;

describe('describe', () => {
  test('a pod: state, owners up to the deployment, containers, volumes', async () => {
    const pod = podOf(first);
    const { stdout, code } = await same('describe', 'pod', pod.metadata.name, '--clusters', first.name);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Pod ${pod.metadata.name} {2}\\(${pod.metadata.namespace}, ${first.name}\\)`));
    expect(stdout).toMatch(/Owners +replicaset\/\S+\n +deployment\/\S+/);
    for (const title of ['Conditions', 'Containers', 'Scheduling', 'Events']) expect(stdout).toMatch(new RegExp(`^${title}`, 'm'));
    expect(stdout).toContain(pod.spec.containers[0].image);
    // Two events that say the same, but for the message that changes.
    expect(stdout).toMatch(/▲ Warning +✕ Unhealthy +pod\/\S+ +3 +probe failed, 3/);
  });

  test('a deployment of every cluster: what it owns and its pods, one description after the other', async () => {
    const { stdout } = await same('describe', 'deploy/coredns', '-n', 'kube-system');
    expect(stdout.match(/^Deployment coredns {2}\(kube-system, /gm)).toHaveLength(4);
    expect(stdout).toMatch(/^Owns \(\d+\)$/m);
    expect(stdout).toMatch(/^Pods \(\d+\)$/m);
    expect(stdout).toMatch(/replicaset\/coredns-\S+ +\d+ ready of \d+/);
  });

  test('nodes, services, config maps and custom resources have something to say too', async () => {
    const node = first.objects.list('nodes')[0]?.object.metadata.name as string;
    const { stdout } = await same('describe', 'node', node, '--clusters', first.name);
    expect(stdout).toMatch(/Requested +cpu .* of .*\(\d+%\)/);
    expect((await same('describe', 'svc', '-n', 'kube-system', '--filter', 'Name~dns', '--limit', '1')).stdout).toContain('Ports');
    expect((await same('describe', 'configmap', '-n', 'kube-system', '--filter', 'Name~.', '--limit', '1')).stdout).toMatch(
      /Keys +\S+ \(\d+ characters\)/,
    );
    const custom = (await same('describe', 'stacks', '--filter', 'Name~.', '--limit', '1')).stdout;
    expect(custom).toMatch(/^Stack /);
    expect(custom).toMatch(/^Content$/m);
  });

  test('-o json has the same sections as data', async () => {
    const { stdout } = await fleet.remotely('describe', 'pod', podOf(first).metadata.name, '--clusters', first.name, '-o', 'json');
    const { descriptions } = JSON.parse(stdout);
    expect(descriptions[0]).toMatchObject({ cluster: first.name, object: { kind: 'Pod', resource: 'pods' } });
    expect(descriptions[0].sections.map(({ id }: { id: string }) => id)).toContain('containers');
  });

  test('curl gets it at the address of one object', async () => {
    const { name, namespace } = podOf(first).metadata;
    const path = `/clusters/${first.name}/namespaces/${namespace}/pods/${name}`;
    const { body } = await fleet.served.get(path, { accept: '*/*', 'user-agent': 'curl/8.5.0' });
    expect(body).toMatch(new RegExp(`^Pod ${name} `));
    expect((await fleet.served.get(`${path}x`, { accept: '*/*', 'user-agent': 'curl/8.5.0' })).status).toBe(404);
  });

  test('a name that is nowhere ends with 1, no name with 2', async () => {
    expect((await same('describe', 'pod', 'nowhere')).code).toBe(1);
    const { code, stderr } = await same('describe', 'pods');
    expect(code).toBe(2);
    expect(stderr).toContain('say which object');
  });

  test('where no cluster may be read, nobody says that the name is nowhere: 3, not 1', async () => {
    fleet.small.sim.setFault(second.name, { type: 'forbid', match: { resources: ['pods'] } });
    await fleet.small.sim.settled();
    try {
      const { code, stderr } = await fleet.directly('describe', 'pod', 'x', '--context', second.name);
      expect(code).toBe(3);
      expect(stderr).not.toContain('not found');
      expect(stderr).toContain('forbidden');
    } finally {
      fleet.small.sim.setFault(second.name, undefined);
      await fleet.small.sim.settled();
    }
  });

  test('events that may not be read are said, not silently left out', async () => {
    fleet.small.sim.setFault(first.name, { type: 'forbid', match: { resources: ['events'] } });
    await fleet.small.sim.settled();
    try {
      const { stdout } = await fleet.directly('describe', 'pod', podOf(first).metadata.name, '--clusters', first.name);
      expect(stdout).toContain('Events are not shown: forbidden');
    } finally {
      fleet.small.sim.setFault(first.name, undefined);
      await fleet.small.sim.settled();
    }
  });
});

describe('events', () => {
  test('are grouped by reason and object, the newest last', async () => {
    const { stdout } = await same('events', '-o', 'tsv');
    const [head, ...rows] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t')) as [string[], ...string[][]];
    expect(head).toEqual(['Cluster', 'Namespace', 'Last Seen', 'Type', 'Reason', 'Object', 'Count', 'Message']);
    const keys = rows.map((row) => [row[0], row[1], row[3], row[4], row[5]].join(' '));
    expect(new Set(keys).size).toBe(keys.length);
    const times = rows.map((row) => row[2] as string);
    expect(times).toEqual(times.toSorted());
  });

  test('--types, --for, --filter and --limit keep what is meant; --each does not group', async () => {
    const warnings = (await same('events', '--types', 'warning', '--no-headers', '-o', 'tsv')).stdout;
    expect(warnings).not.toContain('\tNormal\t');
    const subject = /\t(pod\/[^\t]+)\t/.exec(warnings)?.[1] as string;
    const about = (await same('events', '--for', subject.replace('pod/', 'po/'), '--no-headers', '-o', 'tsv')).stdout;
    expect(about).not.toBe('');
    for (const line of about.trimEnd().split('\n')) expect(line).toContain(`\t${subject}\t`);
    expect((await same('events', '--limit', '2', '--no-headers')).stdout.trimEnd().split('\n')).toHaveLength(2);
    expect((await same('events', '--each', '--filter', 'Type=Warning')).stdout.split('\n')[0]).not.toContain('COUNT');
    expect(JSON.parse((await same('events', '-o', 'json')).stdout)).toMatchObject({ kind: 'List' });
  });

  test.each<[string[], string]>([
    [['--types', 'Wraning'], 'Did you mean Warning?'],
    [['--for', 'pod'], 'takes KIND/NAME'],
    [['pod', 'x'], '--for pod/x'],
  ])('%j is a mistake', async (args, words) => {
    const { code, stderr } = await fleet.directly('events', ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });
});

describe('top', () => {
  test('has usage beside requests, greatest first; what has no metrics is n/a and stands last', async () => {
    const { stdout } = await fleet.directly('top', 'pods', '-A', '--sort-by', 'memory', '-o', 'tsv');
    const [head, ...rows] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t')) as [string[], ...string[][]];
    expect(head).toEqual(expect.arrayContaining(['CPU Usage', 'CPU%', 'CPU Requests', 'Memory Usage', 'Memory%', 'Memory Limits']));
    const used = rows.map((row) => row[head.indexOf('Memory Usage')] as string);
    const known = used.filter((text) => text !== '').map(Number);
    expect(known.length).toBeGreaterThan(10);
    expect(known).toEqual(known.toSorted((a, b) => b - a));
    expect(used.indexOf('')).toBe(known.length);
  });

  test('nodes, by share of what is allocatable, directly and through a server', async () => {
    for (const ask of [fleet.directly, fleet.remotely]) {
      const { stdout, code } = await ask('top', 'nodes', '--sort-by', 'cpu%', '--limit', '3', '--no-headers');
      expect(code).toBe(0);
      const shares = stdout
        .trimEnd()
        .split('\n')
        .map((line) => Number(/(\d+)%/.exec(line)?.[1]));
      expect(shares).toHaveLength(3);
      expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    }
  });

  test.each<[string[], string]>([
    [[], 'pods or nodes'],
    [['services'], 'only pods and nodes'],
    [['pods', '--sort-by', 'memry'], 'Did you mean memory?'],
  ])('%j is a mistake', async (args, words) => {
    const { code, stderr } = await fleet.directly('top', ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });
});

describe('diff', () => {
  test('the same object: 0; another image: 1, with the field and both values in the order of the command line', async () => {
    expect((await same('diff', first.name, second.name, 'deploy/coredns', '-n', 'kube-system')).code).toBe(0);
    const { code, stdout } = await same('diff', second.name, first.name, 'daemonset/kube-proxy', '-n', 'kube-system');
    const images = [second, first].map(
      (cluster) =>
        cluster.objects.get('daemonsets.apps', 'kube-system/kube-proxy')?.object.spec.template.spec.containers[0].image as string,
    );
    expect(code).toBe(images[0] === images[1] ? 0 : 1);
    expect(stdout).toContain('.spec.template.spec.containers[kube-proxy].image');
    expect(stdout).toMatch(new RegExp(`- ${images[0]} +${second.name}\n +\\+ ${images[1]} +${first.name}`));
  });

  test('over the whole fleet: which value in which clusters, and who lacks it', async () => {
    const { stdout, code } = await same('diff', '*', 'daemonset/kube-proxy', '-n', 'kube-system');
    expect(code).toBe(1);
    expect(stdout).toMatch(/\d× /);
    const [one] = JSON.parse((await same('diff', '*', 'daemonset/kube-proxy', '-n', 'kube-system', '-o', 'json')).stdout);
    expect(one.clusters).toHaveLength(4);
    expect(one.differences.map(({ path }: { path: string }) => path)).toContain('.spec.template.spec.containers[kube-proxy].image');
    first.objects.create(
      'configmaps',
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'lonely', namespace: 'default' },
        data: { a: '1' },
      } as unknown as KubeObject,
      Date.now(),
    );
    await expect.poll(async () => (await fleet.remotely('diff', '*', 'cm/lonely')).code).toBe(1);
    expect((await same('diff', '*', 'cm/lonely')).stdout).toContain('not in ');
  });

  test('an object that is nowhere ends with 1, a cluster that is nowhere with 2', async () => {
    expect((await same('diff', first.name, second.name, 'deploy/nowhere')).code).toBe(1);
    expect((await same('diff', 'nope', second.name, 'deploy/coredns')).code).toBe(2);
    expect((await same('diff', first.name)).code).toBe(2);
  });
});

describe('clusters', () => {
  test('say state, version, age of the data, and by label or glob which are meant', async () => {
    const { stdout } = await fleet.directly('clusters');
    expect(stdout.split('\n')[0]).toMatch(/^NAME +STATE +SINCE +VERSION +LATENCY +HEARD +LABELS +FORBIDDEN +REASON$/);
    for (const { name, version } of fleet.small.world.clusters) expect(stdout).toMatch(new RegExp(`^${name} +live +\\S+ +${version}`, 'm'));
    const stable = fleet.small.world.clusters.filter(({ name }) => name.includes('-prod-')).map(({ name }) => `cluster/${name}\n`);
    expect((await same('clusters', '--channel', 'stable', '-o', 'name')).stdout).toBe(stable.join(''));
    expect((await same('clusters', '*', `!${first.name}`, '-o', 'name')).stdout).not.toContain(`/${first.name}\n`);
    const { code, stderr } = await same('clusters', `${first.name}x`);
    expect(code).toBe(2);
    expect(stderr).toContain(`Did you mean ${first.name}`);
  });

  test('what is forbidden is named', async () => {
    fleet.small.sim.setFault(second.name, { type: 'forbid', match: { resources: ['namespaces'] } });
    await fleet.small.sim.settled();
    try {
      const { stdout } = await fleet.directly('clusters', second.name);
      expect(stdout).toContain('namespaces');
    } finally {
      fleet.small.sim.setFault(second.name, undefined);
      await fleet.small.sim.settled();
    }
  });
});

describe('the command line itself', () => {
  test('nothing in help is wider than 80 columns, but for examples', async () => {
    const names = (await runCli([])).stdout.match(/^ {2}[a-z]+(?= )/gm)?.map((name) => name.trim()) as string[];
    expect(names).toEqual(expect.arrayContaining(['get', 'describe', 'events', 'top', 'diff', 'clusters', 'completion']));
    for (const name of names.filter((one) => one !== 'hindsight')) {
      const { stdout, code } = await runCli(['help', name]);
      expect(code).toBe(0);
      const flags = stdout.slice(stdout.indexOf('\nFlags:'));
      for (const line of flags.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    }
  });

  test('a mistyped command names the nearest; hidden ones stay hidden', async () => {
    const { stderr, code } = await runCli(['descrbe']);
    expect(code).toBe(2);
    expect(stderr).toContain('`hindsight describe`');
    expect((await runCli([])).stdout).not.toContain('__complete');
  });

  test('colours and marks of describe only where a person reads', async () => {
    const args = ['describe', 'deploy/coredns', '-n', 'kube-system', '--server', fleet.served.url];
    expect((await runCli(args, { tty: true })).stdout).toContain('\x1b[1m');
    for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }])
      expect((await runCli(args, { tty: true, env })).stdout).not.toContain('\x1b[1m');
    expect((await runCli(args)).stdout).not.toContain('\x1b');
  });
});
