import { afterAll, beforeAll, expect, test } from 'vitest';
import { storyList } from '../../src/core/stories/registry.gen.ts';
import { runCli } from '../kit/run-cli.ts';
import { type ServedFleet, serveSmallFleet } from '../kit/serve-small-fleet.ts';
import { type SmallFleet, startSmallFleet } from '../kit/small-fleet.ts';

let small: SmallFleet;
let served: ServedFleet;
beforeAll(async () => {
  small = await startSmallFleet({ clusters: 2, pods: 80 });
  served = await serveSmallFleet(small);
});
afterAll(async () => {
  await served?.close();
  await small?.close();
});

test('stories are listed, narrowed and found in no other words', async () => {
  const all = await runCli(['stories']);
  expect(all.code).toBe(0);
  for (const { id } of storyList) expect(all.stdout).toContain(id);
  const some = await runCli(['stories', 'calico', '--year', '2023', '-o', 'json']);
  expect(JSON.parse(some.stdout).stories.map(({ id }: { id: string }) => id)).toEqual(['reddit-pi-day']);
  const none = await runCli(['stories', 'no-story-has-this-word']);
  expect([none.code, none.stdout]).toEqual([1, '']);
});

test('a story without clusters says how to ask, and an unknown one which was meant', async () => {
  const told = await runCli(['stories', 'show', 'reddit-pi-day']);
  expect(told.stdout).toMatch(/Could it happen to us\?\nSay where to look: --context/);
  expect(told.stdout).toContain('https://www.reddit.com/');
  const wrong = await runCli(['stories', 'show', 'reddit-pie-day']);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('reddit-pi-day');
});

test('clusters are read and judged by the checks of the story', async () => {
  const { code, stdout } = await runCli(['stories', 'show', 'mybinder-ingress-cordoned', '--kubeconfig', small.kubeconfig, '-o', 'json']);
  const { story, verdict } = JSON.parse(stdout);
  expect([code, verdict.judged]).toEqual([0, 2]);
  const known = story.checks.map(({ check }: { check: string }) => check);
  for (const { check, severity, cluster } of verdict.findings) {
    expect(known).toContain(check);
    expect(severity).not.toBe('info');
    expect(small.world.clusters.map(({ name }) => name)).toContain(cluster);
  }
  expect(verdict.total).toBeGreaterThan(0);
});

test('the server tells stories in the form that is asked for', async () => {
  const page = await served.get('/stories?q=webhook', { accept: 'text/html' });
  expect(page.status).toBe(200);
  expect(page.body).toContain('/stories/jetstack-admission-webhook');
  expect(page.body).not.toContain('/stories/reddit-pi-day"');
  const one = JSON.parse((await served.get('/stories/jetstack-admission-webhook', { accept: 'application/json' })).body);
  expect([one.story.organisation, one.verdict]).toEqual(['Jetstack', null]);
  expect((await served.get('/stories/jetstack-admission-webhook', { accept: 'text/plain' })).body).toContain('Would have warned');
  const missing = await served.get('/stories/jetstack-admission-webhok', { accept: 'application/json' });
  expect([missing.status, JSON.parse(missing.body).error.hint]).toEqual([404, 'Did you mean /stories/jetstack-admission-webhook?']);
  expect((await served.get('/stories?download=csv')).status).toBe(406);
});
