import { createHash } from 'node:crypto';
import type { Check } from '../../../core/checks/check.ts';
import type { CheckReport } from '../../../core/checks/check-report.ts';
import { defaultCheckSetting } from '../../../core/checks/check-setting.ts';
import { orderedFindings } from '../../../core/checks/order-findings.ts';
import { checkList } from '../../../core/checks/registry.gen.ts';
import { isAtLeast } from '../../../core/checks/severity.ts';
import { checkTable } from '../../../core/reports/check/check-table.report.ts';
import { checkManifests } from '../../../edge/manifests/check-manifests.ts';
import { findManifests } from '../../../edge/manifests/find-manifests.ts';
import { readManifests } from '../../../edge/manifests/read-manifests.ts';
import { runProgram } from '../../../edge/manifests/render.ts';
import type { CommandInput } from '../command.ts';
import { packageVersion } from '../user-agent.ts';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Prints what the checks find. Exit 1: something at or above --fail-on; 3: something could not be read, or nothing was there to judge. */
export async function runCheck(input: CommandInput): Promise<number> {
  const { terminal, words } = input;
  const found = await findManifests({ paths: words, renderers: { run: runProgram }, values: [], stdin: async () => '' });
  const read = readManifests(found.texts);
  const checks: readonly Check[] = checkList;
  const { findings, unevaluated } = checkManifests({
    name: 'src:',
    texts: found.texts,
    read,
    checks,
    setting: defaultCheckSetting,
    hash,
    nowMs: Date.now(),
    complete: input.flags.has('complete'),
  });
  const report: CheckReport = {
    findings: orderedFindings(findings.filter(({ suppressed }) => suppressed === undefined)),
    suppressed: findings.filter(({ suppressed }) => suppressed !== undefined),
    known: 0,
    fixed: 0,
    unevaluated,
    unread: [...found.unread, ...read.unread],
    counts: { files: found.texts.length, documents: read.documents, objects: read.objects.length, others: read.others },
    rules: checks.flatMap(({ rules }) => rules).length,
  };
  const q = { report, checks, storyOf: () => undefined, failOn: 'critical' as const, version: packageVersion() };
  await terminal.write(checkTable(q, { colour: terminal.colour, columns: terminal.columns, all: input.flags.has('all') }));
  if (report.findings.some(({ severity }) => isAtLeast(severity, q.failOn))) return 1;
  return report.unread.length > 0 || report.counts.objects === 0 ? 3 : 0;
}
