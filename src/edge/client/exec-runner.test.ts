import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ExecRunner } from './exec-runner.ts';

const plugin = (script: string) => ({
  command: '/bin/sh',
  args: ['-c', script],
  env: {},
  info: '{}',
  interactive: false,
  apiVersion: 'client.authentication.k8s.io/v1',
  installHint: undefined,
});

test('a plugin that hangs is ended at its deadline, with everything it started', async () => {
  const runner = new ExecRunner({ deadlineMs: 80, env: { PATH: process.env.PATH } });
  const startMs = performance.now();
  await expect(runner.run(plugin('sleep 30 & sleep 30'))).rejects.toMatchObject({
    kind: 'credentials',
    message: 'exec plugin /bin/sh gave no answer within 80 ms',
  });
  expect(performance.now() - startMs).toBeLessThan(10_000);
});

test('a plugin that hangs does not block the others for ever', async () => {
  const runner = new ExecRunner({ deadlineMs: 60, env: { PATH: process.env.PATH } });
  const runs = await Promise.allSettled([
    ...Array.from({ length: 5 }, () => runner.run(plugin('sleep 30'))),
    runner.run(plugin('echo done')),
  ]);
  expect(runs.map(({ status }) => status)).toEqual([...Array(5).fill('rejected'), 'fulfilled']);
});

test('names what is waited for once it takes a second', async () => {
  const runner = new ExecRunner({ deadlineMs: 1500, env: { PATH: process.env.PATH } });
  const slow = new Promise<string>((resolve) => {
    runner.onSlow = resolve;
  });
  expect(runner.awaited).toBeUndefined();
  const runs = Promise.allSettled(Array.from({ length: 6 }, () => runner.run(plugin('sleep 30'))));
  expect(await slow).toMatch(/^exec plugin sh/);
  while (runner.awaited !== 'exec plugin sh and 5 more') await new Promise((resolve) => setTimeout(resolve, 5));
  await runs;
  expect(runner.awaited).toBeUndefined();
});

test('plugins that ask a person run one after the other, with our terminal', async () => {
  const runner = new ExecRunner({ env: { PATH: process.env.PATH } });
  const folder = mkdtempSync(join(tmpdir(), 'hindsight-ask-'));
  try {
    const asking = { ...plugin(`mkdir ${folder}/asking && sleep 0.05 && rmdir ${folder}/asking && echo done`), interactive: true };
    expect(await Promise.all([1, 2, 3].map(() => runner.run(asking)))).toEqual(Array(3).fill('done\n'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
