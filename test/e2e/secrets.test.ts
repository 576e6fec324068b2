import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { maskText } from '../../src/core/kube/masking.ts';
import type { SimFault } from '../../src/edge/simapi/sim-fault.ts';
import { inspectableFlags, inspectProcess, type MemoryFind, type ProcessInspector } from '../kit/inspect-process.ts';
import { openValue, type PlantedSecrets, plantSecrets, withUnpacked } from '../kit/plant-secrets.ts';
import { searchProcessMemory } from '../kit/process-memory.ts';
import { runCli } from '../kit/run-cli.ts';
import { type SmallFleet, startSmallFleet } from '../kit/small-fleet.ts';
import { type HindsightProcess, spawnHindsight } from '../kit/spawn-hindsight.ts';
import { until } from '../kit/until.ts';

const namespaced = [
  'pods,deployments,statefulsets,daemonsets,replicasets,jobs,cronjobs',
  'configmaps,controllerrevisions,podtemplates,replicationcontrollers,stacksets,postgresqls,events,serviceaccounts',
];
const single = [
  'pods/pod-by-apply',
  'pods/pod-by-create',
  'deployments/deployment-by-create',
  'deployments/deployment-by-apply',
  'deployments/deployment-by-operator',
  'statefulsets/stateful',
  'daemonsets/daemon',
  'replicasets/replica',
  'jobs/job',
  'cronjobs/cron',
  'configmaps/sh.helm.release.v1.till.v1',
  'controllerrevisions/revision',
  'podtemplates/template',
  'replicationcontrollers/controller',
  'stacksets/custom',
];
const secretNames = ['by-create', 'by-apply', 'by-operator', 'sh.helm.release.v1.shop.v1'];
const forms = ['text/html', 'application/json', 'application/yaml', 'text/csv', 'text/tab-separated-values', 'text/plain'];

let fleet: SmallFleet;
let planted: PlantedSecrets;
let cluster: string;
beforeAll(async () => {
  fleet = await startSmallFleet({ clusters: 2, pods: 60 });
  const served = fleet.sim.clusters[0];
  if (served === undefined) throw new Error('the fleet has no clusters');
  cluster = served.name;
  planted = await plantSecrets({ url: served.url, caPem: served.caPem, token: served.token });
}, 60_000);
afterAll(() => fleet.close());

/** A server in a process of its own, and everything it answered. */
interface Exercised {
  readonly server: HindsightProcess;
  /** By what was asked. */
  readonly answers: ReadonlyMap<string, string>;
  readonly token: string;
  ask(path: string, accept: string): Promise<string>;
}

/** Asks for everything in every form, before, while and after all planted objects change. */
async function exercise(secrets: 'off' | 'metadata'): Promise<Exercised> {
  const flags = ['--kubeconfig', fleet.kubeconfig, '--port', '0', '--secrets', secrets, '--log-level', 'debug'];
  const server = spawnHindsight(['serve', ...flags], { nodeFlags: inspectableFlags });
  const [, url, token] = (await server.says(/at (http:\S+)\/\?token=(\S+)/)) as unknown as [string, string, string];
  const authorization = `Bearer ${token}`;
  const answers = new Map<string, string>();
  const ask = async (path: string, accept: string): Promise<string> => {
    const text = await (await fetch(url + path, { headers: { accept, authorization } })).text();
    answers.set(`${path} as ${accept} (${answers.size})`, text);
    return text;
  };
  await until(async () => (await ask('/readyz', 'text/plain')).startsWith('ready'), 50);

  const lists = secrets === 'off' ? namespaced : [...namespaced, 'secrets'];
  const objects = secrets === 'off' ? single : [...single, ...secretNames.map((name) => `secrets/${name}`)];
  const everyForm = async (): Promise<void> => {
    for (const resources of lists) {
      for (const accept of forms) await ask(`/clusters/_all/namespaces/_all/${resources}?labelcols=*&wide=1`, accept);
      for (const accept of ['application/json', 'application/yaml'])
        await ask(`/clusters/_all/namespaces/_all/${resources}?objects=1`, accept);
    }
    for (const path of objects) {
      for (const accept of forms) await ask(`/clusters/${cluster}/namespaces/kube-system/${path}`, accept);
    }
  };
  await everyForm();
  await ask('/clusters/_all/namespaces/_all/pods?filter=DB_PASSWORD', 'application/json');
  for (const resource of ['pods', 'deployments', 'secrets']) {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/api/live`, { headers: { authorization } });
    let said = 0;
    socket.on('message', (bytes) => answers.set(`live ${resource} ${said++}`, String(bytes)));
    await new Promise((resolve) => socket.once('open', resolve));
    const first = new Promise((resolve) => socket.once('message', resolve));
    socket.send(JSON.stringify({ type: 'open', id: 'a', query: `/clusters/_all/namespaces/_all/${resource}?labelcols=*` }));
    await first;
  }
  await planted.touch();
  for (const path of objects) {
    const version = await versionOf(path);
    const address = `/clusters/${cluster}/namespaces/kube-system/${path}`;
    await until(async () => (await ask(address, 'application/json')).includes(`"${version}"`), 50);
  }
  await everyForm();
  for (const path of [
    '/',
    '/metrics',
    '/health',
    '/clusters',
    '/nowhere',
    '/clusters/nowhere/nodes',
    '/clusters/_all/namespaces/_all/secrets',
  ]) {
    for (const accept of forms) await ask(path, accept);
  }
  return { server, answers, token, ask };
}

/** What the API server says of a planted object right now. */
async function versionOf(path: string): Promise<string> {
  const [resource = '', name = ''] = path.split('/');
  const objects = fleet.world.cluster(cluster)?.objects;
  const group =
    {
      pods: '',
      configmaps: '',
      secrets: '',
      podtemplates: '',
      replicationcontrollers: '',
      jobs: '.batch',
      cronjobs: '.batch',
      stacksets: '.zalando.org',
    }[resource] ?? '.apps';
  const version = objects?.get(`${resource}${group}`, `kube-system/${name}`)?.object.metadata.resourceVersion;
  if (version === undefined) throw new Error(`${path} was not planted`);
  return version;
}

/** Of the users in the kubeconfig. */
function tokens(): readonly string[] {
  return fleet.sim.clusters.map(({ token }) => token);
}

/** Which of the needles stand in which of the texts. */
function found(texts: Readonly<Record<string, string>>, needles: readonly string[]): readonly string[] {
  return Object.entries(texts).flatMap(([what, text]) => {
    const whole = withUnpacked(text);
    return needles.filter((needle) => whole.includes(needle)).map((needle) => `${what}: …${around(whole, needle)}…`);
  });
}

function around(text: string, needle: string): string {
  const at = text.indexOf(needle);
  return text.slice(Math.max(0, at - 200), at + 80);
}

/** Would be used up by the first request for Secrets. */
const untouched: SimFault = { type: 'latency', latencyMs: 0, match: { resources: ['secrets'], verbs: ['get', 'list', 'watch'] }, count: 1 };

describe.each(['metadata', 'off'] as const)('a serving process with --secrets %s', (secrets) => {
  let exercised: Exercised;
  let inspector: ProcessInspector;
  beforeAll(async () => {
    if (secrets === 'off') fleet.sim.setFault(cluster, untouched);
    exercised = await exercise(secrets);
    inspector = await inspectProcess(exercised.server);
  }, 120_000);
  afterAll(async () => {
    inspector?.close();
    await exercised?.server.end();
    fleet.sim.setFault(cluster, undefined);
  });

  test('answers everything that may be seen', () => {
    expect(found(Object.fromEntries(exercised.answers), [openValue]).length).toBeGreaterThan(20);
    const lists = [...exercised.answers].filter(([what]) => what.includes('/secrets') && what.includes('application/json'));
    expect(lists.some(([, text]) => text.includes('by-operator'))).toBe(secrets === 'metadata');
  });

  if (secrets === 'metadata')
    test('shows type, count and annotation keys of a Secret', async () => {
      const path = `/clusters/${cluster}/namespaces/kube-system/secrets/by-operator`;
      const secret = JSON.parse(await exercised.ask(path, 'application/json'));
      expect(secret).toMatchObject({ kind: 'Secret', type: 'Opaque', metadata: { labels: { application: 'planted' } } });
      expect(secret.metadata.annotations['operator.example.org/initial-password']).toBe(maskText);
      expect(Object.values(secret.data)).toEqual([maskText, maskText]);
    });

  if (secrets === 'off')
    test('asks no API server for Secrets', async () => {
      const described = (await (await fetch(`${fleet.sim.controlUrl}/clusters`)).json()) as { name: string; faults: SimFault[] }[];
      const faults = described.find(({ name }) => name === cluster)?.faults;
      expect(faults).toEqual([untouched]);
    });

  test('tells no planted value in any answer', () => {
    expect(found(Object.fromEntries(exercised.answers), planted.needles)).toEqual([]);
  });

  test('writes no planted value and no token to its log', () => {
    const { server, token } = exercised;
    const [stdout, stderr] = [server.stdout(), server.stderr()];
    expect(stderr).toContain('"msg":"answered"');
    expect(found({ stdout, stderr }, [...planted.needles, ...tokens()])).toEqual([]);
    // The address that is printed carries our own token; nothing else may.
    expect(found({ stderr }, [token])).toEqual([]);
    expect(found(Object.fromEntries(exercised.answers), [...tokens(), token])).toEqual([]);
  });

  test('holds no planted value in a live buffer', async () => {
    const { finds, bytes } = await inspector.searchBuffers([openValue, ...planted.needles]);
    expect(bytes).toBeGreaterThan(1_000_000);
    expect(finds.filter((find: MemoryFind) => find.text !== openValue)).toEqual([]);
    expect(finds.map((find: MemoryFind) => find.text)).toContain(openValue);
  }, 60_000);

  test('holds no planted value on its heap', async () => {
    const snapshot = await inspector.heapSnapshot();
    expect(found({ heap: snapshot }, planted.needles)).toEqual([]);
    expect(snapshot).toContain(openValue);
  }, 120_000);

  // Memory that was freed is not ours to wipe: Node, zlib and TLS give their buffers back as they are, and other bytes write over them in time.
  if (process.platform === 'linux')
    test('leaves little behind in freed memory', async () => {
      const remains = async (): Promise<number> => {
        const { hits } = await searchProcessMemory(exercised.server.pid, [openValue, ...planted.needles]);
        expect(hits.some(({ text }) => text === openValue)).toBe(true);
        return hits.filter(({ text }) => text !== openValue).length;
      };
      // Each value came in at least twice: by list and by watch.
      const few = (2 * planted.valuesInAll) / 10;
      while ((await remains()) > few) await exercised.ask('/clusters/_all/namespaces/_all/services', 'application/json');
    }, 120_000);
});

describe('secrets on the command line', () => {
  const get = (...args: string[]) => runCli(['get', ...args, '--kubeconfig', fleet.kubeconfig], { env: { HINDSIGHT_DEBUG: '1' } });

  test.each(['json', 'yaml', 'wide', 'csv', 'name'])('`get -o %s` tells no planted value', async (form) => {
    for (const resources of namespaced) {
      const { code, stdout, stderr } = await get(resources, '-A', '--show-labels', '-o', form);
      expect(code).toBe(0);
      expect(found({ stdout, stderr }, [...planted.needles, ...tokens()])).toEqual([]);
      if (form === 'json') expect(stdout).toContain(openValue);
    }
  });

  test('Secrets are refused, and so is showing them', async () => {
    for (const args of [
      ['secrets', '-A'],
      ['secret/by-create', '-n', 'kube-system', '-o', 'yaml'],
      ['secrets', '-A', '-w'],
    ]) {
      const { code, stdout, stderr } = await get(...args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('Secrets');
    }
    const { code, stderr } = await runCli(['serve', '--show-secrets', '--port', '0', '--kubeconfig', fleet.kubeconfig]);
    expect(code).toBe(2);
    expect(stderr).toContain('never read');
  });

  test('a server that repeats the token in its refusal does not make us repeat it', async () => {
    const [token = ''] = tokens();
    fleet.sim.setFault(cluster, { type: 'status', status: 401, message: `bearer token ${token} is not valid` });
    try {
      const { code, stdout, stderr } = await get('nodes');
      expect(code).toBe(0);
      expect(stderr).toContain(`(${cluster}: credentials not accepted (401: `);
      expect(found({ stdout, stderr }, tokens())).toEqual([]);
    } finally {
      fleet.sim.setFault(cluster, undefined);
    }
  });
});
