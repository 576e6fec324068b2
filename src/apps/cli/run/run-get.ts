import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { everything } from '../../../core/fleet/fleet-view.ts';
import { answerObjects } from '../../../core/query/answer-objects.ts';
import { finish } from '../../../core/query/finish.ts';
import type { Answer } from '../../../core/query/table.ts';
import type { TableQuery } from '../../../core/query/table-query.ts';
import { coverageLine } from '../../../core/reports/coverage-line.ts';
import { objectsJson, objectsYaml } from '../../../core/reports/object-list.report.ts';
import { visibleText } from '../../../core/reports/visible-text.ts';
import type { HindsightClient } from '../../../edge/apiclient/hindsight-client.ts';
import { ask } from '../../server/ask.ts';
import { composeFleet } from '../../server/compose-fleet.ts';
import type { CommandInput } from '../command.ts';
import { userAgent } from '../user-agent.ts';
import { defaultNamespaces } from './default-namespaces.ts';
import { openTargets } from './open-targets.ts';
import { printAnswer } from './print-answer.ts';
import { readOutputForm } from './read-output-form.ts';
import { readQuery, readRequiredShare, readTargets } from './read-query.ts';
import { remoteFleet } from './remote-fleet.ts';

const forms = ['wide', 'json', 'yaml', 'name', 'tsv', 'csv'] as const;

/** An answer, and the text of its objects where whole objects were asked for. */
interface GetResult {
  readonly answer: Answer;
  readonly objects: string | undefined;
}

/** Prints the table; exit 1 when a named object is nowhere, 3 when too few clusters answered. */
export async function runGet(input: CommandInput): Promise<number> {
  const form = readOutputForm(input, forms);
  const required = readRequiredShare(input);
  readTargets(input.words);
  const objectForm = form === 'json' || form === 'yaml' ? form : undefined;
  const remote = remoteFleet(input);
  if (input.flags.has('watch')) {
    const { watchTable } = await import('./watch-table.ts');
    return watchTable(input, remote);
  }
  const { answer, objects } = remote === undefined ? await getDirectly(input, objectForm) : await getRemotely(input, remote, objectForm);
  if (input.terminal.signal.aborted) return 130;
  if (objects !== undefined) await input.terminal.write(objects);
  else await printAnswer(input.terminal, answer, { form, headings: !input.flags.has('no-headers') });
  return conclude(input, answer, required);
}

async function getDirectly(input: CommandInput, objectForm: 'json' | 'yaml' | undefined): Promise<GetResult> {
  const { terminal, flags } = input;
  const targets = await openTargets(input);
  const query = readQuery(input, { clusters: ['_all'], defaultNamespaces: defaultNamespaces(targets) });
  const timeout = flags.integer('timeout', { min: 1, max: 600 });
  const fleet = composeFleet({
    targets,
    mode: 'once',
    userAgent: userAgent(),
    env: input.env,
    ...(timeout !== undefined && { openDeadlineMs: timeout * 1000 }),
  });
  try {
    const { answer, view } = await ask(fleet, {
      query,
      scope: everything,
      signal: terminal.signal,
      names: 'lenient',
      onProgress: (done, total) => terminal.progress(`${done} of ${total} clusters`),
    });
    terminal.progress(undefined);
    if (objectForm === undefined) return { answer, objects: undefined };
    const options = { oneCluster: targets.length === 1, oneObject: query.names.length === 1 && query.resources.length === 1 };
    const objects = finish(answerObjects(answer, view));
    return { answer, objects: objectForm === 'json' ? objectsJson(objects, options) : objectsYaml(objects, options) };
  } finally {
    await fleet.stop();
  }
}

async function getRemotely(input: CommandInput, remote: HindsightClient, objectForm: 'json' | 'yaml' | undefined): Promise<GetResult> {
  const contexts = input.flags.list('context');
  const query = readQuery(input, { clusters: contexts.length === 0 ? ['_all'] : contexts, defaultNamespaces: ['_all'] });
  const answer = await answerInEitherScope(remote, query, input.terminal.signal);
  const objects = objectForm === undefined ? undefined : await remote.objects(scopeOf(answer, query), objectForm, input.terminal.signal);
  return { answer, objects };
}

/** Addresses say whether a resource lives in namespaces; the command line need not know, so the other scope is tried before giving up. */
async function answerInEitherScope(remote: HindsightClient, query: TableQuery, signal: AbortSignal): Promise<Answer> {
  try {
    return await remote.answer(query, signal);
  } catch (error) {
    if (!(error instanceof HindsightError) || error.code !== 'resource-unknown') throw error;
    try {
      return await remote.answer({ ...query, namespaces: undefined }, signal);
    } catch {
      throw error;
    }
  }
}

function scopeOf(answer: Answer, query: TableQuery): TableQuery {
  return answer.tables.some((table) => !table.namespaced) ? { ...query, namespaces: undefined } : query;
}

/** Says what the answer speaks for, and how it ends: 1 beats 3, both are told. Source: design §9. */
function conclude({ terminal, flags }: CommandInput, answer: Answer, required: number | undefined): number {
  const { asked, gaps } = answer.coverage;
  const named = flags.has('all-namespaces') || flags.has('namespace');
  if (!named && asked.length > 1 && answer.tables.some((table) => table.namespaced)) {
    terminal.note('All namespaces, since several clusters were asked; -n names some.');
  }
  for (const notice of answer.notices) terminal.note(visibleText(notice));
  const missing = answer.missing ?? [];
  for (const { resource, name } of missing) terminal.note(`${resource} "${name}" not found in any cluster that answered.`);
  terminal.note(coverageLine(answer, { utcOffsetMinutes: -new Date().getTimezoneOffset() }));
  const lacking = gaps.filter(({ state }) => state !== 'not served' && (required !== undefined || state !== 'stale'));
  const answered = asked.length - new Set(lacking.map(({ cluster }) => cluster)).size;
  const enough = required === undefined ? answered > 0 || asked.length === 0 : answered >= required * asked.length;
  if (!enough) {
    const wanted = required === undefined ? 'at least one' : `${required * 100}%`;
    terminal.note(`error: ${answered} of ${asked.length} clusters answered, and ${wanted} must.`);
  }
  return missing.length > 0 ? 1 : enough ? 0 : 3;
}
