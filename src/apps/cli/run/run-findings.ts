import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { centralNote } from '../../../core/checks/central-suppression.ts';
import { groupFindings, readGrouping } from '../../../core/checks/live/finding-groups.ts';
import { type FindingQuery, findingQueryFromUrl, type StatedFinding, selectFindings } from '../../../core/checks/live/finding-query.ts';
import { FleetJudge } from '../../../core/checks/live/fleet-judge.ts';
import { neededResources } from '../../../core/checks/live/needed-resources.ts';
import { checkList } from '../../../core/checks/registry.gen.ts';
import { isAtLeast, type Severity, severities } from '../../../core/checks/severity.ts';
import { everything } from '../../../core/fleet/fleet-view.ts';
import { briefingItems } from '../../../core/reports/findings/briefing.ts';
import { briefingMarkdown } from '../../../core/reports/findings/briefing-markdown.report.ts';
import { findingsText, findingsTsv } from '../../../core/reports/findings/findings-text.report.ts';
import { harmlessJson } from '../../../core/reports/harmless-json.ts';
import { visibleText } from '../../../core/reports/visible-text.ts';
import { findingFromWire, wireFinding } from '../../../core/wire/findings-schema.ts';
import { configuredChecks } from '../../../edge/config/check-settings.ts';
import { composeFleet } from '../../server/compose-fleet.ts';
import { driveSlices } from '../../server/drive-slices.ts';
import { sha256 } from '../../server/findings/findings-keeper.ts';
import type { CommandInput } from '../command.ts';
import { userAgent } from '../user-agent.ts';
import { openFleet } from './open-fleet.ts';
import { readOutputForm } from './read-output-form.ts';
import { remoteFleet } from './remote-fleet.ts';
import { suppressionsOf } from './suppressions-of-input.ts';

const forms = ['wide', 'json', 'tsv', 'md'] as const;

/** What was found, and in how many clusters was looked. */
interface FoundFindings {
  readonly found: readonly StatedFinding[];
  readonly judged: number;
  readonly clusters: number;
  /** Clusters that did not answer, with the reason. */
  readonly unread: readonly string[];
}

/** Prints what the checks find; exit 1 with `--fail-on` met, 3 when no cluster could be judged. */
export async function runFindings(input: CommandInput): Promise<number> {
  const { terminal, flags } = input;
  const form = readOutputForm(input, forms);
  const failOn = readSeverity(flags.text('fail-on'));
  const by = readGrouping(flags.text('group'));
  const params = paramsOf(input);
  const nowMs = Date.now();
  const query = findingQueryFromUrl(params, nowMs);
  const remote = remoteFleet(input);
  const answer = remote === undefined ? await judgeDirectly(input, query, nowMs) : await askServer(remote, params, terminal.signal);
  terminal.progress(undefined);
  if (terminal.signal.aborted) return 130;
  const groups = groupFindings(answer.found, { by, checks: checkList, nowMs });
  const progress = { judged: answer.judged, clusters: answer.clusters };
  if (form === 'json') await terminal.write(`${harmlessJson({ ...progress, findings: answer.found.map(wireFinding) })}\n`);
  else if (form === 'tsv') await terminal.write(findingsTsv(groups));
  else if (form === 'md') await terminal.write(briefingMarkdown(briefingItems(groups), { progress, nowMs }));
  else await terminal.write(findingsText(groups, { nowMs, colour: terminal.colour, all: form === 'wide' }));
  for (const line of answer.unread) terminal.note(visibleText(line));
  terminal.note(`${answer.found.length.toLocaleString('en-US')} findings; ${answer.judged} of ${answer.clusters} clusters judged.`);
  if (failOn !== undefined && answer.found.some(({ finding, state }) => state !== 'suppressed' && isAtLeast(finding.severity, failOn)))
    return 1;
  return answer.judged === 0 ? 3 : 0;
}

function paramsOf({ flags }: CommandInput): URLSearchParams {
  const params = new URLSearchParams();
  for (const [flag, name] of [
    ['check', 'check'],
    ['clusters', 'cluster'],
    ['namespace', 'namespace'],
    ['state', 'state'],
  ] as const)
    if (flags.list(flag).length > 0) params.set(name, flags.list(flag).join(','));
  for (const name of ['severity', 'team'] as const) {
    const text = flags.text(name);
    if (text !== undefined) params.set(name, text);
  }
  if (flags.has('new')) params.set('new', '1');
  return params;
}

async function askServer(
  remote: NonNullable<ReturnType<typeof remoteFleet>>,
  params: URLSearchParams,
  signal: AbortSignal,
): Promise<FoundFindings> {
  const { judged, clusters, findings } = await remote.findings(params, signal);
  return { judged, clusters, unread: [], found: findings.map(findingFromWire) };
}

/** Reads what the checks need from the clusters, and judges once. */
async function judgeDirectly(input: CommandInput, query: FindingQuery, nowMs: number): Promise<FoundFindings> {
  const { terminal, flags, env } = input;
  const { targets, effective } = await openFleet(input);
  const seconds = flags.integer('timeout', { min: 1, max: 600 }) ?? 30;
  const fleet = composeFleet({ targets, mode: 'once', userAgent: userAgent(), env, openDeadlineMs: seconds * 1000 });
  try {
    const resources = neededResources(checkList).filter((resource) => resource !== 'secrets');
    const need = targets.flatMap(({ id }) => resources.map((resource) => ({ cluster: id, resource })));
    const onProgress = (done: number, total: number): void => terminal.progress(`${done} of ${total} clusters`);
    const view = await fleet.source.open({ need, scope: everything, signal: terminal.signal, onProgress });
    const { checks, setting } = await configuredChecks(effective);
    const central = suppressionsOf(input);
    const judge = new FleetJudge({
      checks,
      hash: sha256,
      settingOf: () => setting,
      accepted: (finding, labels, atMs) => centralNote(central, finding, { labels, channel: undefined, nowMs: atMs }),
    });
    const unread: string[] = [];
    for (const { id } of targets) {
      if (resources.some((resource) => view.shard(id, resource)?.state.trueAtMs !== undefined)) judge.admit(id);
      else unread.push(`${id} was not judged: ${view.cluster(id)?.reason || 'it did not answer'}`);
    }
    while (judge.hasWork(nowMs)) await driveSlices(judge.run(view, nowMs), { signal: terminal.signal });
    return { found: [...selectFindings(judge, view, query, nowMs)], judged: judge.judges().length, clusters: targets.length, unread };
  } finally {
    await fleet.stop();
  }
}

function readSeverity(text: string | undefined): Severity | undefined {
  if (text === undefined) return undefined;
  const found = severities.find((one) => one === text);
  if (found !== undefined) return found;
  throw new HindsightError('usage', `--fail-on takes ${severities.join(', ')}, not "${text}"`, { hint: 'For example --fail-on critical.' });
}
