import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { check } from '../../src/edge/manifests/check.ts';
import { type CliRun, runCli } from '../kit/run-cli.ts';
import { type SmallFleet, startSmallFleet } from '../kit/small-fleet.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hindsight-check-'));
  return () => rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text: string): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** Incident 2 of the talk: three fields where nobody looks for them. */
const innocent = `apiVersion: batch/v2alpha1
kind: CronJob
metadata: {name: foobar, namespace: default}
spec:
  schedule: "*/15 9-19 * * Mon-Fri"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          concurrencyPolicy: Forbid
          successfulJobsHistoryLimit: 1
          failedJobsHistoryLimit: 1
          containers:
          - {name: main, image: registry.example.org/foobar:1.0.0}
`;

/** As the talk mended it. */
const talkFix = `apiVersion: batch/v2alpha1
kind: CronJob
metadata: {name: foobar, namespace: default}
spec:
  schedule: "7 8-18 * * Mon-Fri"
  concurrencyPolicy: Forbid
  successfulJobsHistoryLimit: 1
  failedJobsHistoryLimit: 1
  jobTemplate:
    spec:
      activeDeadlineSeconds: 120
      template:
        spec:
          restartPolicy: Never
          containers:
          - {name: main, image: registry.example.org/foobar:1.0.0}
`;

/** With all that was learned since. */
const fullFix = `apiVersion: batch/v1
kind: CronJob
metadata: {name: foobar, namespace: cron}
spec:
  schedule: "7 8-18 * * Mon-Fri"
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 300
  successfulJobsHistoryLimit: 1
  failedJobsHistoryLimit: 1
  jobTemplate:
    spec:
      activeDeadlineSeconds: 120
      backoffLimit: 2
      ttlSecondsAfterFinished: 3600
      template:
        spec:
          restartPolicy: Never
          containers:
          - {name: main, image: registry.example.org/foobar:1.0.1, resources: {requests: {cpu: 50m, memory: 64Mi}, limits: {memory: 128Mi}}}
`;

const aboutJobs = [
  'fields-silently-dropped',
  'cronjob-overlap',
  'job-unbounded',
  'cronjob-misses-runs',
  'cronjob-herd',
  'api-version-removed',
];

async function linesOf(text: string): Promise<readonly string[]> {
  const { findings } = await check(write('job.yaml', text));
  return findings.filter((one) => aboutJobs.includes(one.check)).map((one) => `${one.place?.line} ${one.check}/${one.rule}`);
}

describe('incident 2', () => {
  test('what would have prevented it is said, with its lines', async () => {
    const lines = await linesOf(innocent);
    for (const line of [
      '1 api-version-removed/manifest-removed',
      '11 fields-silently-dropped/misplaced',
      '12 fields-silently-dropped/misplaced',
      '13 fields-silently-dropped/misplaced',
      '4 cronjob-overlap/allow',
      '7 job-unbounded/no-deadline',
      '4 cronjob-misses-runs/no-starting-deadline',
      '5 cronjob-herd/round-minute',
    ])
      expect(lines).toContain(line);
  });

  test('the fix of the talk leaves the version and the starting deadline', async () => {
    expect((await linesOf(talkFix)).toSorted()).toEqual([
      '1 api-version-removed/manifest-removed',
      '4 cronjob-misses-runs/no-starting-deadline',
    ]);
  });

  test('the full fix leaves nothing', async () => {
    expect(await linesOf(fullFix)).toEqual([]);
  });
});

describe('exit codes', () => {
  const flaw = fullFix.replace('  concurrencyPolicy: Forbid\n', '');

  test.each([
    ['nothing found', fullFix, [], 0],
    ['below the threshold', flaw, [], 0],
    ['at the threshold', flaw, ['--fail-on', 'info'], 1],
    ['critical', innocent, [], 1],
    ['never', innocent, ['--fail-on', 'never'], 0],
    ['left out', innocent, ['--skip', 'api-version-removed,fields-silently-dropped'], 0],
    ['made milder', innocent, ['--severity', 'api-version-removed=info,fields-silently-dropped=warning'], 0],
    ['not readable', `${fullFix}---\nkind: Pod\napiVersion: v1\nmetadata: {\n`, [], 3],
    ['findings beat what was not read', `${innocent}---\nkind: Pod\napiVersion: v1\nmetadata: {\n`, [], 1],
    ['nothing to judge', 'a: 1\n', [], 3],
    ['nothing to judge, which is fine', 'a: 1\n', ['--allow-empty'], 0],
    ['a mistyped check', innocent, ['--only', 'cronjob-overlpa'], 2],
    ['a mistyped severity', innocent, ['--fail-on', 'bad'], 2],
    ['two forms on one output', innocent, ['-o', 'json', '-o', 'sarif'], 2],
  ] as const)('%s', async (_name, text, flags, code) => {
    const run = await runCli(['check', write('a.yaml', text), ...flags]);
    expect(run.code, run.stdout + run.stderr).toBe(code);
  });

  test('a path that is not there', async () => {
    const run = await runCli(['check', join(folder, 'none')]);
    expect(run.code).toBe(3);
    expect(run.stdout).toContain('there is no such file or folder');
  });
});

test('several forms at once, each to its file', async () => {
  const file = write('a.yaml', innocent);
  const outputs = ['json', 'sarif', 'junit', 'github', 'gitlab', 'markdown', 'html'].flatMap((form) => [
    '-o',
    `${form}=${join(folder, form)}`,
  ]);
  const { stdout, code } = await runCli(['check', file, ...outputs]);
  expect(code).toBe(1);
  expect(stdout).toContain('api-version-removed/manifest-removed');
  for (const form of ['json', 'sarif', 'gitlab']) expect(() => JSON.parse(readFileSync(join(folder, form), 'utf8'))).not.toThrow();
  expect(readFileSync(join(folder, 'github'), 'utf8')).toMatch(/^::error file=/);
  expect(readFileSync(join(folder, 'html'), 'utf8')).toContain('<!doctype html>');
  const sarif = JSON.parse(readFileSync(join(folder, 'sarif'), 'utf8'));
  expect(sarif.runs[0].results[0].fixes[0].artifactChanges[0].replacements[0]).toEqual({
    deletedRegion: { startLine: 1, startColumn: 1, endLine: 2, endColumn: 1 },
    insertedContent: { text: 'apiVersion: batch/v1\n' },
  });
});

test('objects judge each other, over files', async () => {
  write('a.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop}\ndata: {level: info}\n');
  const pod =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec: {containers: [{name: app, image: "x:1", envFrom: [{configMapRef: {name: NAME}}]}]}\n';
  write('b/b.yaml', pod.replace('NAME', 'settings'));
  write('c.yaml', pod.replace('web', 'other').replace('NAME', 'setings'));
  const { findings } = await check(folder, { complete: true });
  expect(
    findings
      .filter((one) => one.check === 'missing-config-reference')
      .map(({ place, severity }) => `${place?.file.slice(folder.length)} ${severity}`),
  ).toEqual(['/c.yaml critical']);
});

test('an object that is kept for each stage is judged in each of its files', async () => {
  write('dev/job.yaml', innocent);
  write('prod/job.yaml', innocent);
  const { findings } = await check(folder);
  const places = findings.filter((one) => one.rule === 'manifest-removed').map(({ place }) => place?.file.slice(folder.length));
  expect(places).toEqual(['/dev/job.yaml', '/prod/job.yaml']);
});

test('a baseline leaves what is new', async () => {
  const file = write('a.yaml', talkFix);
  const baseline = join(folder, 'base.json');
  expect((await runCli(['check', file, '--write-baseline', baseline])).code).toBe(0);
  expect((await runCli(['check', file, '--baseline', baseline])).stdout).toContain('Nothing found');
  write('a.yaml', innocent);
  const run = await runCli(['check', file, '--baseline', baseline, '-o', 'json']);
  const findings = JSON.parse(run.stdout).findings.map((one: { check: string; rule: string }) => `${one.check}/${one.rule}`);
  expect(findings).toContain('cronjob-overlap/allow');
  expect(findings).not.toContain('api-version-removed/manifest-removed');
});

test('only what a change makes worse', async () => {
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', folder, '-c', 'user.email=a@example.org', '-c', 'user.name=a', ...args], { encoding: 'utf8' });
  write('k8s/a.yaml', talkFix);
  write('k8s/b.yaml', innocent.replace('foobar', 'other'));
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
  write('k8s/a.yaml', talkFix.replace('      activeDeadlineSeconds: 120\n', ''));
  const before = process.cwd();
  process.chdir(folder);
  try {
    const run = await runCli(['check', 'k8s', '--diff', 'HEAD', '-o', 'json']);
    expect(
      JSON.parse(run.stdout).findings.map((one: { rule: string; place: { file: string } }) => `${one.place.file} ${one.rule}`),
    ).toEqual(['k8s/a.yaml no-deadline']);
    expect(git('status', '--porcelain')).toBe(' M k8s/a.yaml\n');
    expect((await runCli(['check', 'k8s', '--diff', 'nowhere'])).code).toBe(2);
    expect((await runCli(['check', 'k8s', '--diff', '--output=x'])).code).toBe(2);
  } finally {
    process.chdir(before);
  }
});

describe('what is accepted', () => {
  const file = (): string => write('a.yaml', talkFix.replace('batch/v2alpha1', 'batch/v1'));

  test('by the central file, with its reason', async () => {
    const list = write(
      's.yaml',
      '- check: cronjob-misses-runs\n  match: {kinds: [CronJob], names: ["foo*"]}\n  reason: runs often enough to miss some\n  until: 2027-01-31\n',
    );
    const run = await runCli(['check', file(), '--suppressions', list, '--only', 'cronjob-misses-runs', '--show-suppressed', '-o', 'json']);
    const { findings, suppressed } = JSON.parse(run.stdout);
    expect(findings).toEqual([]);
    expect(suppressed[0].suppressed.reason).toBe('runs often enough to miss some');
    expect(run.stderr).toContain('accepted until 2027-01-31: cronjob-misses-runs/');
  });

  test('a mistyped entry is an error, not an exception', async () => {
    const run = await runCli(['check', file(), '--suppressions', write('s.yaml', '- chek: x\n')]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('entry 1');
  });
});

describe('fix', () => {
  test('shows a diff, writes it when told to, and what is written is right', async () => {
    const commented = innocent.replace('spec:\n', 'spec: # the job\n');
    const file = write('a.yaml', commented);
    const shown = await runCli(['fix', file]);
    expect(shown.code).toBe(1);
    expect(shown.stdout).toContain('-apiVersion: batch/v2alpha1\n+apiVersion: batch/v1\n');
    expect(readFileSync(file, 'utf8')).toBe(commented);
    expect((await runCli(['fix', file, '--write'])).code).toBe(0);
    const written = readFileSync(file, 'utf8');
    expect(written).toContain('spec: # the job\n');
    expect(await linesOf(written)).not.toContain('4 cronjob-overlap/allow');
    expect((await runCli(['fix', file])).stderr).toContain('Nothing to mend');
  });

  test('only what is asked for', async () => {
    const file = write('a.yaml', innocent);
    await runCli(['fix', file, '--only', 'api-version-removed', '--write']);
    expect(readFileSync(file, 'utf8')).toBe(innocent.replace('v2alpha1', 'v1'));
  });
});

test('checks lists them, and explains each; so does check --explain', async () => {
  const { stdout } = await runCli(['checks']);
  expect(stdout).toMatch(/cronjob-overlap +warning +manifest live/);
  const page = (await runCli(['checks', 'explain', 'cronjob-overlap'])).stdout;
  expect(page).toContain('What to do');
  expect((await runCli(['check', '--explain', 'cronjob-overlap'])).stdout).toBe(page);
  expect((await runCli(['checks', 'explain', 'cronjob'])).code).toBe(2);
});

test('standard input is read to its end', () => {
  const program = join(import.meta.dirname, '../../src/apps/cli/main.ts');
  const run = spawnSync(process.execPath, [program, 'check', '-', '--only', 'api-version-removed', '-o', 'github'], {
    input: innocent,
    encoding: 'utf8',
  });
  expect(run.status, run.stderr).toBe(1);
  expect(run.stdout).toContain('::error file=-,line=1,');
});

describe('clusters', () => {
  let fleet: SmallFleet;
  beforeAll(async () => {
    fleet = await startSmallFleet({ clusters: 2, pods: 120 });
  }, 30_000);
  afterAll(() => fleet.close());

  const directly = (...args: string[]): Promise<CliRun> =>
    runCli([...args, '--kubeconfig', fleet.kubeconfig], { env: { HOME: fleet.folder } });

  test('are judged as they are', async () => {
    const run = await directly('check', '--live', '-o', 'json', '--fail-on', 'never');
    const { findings, counts } = JSON.parse(run.stdout) as { findings: { cluster: string; place?: object }[]; counts: { objects: number } };
    expect(run.code, run.stderr).toBe(0);
    expect(counts.objects).toBeGreaterThan(100);
    expect(new Set(findings.map(({ cluster }) => cluster)).size).toBe(2);
    expect(findings.every(({ place }) => place === undefined)).toBe(true);
  });

  test('are the context of manifests: what they have is not missing, and only the manifests are reported', async () => {
    const [first] = fleet.world.clusters;
    const file = write(
      'pod.yaml',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: default}\nspec: {containers: [{name: app, image: "x:1", envFrom: [{configMapRef: {name: no-such-map}}]}]}\n',
    );
    const run = await directly('check', file, '--context', first?.name ?? '', '-o', 'json', '--only', 'missing-config-reference');
    const { findings } = JSON.parse(run.stdout) as { findings: { severity: string; place: { file: string } }[] };
    expect(findings.map(({ severity, place }) => `${place.file} ${severity}`)).toEqual([`${file} critical`]);
    expect(run.code).toBe(1);
  });
});
