import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../kit/run-cli.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hindsight-check-configuration-'));
  return () => rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const web = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - {name: app, image: "registry.example.org/web:3"}
`;

async function found(...args: readonly string[]): Promise<readonly string[]> {
  const { stdout, stderr } = await runCli(['check', ...args, '-o', 'json', '--fail-on', 'never']);
  if (stdout === '') throw new Error(stderr);
  return (JSON.parse(stdout) as { findings: readonly { check: string; rule: string; severity: string }[] }).findings.map(
    ({ check, rule, severity }) => `${check}/${rule} ${severity}`,
  );
}

describe('the configuration', () => {
  test('switches off, changes severities by namespace, and leaves objects alone', async () => {
    const file = write('web.yaml', web);
    expect(await found(file)).toContain('requests-missing/best-effort warning');
    expect(await found(file, '--config', write('a.yaml', 'checks: {disable: [requests-missing]}'))).not.toContain(
      'requests-missing/best-effort warning',
    );
    const milder = write('b.yaml', 'checks: {namespaces: [{namespaces: ["sh*"], severities: {requests-missing: info}}]}');
    expect(await found(file, '--config', milder)).toContain('requests-missing/best-effort info');
    expect(await found(file, '--config', milder, '--severity', 'requests-missing=critical')).toContain(
      'requests-missing/best-effort critical',
    );
    const excluded = write('c.yaml', 'checks: {exclude: [{namespaces: [shop], names: ["w*"], reason: it is a toy}]}');
    expect(await found(file, '--config', excluded)).toEqual([]);
  });

  test('what it leaves out is judged all the same when it is asked for by name', async () => {
    const config = write('a.yaml', 'checks: {disable: [requests-missing]}');
    expect(await found(write('web.yaml', web), '--config', config, '--only', 'requests-missing')).toContain(
      'requests-missing/best-effort warning',
    );
  });

  test('a check that does not exist is a mistake with its place', async () => {
    const { code, stderr } = await runCli(['check', write('web.yaml', web), '--config', write('a.yaml', 'checks: {disable: [nothing]}')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/a\.yaml:1:10: there is no check "nothing"/);
  });
});

const houseRule = (expression: string): string => `checks:
  custom:
    - id: team-label
      severity: critical
      match: {kinds: [Deployment]}
      expression: ${expression}
      message: It has no label team.
      fix: Give it one.
      examples:
        flags: ["{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}}"]
        passes: ["{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, labels: {team: x}}}"]
`;
const hasTeam = "has(object.metadata.labels) && 'team' in object.metadata.labels";

const plugin = `export const noWeb = {
  id: 'no-web', title: 'no web', group: 'house', explanation: 'None.', fix: 'Rename it.', sources: [], replaces: [],
  rules: [{
    id: 'name', title: 'is web', severity: 'warning', runsOn: ['manifest', 'live'], reads: [], anchor: 'workload',
    judge: ({ name }) => name === 'web' ? [{ locator: 'metadata.name', message: 'It is called web.', path: ['metadata', 'name'] }] : [],
  }],
  examples: {
    flags: [{ name: 'web', yaml: ${JSON.stringify(web)}, expect: [{ rule: 'name', severity: 'warning', locator: 'metadata.name' }] }],
    passes: [{ name: 'shop', yaml: ${JSON.stringify(web.replace('name: web,', 'name: shop,'))} }],
    guards: [],
  },
};
`;

describe('checks of the house', () => {
  test('a rule of the configuration and a plugin find what ours do not', async () => {
    const args = ['--config', write('h.yaml', houseRule(hasTeam)), '--plugin', write('x.check.mjs', plugin)];
    expect(await found(write('web.yaml', web), ...args, '--only', 'team-label,no-web')).toEqual([
      'team-label/expression critical',
      'no-web/name warning',
    ]);
  });

  test('their examples are their tests', async () => {
    const good = await runCli([
      'checks',
      'test',
      '--config',
      write('h.yaml', houseRule(hasTeam)),
      '--plugin',
      write('x.check.mjs', plugin),
    ]);
    expect(good.stdout.match(/^ok /gm)).toHaveLength(4);
    expect(good.code).toBe(0);
    const bad = await runCli(['checks', 'test', '--config', write('bad.yaml', houseRule('object.spec.nowhere'))]);
    expect(bad.stdout).toContain('FAIL  team-label: flags 1: its expression cannot be evaluated');
    const never = await runCli(['checks', 'test', '--config', write('never.yaml', houseRule('"true"'))]);
    expect(never.stdout).toContain('FAIL  team-label: flags 1: not found: expression critical at expression');
    expect(never.code).toBe(1);
  });

  test('a plugin that is none is a mistake', async () => {
    const { code, stderr } = await runCli(['check', write('web.yaml', web), '--plugin', write('y.mjs', 'export const a = 1;')]);
    expect(code).toBe(2);
    expect(stderr).toContain('exports no check');
  });
});

test('an entry of the central file that accepts nothing is listed', async () => {
  const entries = ['requests-missing', 'cronjob-herd'].map((id) => `- {check: ${id}, reason: we know what we do, until: "2099-01-01"}`);
  const soon = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  const central = write('s.yaml', entries.join('\n').replaceAll('2099-01-01', soon));
  const { stderr } = await runCli(['check', write('web.yaml', web), '--suppressions', central, '--show-suppressed', '--fail-on', 'never']);
  expect(stderr).toMatch(/accepts nothing of this input: cronjob-herd \(.*s\.yaml, entry 2\)/);
  expect(stderr).not.toContain('accepts nothing of this input: requests-missing');
});

test('annotations of other scanners are listed among what is accepted', async () => {
  const file = write('web.yaml', web.replace('namespace: shop', 'namespace: shop, annotations: {kube-score/ignore: container-resources}'));
  const { stderr } = await runCli(['check', file, '--only', 'requests-missing', '--show-suppressed']);
  expect(stderr).toMatch(/accepted until \d{4}-\d\d-\d\d: requests-missing\/.*accepted for kube-score \(annotation kube-score\/ignore\)/);
});
