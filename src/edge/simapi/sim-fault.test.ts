import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { rawRequest } from '../../../test/kit/raw-request.ts';
import { type ServedSim, serveSim } from '../../../test/kit/served-sim.ts';
import type { SimFault } from './sim-fault.ts';

let sim: ServedSim;
beforeAll(async () => {
  sim = await serveSim();
});
afterEach(async () => {
  sim.api.setFault(sim.name, undefined);
  await sim.api.settled();
});
afterAll(() => sim.close());

const pods = '/api/v1/pods';
const protocols = ['h2', 'http/1.1'] as const;

/** `silent` when no whole answer comes within a moment, else its status or `broken`. */
async function outcome(path: string, protocol: 'h2' | 'http/1.1' = 'h2', withinMs = 150): Promise<number | 'silent' | 'broken'> {
  const answer = sim.get(path, { protocol }).then(
    (a) => a.status,
    () => 'broken' as const,
  );
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<'silent'>((resolve) => {
    timer = setTimeout(resolve, withinMs, 'silent');
  });
  const first = await Promise.race([answer, silence]);
  clearTimeout(timer);
  return first;
}

async function strike(fault: SimFault | readonly SimFault[] | undefined): Promise<void> {
  sim.api.setFault(sim.name, fault);
  await sim.api.settled();
}

let changes = 0;
/** Changes a pod of the cluster, so that a watch of pods has something to say. */
function touchPod(): void {
  const pod = sim.cluster.objects.list('pods')[0];
  if (pod === undefined) throw new Error('the world has no pods');
  const labels = { ...pod.object.metadata.labels, touched: String(++changes) };
  sim.cluster.objects.update('pods', { ...pod.object, metadata: { ...pod.object.metadata, labels } });
}

const version = (): number => sim.cluster.objects.resourceVersion;

describe.each(protocols)('over %s', (protocol) => {
  test.each<[string, SimFault, number | 'silent' | 'broken']>([
    ['refuse', { type: 'refuse' }, 'broken'],
    ['hang-connect', { type: 'hang-connect' }, 'silent'],
    ['hang-headers', { type: 'hang-headers' }, 'silent'],
    ['hang-body', { type: 'hang-body' }, 'silent'],
    ['trickle', { type: 'trickle', bytesPerSecond: 100 }, 'silent'],
    ['reset', { type: 'reset' }, 'broken'],
    ['cut', { type: 'cut' }, 'broken'],
    ['401', { type: 'status', status: 401 }, 401],
    ['403', { type: 'status', status: 403 }, 403],
    ['410', { type: 'status', status: 410 }, 410],
    ['429', { type: 'status', status: 429, retryAfterSeconds: 1 }, 429],
    ['500', { type: 'status', status: 500 }, 500],
    ['503', { type: 'status', status: 503 }, 503],
    ['forbid', { type: 'forbid', match: { resources: ['pods'] } }, 403],
    ['garbage', { type: 'garbage' }, 200],
    ['latency', { type: 'latency', latencyMs: 5_000 }, 'silent'],
    ['broken-group', { type: 'broken-group', group: '' }, 503],
  ])('%s strikes a list, and lifts', async (_name, fault, expected) => {
    await strike(fault);
    expect(await outcome(pods, protocol)).toBe(expected);
    await strike(undefined);
    expect(await outcome(pods, protocol, 5_000)).toBe(200);
  });

  test('an answer that is cut or hangs in the body has begun well', async () => {
    for (const type of ['cut', 'hang-body'] as const) {
      await strike({ type, afterBytes: 400 });
      const watch = await sim.watch(pods, { protocol });
      expect(watch.status).toBe(200);
      watch.close();
    }
  });

  test('a short answer is cut before its end too', async () => {
    await strike({ type: 'cut', afterBytes: 1_000_000 });
    expect(await outcome('/api/v1/namespaces/kube-system', protocol, 5_000)).toBe('broken');
  });

  test('trickled bytes are the right ones', async () => {
    await strike({ type: 'trickle', bytesPerSecond: 20_000 });
    const answer = await sim.get('/version', { protocol });
    expect(answer.json().major).toBe('1');
  });
});

test('429 carries Retry-After in header and details', async () => {
  await strike({ type: 'status', status: 429, retryAfterSeconds: 7 });
  const answer = await sim.get(pods);
  expect(answer.headers['retry-after']).toBe('7');
  expect(answer.json()).toMatchObject({ kind: 'Status', code: 429, reason: 'TooManyRequests', details: { retryAfterSeconds: 7 } });
});

test('garbage is no JSON', async () => {
  await strike({ type: 'garbage' });
  const answer = await sim.get(pods);
  expect(() => answer.json()).toThrow(SyntaxError);
});

test('a match narrows by verb, resource, user and path; a count lifts the fault', async () => {
  await strike([
    { type: 'status', status: 500, match: { verbs: ['list'], resources: ['pods'] } },
    { type: 'status', status: 503, match: { path: '/readyz' }, count: 2 },
    { type: 'status', status: 429, match: { users: ['viewer'], resources: ['nodes'] } },
  ]);
  const status = async (path: string, user?: string): Promise<number> => (await sim.get(path, user === undefined ? {} : { user })).status;
  expect(await status(pods)).toBe(500);
  expect(await status('/api/v1/services')).toBe(200);
  expect([await status('/readyz'), await status('/readyz'), await status('/readyz')]).toEqual([503, 503, 200]);
  expect([await status('/api/v1/nodes'), await status('/api/v1/nodes', 'viewer')]).toEqual([200, 429]);
});

test('the other cluster of the process does not notice', async () => {
  await strike({ type: 'hang-connect' });
  const other = sim.api.clusters[1];
  if (other === undefined) throw new Error('there is no second cluster');
  expect((await rawRequest(other, { path: '/api/v1/nodes', protocol: 'h2' })).status).toBe(200);
});

describe('open watches', () => {
  test.each<SimFault>([{ type: 'hang-connect' }, { type: 'hang-headers' }, { type: 'hang-body' }, { type: 'silent-watch' }])(
    '$type silences them, and what was missed comes when it lifts',
    async (fault) => {
      const watch = await sim.watch(`${pods}?watch=1&resourceVersion=${version()}`, { protocol: 'h2' });
      await strike(fault);
      touchPod();
      expect(await watch.isSilent(100)).toBe(true);
      await strike(undefined);
      expect((await watch.next()).type).toBe('MODIFIED');
      watch.close();
    },
  );

  test.each<SimFault>([{ type: 'refuse' }, { type: 'reset' }, { type: 'cut' }, { type: 'forbid', match: { resources: ['pods'] } }])(
    '$type ends them',
    async (fault) => {
      const watch = await sim.watch(`${pods}?watch=1&resourceVersion=${version()}`, { protocol: 'h2' });
      await strike(fault);
      expect(await watch.next()).toBeUndefined();
    },
  );

  test('a fault that does not match leaves them alone', async () => {
    const watch = await sim.watch(`${pods}?watch=1&resourceVersion=${version()}`, { protocol: 'h2' });
    await strike([
      { type: 'forbid', match: { resources: ['events'] } },
      { type: 'hang-headers', match: { verbs: ['list'] } },
    ]);
    touchPod();
    expect((await watch.next()).type).toBe('MODIFIED');
    watch.close();
  });

  test('410 reaches them as an ERROR event and ends them', async () => {
    const watch = await sim.watch(`${pods}?watch=1&resourceVersion=${version()}`, { protocol: 'h2' });
    await strike({ type: 'status', status: 410 });
    expect(await watch.next()).toMatchObject({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } });
    expect(await watch.next()).toBeUndefined();
  });

  test('garbage is one line that does not parse', async () => {
    const watch = await sim.watch(`${pods}?watch=1&resourceVersion=${version()}`, { protocol: 'h2' });
    await strike({ type: 'garbage', match: { verbs: ['watch'] } });
    await expect(watch.next()).rejects.toThrow(SyntaxError);
    touchPod();
    expect((await watch.next()).type).toBe('MODIFIED');
    watch.close();
  });

  test('a new watch under silent-watch opens and says nothing', async () => {
    await strike({ type: 'silent-watch' });
    const watch = await sim.watch(`${pods}?watch=1&resourceVersion=0`, { protocol: 'h2' });
    expect(watch.status).toBe(200);
    expect(await watch.isSilent(100)).toBe(true);
    watch.close();
  });
});
