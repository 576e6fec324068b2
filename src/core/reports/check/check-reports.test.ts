import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import type { CheckReport, PlacedFinding } from '../../checks/check-report.ts';
import { checkList } from '../../checks/registry.gen.ts';
import { checkCatalogue, checkCatalogueJson } from './check-catalogue.report.ts';
import { checkGithub } from './check-github.report.ts';
import { checkGitlab } from './check-gitlab.report.ts';
import { checkHtml } from './check-html.report.ts';
import { checkJson } from './check-json.report.ts';
import { checkJunit } from './check-junit.report.ts';
import { checkMarkdown } from './check-markdown.report.ts';
import { checkPageText } from './check-page-text.report.ts';
import type { CheckReportRequest } from './check-request.ts';
import { checkSarif } from './check-sarif.report.ts';
import { checkTable } from './check-table.report.ts';
import { unifiedDiff } from './unified-diff.ts';

const hostile = '\x1b]0;x\x07<script>alert(1)</script>"\'&%0A::error::x\n`*_[y](javascript:z)\u202e\ud800|';

function finding(more: Partial<PlacedFinding> = {}): PlacedFinding {
  return {
    check: 'cronjob-overlap',
    rule: 'allow',
    severity: 'warning',
    confidence: 'certain',
    cluster: 'src:x',
    subject: { group: 'batch', apiVersion: 'batch/v1', kind: 'CronJob', namespace: 'shop', name: 'export' },
    locator: 'concurrencyPolicy',
    message: 'It runs every 15 minutes.',
    path: ['spec'],
    missing: 'concurrencyPolicy',
    container: undefined,
    advice: undefined,
    patch: [{ op: 'set', path: ['spec', 'concurrencyPolicy'], value: 'Forbid' }],
    fingerprints: { instance: 'a', family: 'b', cause: 'b' },
    sinceMs: undefined,
    opensAtMs: undefined,
    place: {
      file: 'k8s/a b.yaml',
      line: 6,
      column: 1,
      endLine: 6,
      endColumn: 5,
      excerpt: [
        { number: 5, text: '  name: export' },
        { number: 6, text: 'spec:' },
      ],
    },
    edit: { startLine: 7, endLine: 7, text: '  concurrencyPolicy: Forbid\n' },
    ...more,
  };
}

function request(more: Partial<CheckReport> = {}): CheckReportRequest {
  const report: CheckReport = {
    findings: [finding()],
    suppressed: [finding({ suppressed: { reason: 'a standby is enough', untilMs: 1, by: 'team', where: 'annotation of the object' } })],
    known: 2,
    fixed: 1,
    unevaluated: [{ check: 'pdb-missing', rule: 'missing', reason: 'cannot list services', subjects: 3 }],
    unread: [{ file: 'x.yaml', line: 3, column: 2, reason: 'not valid YAML', remedy: 'Mend it.' }],
    counts: { files: 4, documents: 9, objects: 7, others: 1 },
    rules: 90,
    ...more,
  };
  const story = { id: 'zalando', title: 'An innocent CronJob', organisation: 'Zalando', year: 2017, url: 'https://example.org/story' };
  return {
    report,
    checks: checkList,
    storyOf: (check) => (check === 'cronjob-overlap' ? story : undefined),
    failOn: 'critical',
    version: '1.0.0',
  };
}

const look = { colour: false, columns: 80, all: false };
const poisoned = request({
  findings: [
    finding({
      message: hostile,
      advice: hostile,
      container: hostile,
      subject: { group: hostile, apiVersion: hostile, kind: hostile, namespace: hostile, name: hostile },
      locator: hostile,
      place: { file: hostile, line: 1, column: 1, endLine: 1, endColumn: 9, excerpt: [{ number: 1, text: hostile }] },
    }),
  ],
  unread: [{ file: hostile, line: 1, reason: hostile, remedy: hostile }],
});

describe('the table', () => {
  test('says what, where, why, what to do and who taught it', () => {
    const text = checkTable(request(), look);
    expect(text).toContain('cronjob-overlap/allow');
    expect(text).toContain('k8s/a b.yaml:6:1 · CronJob shop/export');
    expect(text).toContain('     6 │ spec:\n       │ ━━━━ concurrencyPolicy belongs in here\n');
    expect(text).toMatch(/fix +Set concurrencyPolicy/);
    expect(text).toContain('An innocent CronJob · Zalando 2017');
    expect(text).toContain('hindsight stories show zalando');
    expect(text).toContain('hindsight fix k8s/a b.yaml --only cronjob-overlap');
    expect(text).toContain('not read: x.yaml:3:2: not valid YAML.\n  Mend it.');
    expect(text).toContain('1 cause, 1 finding in 1 of 4 files (1 warning); 90 rules asked of 7 objects.');
    expect(text).toContain('2 findings known before, 1 gone since then, 1 accepted by somebody');
    expect(text).toContain('cannot list services');
  });

  test('fits 80 columns without colour, and colours only repeat it', () => {
    const plain = checkTable(request(), look);
    for (const line of plain.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(plain).not.toContain('\x1b');
    const coloured = checkTable(request(), { ...look, colour: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is taken out
    expect(coloured.replace(/\x1b\[\d*m/g, '')).toBe(plain);
  });

  test('shows the first places of a cause, and all when asked', () => {
    const many = request({
      findings: Array.from({ length: 30 }, (_, i) => finding({ fingerprints: { instance: `${i}`, family: `${i}`, cause: `${i}` } })),
    });
    expect(checkTable(many, look)).toContain('and 23 more places (--all lists them)');
    expect(checkTable(many, { ...look, all: true }).match(/k8s\/a b\.yaml:6:1/g)).toHaveLength(30);
  });

  test('nothing found still says of how much', () => {
    const none = checkTable(request({ findings: [], suppressed: [], known: 0, fixed: 0, unevaluated: [], unread: [] }), look);
    expect(none).toBe('Nothing found: 90 rules asked of 7 objects in 4 files.\n1 document of other kinds left alone.\n');
  });
});

describe('SARIF', () => {
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(
    JSON.parse(readFileSync('test/fixtures/sarif-2.1.0.subset.schema.json', 'utf8')) as object,
  );

  test.each([
    ['findings, fixes and suppressions', request()],
    ['hostile texts', poisoned],
    ['a live finding, which stands in no file', request({ findings: [withoutPlace()] })],
    ['nothing', request({ findings: [], suppressed: [], unread: [] })],
  ])('is valid: %s', (_name, q) => {
    const log: unknown = JSON.parse(checkSarif(q));
    expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
  });

  test('has the rule of each result, a fingerprint, a region and the change', () => {
    const { runs } = JSON.parse(checkSarif(request()));
    const [result, accepted] = runs[0].results;
    expect(runs[0].tool.driver.rules[result.ruleIndex].id).toBe('cronjob-overlap/allow');
    expect(result.partialFingerprints).toEqual({ 'hindsightFamily/v1': 'b' });
    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'k8s/a%20b.yaml' },
      region: { startLine: 6, startColumn: 1, endLine: 6, endColumn: 5 },
    });
    expect(result.fixes[0].artifactChanges[0].replacements[0].insertedContent.text).toBe('  concurrencyPolicy: Forbid\n');
    expect(accepted.suppressions).toEqual([{ kind: 'inSource', justification: 'a standby is enough' }]);
    expect(runs[0].invocations[0]).toMatchObject({ executionSuccessful: false });
  });
});

function expectHarmless(text: string): void {
  for (const sign of ['\x1b', '\x07', '\u202e']) expect(text).not.toContain(sign);
}

function withoutPlace(): PlacedFinding {
  const { place: _place, edit: _edit, ...live } = finding();
  return live;
}

describe('other forms', () => {
  test('GitHub: one command a line, whatever a name holds', () => {
    expect(checkGithub(request()).split('\n')[0]).toMatch(
      /^::warning file=k8s\/a b\.yaml,line=6,endLine=6,col=1,endColumn=5,title=cronjob-overlap\/allow::CronJob shop\/export: It runs every 15 minutes\.%0A/,
    );
    for (const line of checkGithub(poisoned).trimEnd().split('\n')) expect(line).toMatch(/^::(?:warning|error) /);
  });

  test('GitLab: fingerprints are unique', () => {
    const issues = JSON.parse(checkGitlab(request({ findings: [finding(), finding()] }))) as { fingerprint: string; severity: string }[];
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(2);
    expect(issues[0]?.severity).toBe('major');
  });

  test('JUnit: failures, what is passed, and what was not read', () => {
    const xml = checkJunit(request());
    expect(xml).toContain('<failure type="warning" message="It runs every 15 minutes.">');
    expect(xml).toContain('<testsuite name="input" tests="1" failures="0" errors="1" skipped="0">');
    expect(xml).toContain('<skipped message="a standby is enough"/>');
    const bad = checkJunit(poisoned);
    expect(bad).not.toContain('<script');
    expect(bad).not.toContain('\x07');
    expect(bad).not.toContain('\ud800');
  });

  test('JSON: everything, reads back', () => {
    const value = JSON.parse(checkJson(request()));
    expect(value).toMatchObject({
      version: 1,
      counts: { files: 4, findings: 1, known: 2 },
      findings: [{ place: { line: 6 }, severity: 'warning' }],
    });
    expect(JSON.parse(checkJson(poisoned)).findings[0].message).toBe(JSON.parse(JSON.stringify(hostile)));
  });

  test('Markdown and HTML hold no markup of a name', () => {
    const md = checkMarkdown(poisoned);
    // What stands in code is shown as it is.
    const outside = md.replace(/(`{2,})[\s\S]*?\1/g, '');
    expect(outside).not.toMatch(/<script|(?<!\\)\[y/);
    expectHarmless(md);
    const page = checkHtml(poisoned);
    expect(page).not.toMatch(/<script|<[^>]+\son\w+=/);
    expectHarmless(page);
    expect(checkHtml(request())).toContain('<mark>spec</mark>:');
    expect(checkMarkdown(request())).toContain('<details>');
  });

  test('Markdown stays within a comment', () => {
    const many = Array.from({ length: 3000 }, (_, i) =>
      finding({ fingerprints: { instance: `${i}`, family: `${i}`, cause: `c${i}` }, message: 'x'.repeat(200) }),
    );
    const text = checkMarkdown(request({ findings: many }));
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/and \d+ more causes/);
  });

  test('no terminal is commanded by a name', () => {
    for (const text of [checkTable(poisoned, look), checkJson(poisoned), checkSarif(poisoned), checkGitlab(poisoned)]) expectHarmless(text);
  });
});

test('the catalogue has every check once, and its page explains each', () => {
  const text = checkCatalogue(checkList, { colour: false });
  for (const check of checkList) {
    expect(text.split('\n').filter((line) => line.startsWith(`  ${check.id} `))).toHaveLength(1);
    expect(checkPageText(check, { colour: false, columns: 80, storyOf: () => undefined })).toContain('What to do');
  }
  expect(JSON.parse(checkCatalogueJson(checkList))).toHaveLength(checkList.length);
});

describe('a unified diff', () => {
  const lines = Array.from({ length: 30 }, (_, i) => `line ${i}`);
  const text = (list: readonly string[]): string => `${list.join('\n')}\n`;

  test('has hunks with three lines around, and counts', () => {
    const after = lines.toSpliced(5, 1, 'five').toSpliced(20, 0, 'new');
    expect(unifiedDiff('f', text(lines), text(after))).toBe(
      `--- a/f\n+++ b/f\n@@ -3,7 +3,7 @@\n line 2\n line 3\n line 4\n-line 5\n+five\n line 6\n line 7\n line 8\n@@ -18,6 +18,7 @@\n line 17\n line 18\n line 19\n+new\n line 20\n line 21\n line 22\n`,
    );
  });

  test('is empty for the same, and tells a last line without an end', () => {
    expect(unifiedDiff('f', 'a\n', 'a\n')).toBe('');
    expect(unifiedDiff('f', 'a', 'a\nb\n')).toContain('-a\n\\ No newline at end of file\n');
  });
});
