import { connect } from 'node:http2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rawRequest } from '../../../test/kit/raw-request.ts';
import { type ServedSim, serveSim } from '../../../test/kit/served-sim.ts';

let sim: ServedSim;
let path: string;
let container: string;
beforeAll(async () => {
  sim = await serveSim();
  const running = sim.cluster.objects.list('pods').find(({ object }) => object.status?.phase === 'Running');
  if (running === undefined) throw new Error('the world has no running pod');
  const { namespace, name } = running.object.metadata;
  container = running.object.spec.containers[0].name;
  path = `/api/v1/namespaces/${namespace}/pods/${name}/log`;
});
afterAll(() => sim.close());

const lines = async (query: string): Promise<string[]> => {
  const answer = await sim.get(`${path}?container=${container}&${query}`);
  expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/plain']);
  return answer.text.split('\n').slice(0, -1);
};

test('the last lines, with times when asked', async () => {
  const plain = await lines('tailLines=5');
  const timed = await lines('tailLines=5&timestamps=true');
  expect(plain).toHaveLength(5);
  expect(timed.map((line) => line.slice(line.indexOf(' ') + 1))).toEqual(plain);
  for (const line of timed) expect(line).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z /);
});

test('only so many bytes, only since a while', async () => {
  const answer = await sim.get(`${path}?container=${container}&tailLines=5&limitBytes=10`);
  expect(answer.text).toHaveLength(10);
  const recent = await lines('sinceSeconds=60&timestamps=true');
  for (const line of recent) expect(Date.parse(line.slice(0, 30))).toBeGreaterThanOrEqual(sim.clock.nowMs() - 60_000);
  expect((await lines('tailLines=10000')).length).toBeGreaterThan(recent.length);
});

test('what cannot be is said as a real server says it', async () => {
  const unknown = await sim.get(`${path}?container=nobody`);
  expect([unknown.status, unknown.json().message]).toEqual([400, expect.stringMatching(/^container nobody is not valid for pod /)]);
  expect((await sim.get(path.replace(/pods\/[^/]+/, 'pods/missing'))).status).toBe(404);
  expect((await sim.get(`${path}?tailLines=x`)).status).toBe(400);
  const viewer = await rawRequest(sim.target('viewer'), { path: `${path}?container=${container}` });
  expect(viewer.status).toBe(200);
});

test('followed, new lines come as time passes, and the stream ends with the pod', async () => {
  const { url, caPem, token } = sim.target();
  const session = connect(url, { ca: caPem });
  const stream = session.request({ ':path': `${path}?container=${container}&follow=true&tailLines=0`, authorization: `Bearer ${token}` });
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const ended = new Promise((resolve) => stream.on('close', resolve));
  await new Promise((resolve) => stream.once('response', resolve));
  sim.clock.advance(600_000);
  await expect.poll(() => text.length, { timeout: 5_000 }).toBeGreaterThan(0);
  const [, namespace, name] = /namespaces\/([^/]+)\/pods\/([^/]+)/.exec(path) as unknown as [string, string, string];
  sim.cluster.objects.remove('pods', `${namespace}/${name}`);
  await ended;
  session.destroy();
});
