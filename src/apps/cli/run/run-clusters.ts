import type { ClusterFacts } from '../../../core/fleet/fleet-view.ts';
import { clustersAnswer } from '../../../core/query/clusters-answer.ts';
import { globTest } from '../../../core/query/name-patterns.ts';
import { composeFleet } from '../../server/compose-fleet.ts';
import type { CommandInput } from '../command.ts';
import { userAgent } from '../user-agent.ts';
import { openTargets } from './open-targets.ts';
import { printAnswer } from './print-answer.ts';
import { readOutputForm } from './read-output-form.ts';
import { remoteFleet } from './remote-fleet.ts';

/** Prints the clusters; exit 0 also when some are in trouble, since that is what was asked. */
export async function runClusters(input: CommandInput): Promise<number> {
  const form = readOutputForm(input, ['wide', 'json', 'yaml', 'name', 'tsv', 'csv']);
  const facts = await readFacts(input);
  const tests = input.words.map(globTest);
  const kept = facts.filter(({ id, aliases }) => tests.length === 0 || tests.some((test) => [id, ...aliases].some(test)));
  const answer = clustersAnswer(kept, { nowMs: Date.now(), wide: form !== undefined });
  await printAnswer(input.terminal, answer, { form, headings: !input.flags.has('no-headers') });
  input.terminal.note(summary(kept));
  return 0;
}

/** Facts once every cluster has answered or been given up on. */
async function readFacts(input: CommandInput): Promise<readonly ClusterFacts[]> {
  const remote = remoteFleet(input);
  if (remote !== undefined) return remote.clusters(input.terminal.signal);
  const { terminal, flags } = input;
  const deadline = performance.now() + (flags.integer('timeout', { min: 1, max: 600 }) ?? 15) * 1000;
  const fleet = composeFleet({
    targets: await openTargets(input),
    mode: 'watch',
    pinned: ['namespaces'],
    userAgent: userAgent(),
    env: input.env,
  });
  try {
    for (;;) {
      const facts = fleet.directory.clusters();
      const waiting = facts.filter(({ state, version }) => state === 'syncing' || (state === 'live' && version === undefined)).length;
      if (waiting === 0 || terminal.signal.aborted || performance.now() > deadline) return facts;
      terminal.progress(`${facts.length - waiting} of ${facts.length} clusters`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } finally {
    await fleet.stop();
  }
}

/** `148 clusters: 145 live, 2 unreachable, 1 forbidden.` */
function summary(facts: readonly ClusterFacts[]): string {
  const counts = new Map<string, number>();
  for (const { state } of facts) counts.set(state, (counts.get(state) ?? 0) + 1);
  const parts = [...counts].map(([state, count]) => `${count} ${state}`).join(', ');
  return `${facts.length} cluster${facts.length === 1 ? '' : 's'}${parts === '' ? '' : `: ${parts}`}.`;
}
