import { HindsightError } from '../../../core/base/hindsight-error.ts';
import type { ClusterId } from '../../../core/fleet/fleet-view.ts';
import type { AnswerObject } from '../../../core/query/answer-objects.ts';
import type { Answer } from '../../../core/query/table.ts';
import { tableQuery } from '../../../core/query/table-query.ts';
import { gapSentence } from '../../../core/reports/coverage-line.ts';
import { harmlessJson } from '../../../core/reports/harmless-json.ts';
import { diffObjects, type ObjectDiff } from '../../../core/reports/object-diff/object-diff.ts';
import { objectDiffText } from '../../../core/reports/object-diff/object-diff-text.ts';
import { visibleText } from '../../../core/reports/visible-text.ts';
import type { CommandInput } from '../command.ts';
import { openAsker } from './open-asker.ts';
import { readOutputForm } from './read-output-form.ts';

/** Prints what differs. Exit 0: the same everywhere; 1: it differs, or a cluster that answered lacks it; 3: fewer than two clusters answered. Source: diff(1). */
export async function runDiff(input: CommandInput): Promise<number> {
  const { terminal, flags } = input;
  const form = readOutputForm(input, ['text', 'json'] as const);
  const { clusters, resource, name } = readWords(input.words);
  const asker = await openAsker(input);
  try {
    const namespaces = flags.list('namespace');
    const query = tableQuery({ clusters, resources: [resource], names: [name], namespaces: namespaces.length > 0 ? namespaces : ['_all'] });
    const { answer, objects } = await asker.answer(query);
    if (terminal.signal.aborted) return 130;
    const diffs = diffsOf(inOrder(await objects(), clusters), answer, flags.has('status'));
    if (form === 'json') await terminal.write(`${harmlessJson(diffs, 2)}\n`);
    else await terminal.write(diffs.map((diff) => objectDiffText(diff, { colour: terminal.colour })).join('\n'));
    return concludeDiff(input, answer, diffs);
  } finally {
    await asker.close();
  }
}

function readWords(words: readonly string[]): { readonly clusters: readonly string[]; readonly resource: string; readonly name: string } {
  const [, resource = '', name = ''] = /^([^/]+)\/([^/]+)$/.exec(words.at(-1) ?? '') ?? [];
  const clusters = words.slice(0, -1).flatMap((word) => word.split(','));
  if (name !== '' && clusters.length > 0) return { clusters, resource, name };
  throw new HindsightError('usage', name === '' ? 'say which object, as RESOURCE/NAME, last' : 'say which clusters, before the object', {
    hint: "For example `hindsight diff shop-prod-1 shop-prod-2 deploy/checkout -n shop`, or '*' for all clusters.",
  });
}

/** In the order in which clusters were named; what a glob or label means keeps its order, after them. */
function inOrder(objects: readonly AnswerObject[], words: readonly string[]): readonly AnswerObject[] {
  const rank = (cluster: ClusterId): number => (words.includes(cluster) ? words.indexOf(cluster) : words.length);
  return [...objects].sort((a, b) => rank(a.cluster) - rank(b.cluster));
}

/** One comparison for each namespace that has an object of that name. */
function diffsOf(objects: readonly AnswerObject[], answer: Answer, status: boolean): readonly ObjectDiff[] {
  const answered = answeredClusters(answer);
  const places = new Map<string, AnswerObject[]>();
  for (const one of objects) {
    const key = JSON.stringify([one.object.kind, one.object.metadata.namespace ?? '']);
    places.set(key, [...(places.get(key) ?? []), one]);
  }
  return [...places.values()].map((group) => {
    const have = new Set(group.map(({ cluster }) => cluster));
    return diffObjects({ objects: group, missing: answered.filter((cluster) => !have.has(cluster)), status });
  });
}

function answeredClusters({ coverage }: Answer): readonly ClusterId[] {
  const gaps = new Set(coverage.gaps.filter(({ state }) => state !== 'stale').map(({ cluster }) => cluster));
  return coverage.asked.filter((cluster) => !gaps.has(cluster));
}

function concludeDiff({ terminal }: CommandInput, answer: Answer, diffs: readonly ObjectDiff[]): number {
  for (const notice of answer.notices) terminal.note(visibleText(notice));
  for (const { resource, name } of answer.missing ?? [])
    terminal.note(visibleText(`${resource} "${name}" not found in any cluster that answered.`));
  const gaps = gapSentence(answer.coverage, { nowMs: answer.nowMs, utcOffsetMinutes: -new Date().getTimezoneOffset() });
  if (gaps !== '') terminal.note(gaps);
  if ((answer.missing ?? []).length > 0 || diffs.some(({ differences, missing }) => differences.length + missing.length > 0)) return 1;
  if (answer.coverage.asked.length === 1) terminal.note('One cluster was asked: there is nothing to compare it with.');
  const answered = answeredClusters(answer).length;
  if (answered >= 2 || answer.coverage.asked.length < 2) return 0;
  terminal.note(`error: ${answered} of ${answer.coverage.asked.length} clusters answered; two are needed.`);
  return 3;
}
