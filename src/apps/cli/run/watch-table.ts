import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { everything } from '../../../core/fleet/fleet-view.ts';
import { applyChanges, type LiveChanges, type LiveSnapshot } from '../../../core/query/live-changes.ts';
import type { Answer, TableRow } from '../../../core/query/table.ts';
import { coverageLine, gapSentence } from '../../../core/reports/coverage-line.ts';
import { tableText } from '../../../core/reports/table-text.report.ts';
import { followRemotely } from '../../../edge/apiclient/follow-remotely.ts';
import type { HindsightClient } from '../../../edge/apiclient/hindsight-client.ts';
import { composeFleet } from '../../server/compose-fleet.ts';
import { followQuestion } from '../../server/live/live-feed.ts';
import type { CommandInput } from '../command.ts';
import { userAgent } from '../user-agent.ts';
import { defaultNamespaces } from './default-namespaces.ts';
import { openTargets } from './open-targets.ts';
import { readQuery } from './read-query.ts';

/** Prints the table, then each row again when it changes, until Ctrl-C. As kubectl does; rows that went are told on stderr. */
export async function watchTable(input: CommandInput, remote: HindsightClient | undefined): Promise<number> {
  if (input.flags.has('output') && input.flags.text('output') !== 'wide') {
    throw new HindsightError('usage', '--watch prints a table; leave -o out, or take wide');
  }
  const printer = new ChangePrinter(input);
  if (remote !== undefined) {
    const contexts = input.flags.list('context');
    const query = readQuery(input, { clusters: contexts.length === 0 ? ['_all'] : contexts, defaultNamespaces: ['_all'] });
    await followRemotely(remote, { query, signal: input.terminal.signal, onMessage: (message) => printer.take(message) });
  } else await watchDirectly(input, printer);
  await printer.settled;
  return 130;
}

async function watchDirectly(input: CommandInput, printer: ChangePrinter): Promise<void> {
  const { terminal, env } = input;
  const targets = await openTargets(input);
  const query = readQuery(input, { clusters: ['_all'], defaultNamespaces: defaultNamespaces(targets) });
  const fleet = composeFleet({ targets, mode: 'watch', pinned: [], userAgent: userAgent(), env, openDeadlineMs: 10_000 });
  try {
    await followQuestion(fleet, {
      query,
      scope: everything,
      names: 'lenient',
      signal: terminal.signal,
      onMessage: (message) => printer.take(message),
    });
  } finally {
    await fleet.stop();
  }
}

/** Prints a snapshot as a table and every change as the rows that changed. */
class ChangePrinter {
  readonly #input: CommandInput;
  #answer: Answer | undefined;
  /** Resolves when everything taken so far is written. */
  settled: Promise<void> = Promise.resolve();

  constructor(input: CommandInput) {
    this.#input = input;
  }

  take(message: LiveSnapshot | LiveChanges): void {
    if (message.type === 'snapshot') this.#snapshot(message.answer);
    else if (this.#answer !== undefined) this.#changes(message, this.#answer);
  }

  #snapshot(answer: Answer): void {
    this.#answer = answer;
    this.#print(answer, !this.#input.flags.has('no-headers'));
    this.#input.terminal.note(coverageLine(answer));
  }

  #changes(changes: LiveChanges, before: Answer): void {
    const { terminal } = this.#input;
    this.#answer = applyChanges(before, changes);
    const changed = new Map(changes.tables.map(({ table, upserts }) => [table, upserts.map(({ row }) => row)]));
    const tables = before.tables.map((table, t): Answer['tables'][number] => ({ ...table, rows: changed.get(t) ?? [] }));
    this.#print({ ...before, tables, nowMs: changes.nowMs }, false);
    for (const { table, removed } of changes.tables) {
      for (const row of goneRows(before.tables[table]?.rows ?? [], removed)) {
        terminal.note(`gone: ${row.cluster} ${row.namespace === undefined ? '' : `${row.namespace}/`}${row.name}`);
      }
    }
    const gaps = changes.coverage === undefined ? '' : gapSentence(changes.coverage, { nowMs: changes.nowMs });
    if (changes.coverage !== undefined) terminal.note(gaps === '' ? 'All clusters are live.' : gaps);
  }

  #print(answer: Answer, headings: boolean): void {
    const { terminal } = this.#input;
    const text = tableText(answer, { headings, marks: terminal.interactive, colour: terminal.colour });
    this.settled = this.settled.then(() => terminal.write(text));
  }
}

function goneRows(rows: readonly TableRow[], removed: readonly { readonly cluster: string; readonly uid: string }[]): readonly TableRow[] {
  const keys = new Set(removed.map(({ cluster, uid }) => `${cluster} ${uid}`));
  return rows.filter(({ cluster, uid }) => keys.has(`${cluster} ${uid}`));
}
