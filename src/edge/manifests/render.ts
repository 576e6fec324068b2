import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { UnreadInput } from '../../core/checks/check-report.ts';
import type { ManifestText } from './manifest-document.ts';

/** Runs a program and answers what it printed; tests hand in their own. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<ProgramEnd>;

/** How a program ended. `missing`: there is no such program. */
export type ProgramEnd = { readonly stdout: string } | { readonly failed: string } | 'missing';

/** The programs that render. */
export interface Renderers {
  readonly run: RunProgram;
}

/** What a chart is rendered with. */
export interface RenderRequest {
  readonly renderers: Renderers;
  readonly values: readonly string[];
}

const longestMs = 120_000;
const largestBytes = 256 * 1024 * 1024;

/** Runs programs of this machine, without a shell. */
export const runProgram: RunProgram = (program, args) =>
  new Promise((resolve) => {
    execFile(program, [...args], { timeout: longestMs, maxBuffer: largestBytes, encoding: 'utf8' }, (error, stdout, stderr) => {
      if (error === null) resolve({ stdout });
      else if ((error as NodeJS.ErrnoException).code === 'ENOENT') resolve('missing');
      else resolve({ failed: lastWords(stderr) || error.message });
    });
  });

/** The overlay of a folder, by kustomize, else by kubectl. */
export async function renderKustomization(folder: string, { renderers }: RenderRequest): Promise<ManifestText | UnreadInput> {
  const first = await renderers.run('kustomize', ['build', folder]);
  const end = first === 'missing' ? await renderers.run('kubectl', ['kustomize', folder]) : first;
  return textOf(end, {
    file: folder,
    by: 'kustomize',
    missing: 'a Kustomize overlay, and neither kustomize nor kubectl is here to render it',
    remedy: `Render it where they are: kubectl kustomize ${folder} | hindsight check -`,
  });
}

/** A chart with its values, by helm. */
export async function renderChart(folder: string, { renderers, values }: RenderRequest): Promise<ManifestText | UnreadInput> {
  const flags = values.flatMap((file) => ['--values', file]);
  const end = await renderers.run('helm', ['template', 'release', folder, ...flags]);
  return textOf(end, {
    file: folder,
    by: 'helm',
    missing: 'a Helm chart, and helm is not here to render it',
    remedy: `Render it where helm is: helm template ${folder} | hindsight check -`,
  });
}

function textOf(
  end: ProgramEnd,
  q: { readonly file: string; readonly by: string; readonly missing: string; readonly remedy: string },
): ManifestText | UnreadInput {
  if (end === 'missing') return { file: q.file, reason: q.missing, remedy: q.remedy };
  if ('failed' in end) return { file: q.file, reason: `${q.by} could not render it: ${end.failed}` };
  return { file: q.by === 'helm' ? q.file : join(q.file), text: end.stdout, rendered: q.by, named: true };
}

/** The last line that says something. */
function lastWords(stderr: string): string {
  return stderr.trim().split('\n').at(-1)?.trim() ?? '';
}
