import { expect, test } from 'vitest';
import { ExecRunner } from './exec-runner.ts';

const plugin = (script: string) => ({
  command: '/bin/sh',
  args: ['-c', script],
  env: {},
  info: '{}',
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
