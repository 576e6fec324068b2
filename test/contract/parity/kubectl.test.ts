import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RealApiServer, startRealApiServer } from '../../kit/real-api-server.ts';
import { clusterObjects } from './cluster-objects.ts';
import { coreObjects } from './core-objects.ts';
import { createCustomObjects } from './custom-objects.ts';
import { nodeObjects } from './node-objects.ts';
import { createParityObject } from './parity-object.ts';
import { podObjects } from './pod-objects.ts';
import { workloadObjects } from './workload-objects.ts';

const run = promisify(execFile);
const cli = join(import.meta.dirname, '../../../src/apps/cli/main.ts');
const objects = [...nodeObjects, ...podObjects, ...coreObjects, ...workloadObjects, ...clusterObjects];

let server: RealApiServer;
let kubeconfig: string;

beforeAll(async () => {
  server = await startRealApiServer();
  kubeconfig = join(server.folder, 'viewer.kubeconfig');
  writeFileSync(kubeconfig, server.kubeconfig('viewer'), { mode: 0o600 });
  for (const name of ['parity', 'quota'])
    await server.must('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  for (const object of objects) await createParityObject(server, object);
  await createCustomObjects(server);
});
afterAll(() => server?.stop());

async function kubectl(args: readonly string[]): Promise<string> {
  return (await run(join(server.programs, 'kubectl'), ['--kubeconfig', kubeconfig, ...args])).stdout;
}

async function hindsight(args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [cli, ...args, '--kubeconfig', kubeconfig], { env: { ...process.env, NO_COLOR: '1' } });
  return stdout;
}

/** Ages go on between two commands: ours must be what kubectl printed before it, after it, or in between. */
async function compare(args: readonly string[]): Promise<void> {
  const before = (await kubectl(args)).split('\n');
  const ours = (await hindsight(args)).split('\n');
  const after = (await kubectl(args)).split('\n');
  const differing = ours.flatMap((line, i) => (isBetween(line, before[i], after[i]) ? [] : [`ours:    ${line}`, `kubectl: ${after[i]}`]));
  expect(differing).toEqual([]);
  expect(ours.length).toBe(after.length);
}

const duration = /\b(?:\d+[ydhms])+(?![\w-])/g;
const unitSeconds = { y: 31_536_000, d: 86_400, h: 3600, m: 60, s: 1 } as const;

/** Seconds of each duration in the line, e.g. `5d3h`. */
function durations(line: string): number[] {
  const seconds = (text: string): number =>
    [...text.matchAll(/(\d+)([ydhms])/g)].reduce(
      (sum, [, count, unit]) => sum + Number(count) * unitSeconds[unit as keyof typeof unitSeconds],
      0,
    );
  return (line.match(duration) ?? []).map(seconds);
}

/** The line is one of the two, or differs from them in durations only, each lying between theirs. Widths may differ as ages grow. */
function isBetween(line: string, before = '', after = ''): boolean {
  if (line === before || line === after) return true;
  const shape = (text: string): string => text.replace(duration, '0s').replace(/ {2,}/g, '  ').trim();
  if (shape(line) !== shape(after)) return false;
  const [first, ours, last] = [before, line, after].map(durations) as [number[], number[], number[]];
  return ours.every(
    (seconds, i) =>
      Math.min(first[i] ?? seconds, last[i] ?? seconds) <= seconds && seconds <= Math.max(first[i] ?? seconds, last[i] ?? seconds),
  );
}

describe('the same command line prints the same as kubectl', () => {
  test.each([
    'get pods -A -o wide',
    'get pods -n parity',
    'get pods -n parity running -o wide',
    'get nodes -o wide',
    'get nodes',
    'get ns',
    'get deploy,rs,sts,ds -n parity -o wide',
    'get svc -A -o wide',
    'get hpa -n parity',
    'get jobs,cronjobs -n parity -o wide',
    'get pv,pvc -n parity',
    'get ingress -n parity',
    'get events -n parity -o wide',
    'get cm,sa -n parity',
    'get pods -n parity -L app,tier',
    'get pods -A -l app=web',
    'get pods -A --no-headers',
    'get pods -n parity -o name',
    'get crd',
    'get alltypes -n parity -o wide',
    'get nocolumns',
    'get pdb,quota -A',
    'get clusterroles',
    'get storageclass',
  ])('%s', (line) => compare(line.split(' ')));
});
