import { writeFile } from 'node:fs/promises';
import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { type Baseline, baselineOf, baselineText, compareWith, readBaseline } from '../../../core/checks/baseline.ts';
import type { CentralSuppression } from '../../../core/checks/central-suppression.ts';
import type { CheckReport } from '../../../core/checks/check-report.ts';
import { checkById } from '../../../core/checks/select-checks.ts';
import { isAtLeast } from '../../../core/checks/severity.ts';
import { unusedSuppressions } from '../../../core/checks/unused-suppressions.ts';
import { checkPageText } from '../../../core/reports/check/check-page-text.report.ts';
import type { CheckReportRequest } from '../../../core/reports/check/check-request.ts';
import { counted, subjectWords } from '../../../core/reports/check/finding-words.ts';
import { visibleText } from '../../../core/reports/visible-text.ts';
import { check } from '../../../edge/manifests/check.ts';
import type { CommandInput } from '../command.ts';
import { packageVersion } from '../user-agent.ts';
import { readCheckOutputs, writeCheckOutputs } from './check-outputs.ts';
import { checkStory } from './check-story.ts';
import { checksOfInput } from './checks-of-input.ts';
import { type CheckRequest, readCheckRequest } from './read-check-request.ts';
import { readNamed, suppressionsOf } from './suppressions-of-input.ts';

/** Prints what the checks find. Exit 1: something at or above --fail-on; 3: something could not be read, or nothing was there to judge. 1 beats 3. */
export async function runCheck(input: CommandInput): Promise<number> {
  const { terminal, flags } = input;
  const explained = flags.text('explain');
  if (explained !== undefined) {
    await terminal.write(
      checkPageText(checkById((await checksOfInput(input)).all, explained), {
        colour: terminal.colour,
        columns: terminal.columns,
        storyOf: checkStory,
      }),
    );
    return 0;
  }
  const outputs = readCheckOutputs(input);
  const request = await readCheckRequest(input);
  const baseline = readBaselineFile(flags.text('baseline'));
  const report = await reportOf(input, request, baseline);
  const target = flags.text('write-baseline');
  if (target !== undefined) return writeBaseline(input, target, report);
  const { checks, failOn } = request;
  const q: CheckReportRequest = { report, checks, storyOf: checkStory, failOn, version: packageVersion() };
  await writeCheckOutputs(input, q, outputs);
  if (flags.has('show-suppressed')) noteSuppressed(input, report);
  return exitCode(input, report, failOn);
}

async function reportOf(input: CommandInput, request: CheckRequest, baseline: Baseline | undefined): Promise<CheckReport> {
  const { flags, words } = input;
  const suppressions = suppressionsOf(input);
  if (flags.has('server'))
    throw new HindsightError('usage', 'a server has judged its clusters already', {
      hint: 'Ask it with `hindsight findings --server URL`; `hindsight check --live` reads the clusters of the kubeconfig.',
    });
  if (flags.has('live')) {
    if (words.length > 0)
      throw new HindsightError('usage', '--live judges clusters, not files', {
        hint: 'For manifests with a cluster as context: `hindsight check k8s/ --context NAME`.',
      });
    const { checkClusters } = await import('./check-clusters.ts');
    const report = await checkClusters(input, request, suppressions);
    if (baseline === undefined) return report;
    const { fresh, known, fixed } = compareWith(baseline, report.findings);
    return { ...report, findings: fresh, known, fixed };
  }
  if (words.length === 0)
    throw new HindsightError('usage', 'say what to check: files, folders, - for standard input, or --live', {
      hint: 'For example `hindsight check k8s/`, or `helm template charts/web | hindsight check -`.',
    });
  return checkFiles(input, request, { baseline, suppressions });
}

async function checkFiles(
  input: CommandInput,
  { checks, setting, minor }: CheckRequest,
  { baseline, suppressions }: { readonly baseline: Baseline | undefined; readonly suppressions: readonly CentralSuppression[] },
): Promise<CheckReport> {
  const { flags, words, terminal } = input;
  const since = flags.text('diff');
  if (since !== undefined && words.includes('-'))
    throw new HindsightError('usage', '--diff needs files of a repository, and standard input is none');
  const context = flags.has('context') ? await (await import('./live-inventories.ts')).liveContext(input, checks) : undefined;
  try {
    terminal.progress('reading');
    return await check(words, {
      checks,
      setting,
      suppressions,
      complete: flags.has('complete'),
      values: flags.texts('values'),
      edits: flags.list('output').some((form) => form.startsWith('sarif')),
      stdin: readStdin,
      ...(minor === undefined ? {} : { minor }),
      ...(baseline === undefined ? {} : { baseline }),
      ...(since === undefined ? {} : { since }),
      ...(context === undefined ? {} : { behind: context.inventory }),
    });
  } finally {
    terminal.progress(undefined);
    await context?.close();
  }
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function exitCode(
  { terminal, flags }: CommandInput,
  { findings, unread, counts }: CheckReport,
  failOn: CheckReportRequest['failOn'],
): number {
  const failed = failOn !== 'never' && findings.some(({ severity }) => isAtLeast(severity, failOn));
  const nothing = counts.objects === 0 && !flags.has('allow-empty');
  if (nothing) terminal.note('Nothing was there to judge: no Kubernetes object in the input (--allow-empty if that is fine).');
  if (failed) return 1;
  return unread.length > 0 || nothing ? 3 : 0;
}

function readBaselineFile(file: string | undefined): Baseline | undefined {
  return file === undefined ? undefined : readBaseline(readNamed(file, 'baseline'), file);
}

async function writeBaseline({ terminal }: CommandInput, file: string, report: CheckReport): Promise<number> {
  await writeFile(file, baselineText(baselineOf(report.findings)));
  terminal.note(`${counted(report.findings.length, 'finding')} written to ${file}. With --baseline ${file} only others are reported.`);
  return 0;
}

function noteSuppressed(input: CommandInput, { suppressed }: CheckReport): void {
  const { terminal } = input;
  for (const finding of suppressed) {
    const { reason = '', untilMs, by, where = '' } = finding.suppressed ?? {};
    const until = untilMs === undefined ? '' : ` until ${new Date(untilMs).toISOString().slice(0, 10)}`;
    terminal.note(
      visibleText(
        `accepted${until}${by === undefined ? '' : ` by ${by}`}: ${finding.check}/${finding.rule} ${subjectWords(finding)}: ${reason} (${where})`,
      ),
    );
  }
  for (const { check: id, rule, where } of unusedSuppressions(suppressionsOf(input), suppressed))
    terminal.note(visibleText(`accepts nothing of this input: ${id}${rule === undefined ? '' : `/${rule}`} (${where})`));
}
