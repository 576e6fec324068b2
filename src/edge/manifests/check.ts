import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { type Baseline, baselineOf, compareWith } from '../../core/checks/baseline.ts';
import type { CentralSuppression } from '../../core/checks/central-suppression.ts';
import type { Check } from '../../core/checks/check.ts';
import type { CheckReport, PlacedFinding } from '../../core/checks/check-report.ts';
import { type CheckSetting, defaultCheckSetting } from '../../core/checks/check-setting.ts';
import type { Inventory } from '../../core/checks/inventory.ts';
import { orderedFindings } from '../../core/checks/order-findings.ts';
import { checkList } from '../../core/checks/registry.gen.ts';
import { checkManifests } from './check-manifests.ts';
import { findManifests } from './find-manifests.ts';
import { gitTree } from './git-tree.ts';
import { readManifests } from './read-manifests.ts';
import { type Renderers, runProgram } from './render.ts';

/** How manifests are judged. Everything has a default. */
export interface CheckOptions {
  /** Default: every check there is. */
  readonly checks?: readonly Check[];
  readonly setting?: CheckSetting;
  /** The input is all there is. */
  readonly complete?: boolean;
  /** Minor version of Kubernetes that they are meant for, e.g. 37. */
  readonly minor?: number;
  /** Values files for charts. */
  readonly values?: readonly string[];
  /** Findings that are known: only others are reported. */
  readonly baseline?: Baseline;
  /** A git commit: only what is worse than there is reported. */
  readonly since?: string;
  readonly suppressions?: readonly CentralSuppression[];
  /** The live cluster behind the manifests: asked for what they do not hold. */
  readonly behind?: Inventory;
  /** Computes the change to the file with each finding. Costs a second reading of the documents concerned. */
  readonly edits?: boolean;
  readonly nowMs?: number;
  readonly renderers?: Renderers;
  /** What stands for `-`. */
  stdin?(): Promise<string>;
}

/** SHA-256 in hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Judges manifests: files, folders, globs, and `-`. Resolves with what was found and what could not be read; rejects with a HindsightError only for
 * a git reference that is none.
 */
export async function check(paths: string | readonly string[], options: CheckOptions = {}): Promise<CheckReport> {
  const asked = typeof paths === 'string' ? [paths] : paths;
  const now = await judgePaths(asked, options);
  const counted = now.findings.filter(({ suppressed }) => suppressed === undefined);
  const before = options.since === undefined ? options.baseline : await baselineAt(options.since, asked, options);
  const { fresh, known, fixed } = before === undefined ? { fresh: counted, known: 0, fixed: 0 } : compareWith(before, counted);
  return {
    findings: orderedFindings(fresh),
    suppressed: orderedFindings(now.findings.filter(({ suppressed }) => suppressed !== undefined)),
    known,
    fixed,
    unevaluated: now.unevaluated,
    unread: now.unread,
    counts: now.counts,
    rules: (options.checks ?? checkList).flatMap(({ rules }) => rules.filter(({ runsOn }) => runsOn.includes('manifest'))).length,
  };
}

interface JudgedPaths extends Pick<CheckReport, 'unevaluated' | 'unread' | 'counts'> {
  readonly findings: readonly PlacedFinding[];
}

async function judgePaths(paths: readonly string[], options: CheckOptions): Promise<JudgedPaths> {
  const found = await findManifests({
    paths,
    renderers: options.renderers ?? { run: runProgram },
    values: options.values ?? [],
    stdin: options.stdin ?? (async () => ''),
  });
  const read = readManifests(found.texts);
  const { findings, unevaluated } = checkManifests({
    name: `src:${basename(process.cwd())}`,
    texts: found.texts,
    read,
    checks: options.checks ?? checkList,
    setting: options.setting ?? defaultCheckSetting,
    hash: sha256,
    nowMs: options.nowMs ?? Date.now(),
    complete: options.complete ?? false,
    suppressions: options.suppressions ?? [],
    edits: options.edits ?? false,
    ...(options.minor === undefined ? {} : { minor: options.minor }),
    ...(options.behind === undefined ? {} : { behind: options.behind }),
  });
  const counts = { files: found.texts.length, documents: read.documents, objects: read.objects.length, others: read.others };
  return { findings, unevaluated, unread: [...found.unread, ...read.unread], counts };
}

async function baselineAt(ref: string, paths: readonly string[], options: CheckOptions): Promise<Baseline> {
  const tree = await gitTree(ref, paths);
  try {
    const { edits, ...others } = options;
    const { findings } = await judgePaths(tree.paths, others);
    return baselineOf(findings.filter(({ suppressed }) => suppressed === undefined));
  } finally {
    await tree.remove();
  }
}
