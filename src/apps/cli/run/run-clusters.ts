import type { ClusterFacts } from '../../../core/fleet/fleet-view.ts';
import { clustersAnswer } from '../../../core/query/clusters-answer.ts';
import { resolveClusters } from '../../../core/query/resolve-clusters.ts';
import type { CommandInput } from '../command.ts';
import { openAsker } from './open-asker.ts';
import { printAnswer } from './print-answer.ts';
import { readOutputForm } from './read-output-form.ts';
import { readClusters } from './read-query.ts';

/** The first probe tells the version, and is spread over the interval. */
const firstProbeMs = 300;

/** Prints the clusters; exit 0 also when some are in trouble, since that is what was asked. */
export async function runClusters(input: CommandInput): Promise<number> {
  const { terminal, flags, words } = input;
  const form = readOutputForm(input, ['wide', 'json', 'yaml', 'name', 'tsv', 'csv', 'md'] as const);
  const asker = await openAsker(input, { follows: true, pinned: ['namespaces'], probeEveryMs: firstProbeMs });
  try {
    const facts = await asker.facts();
    terminal.progress(undefined);
    const kept = keptFacts(facts, [...words, ...readClusters(flags, asker).filter((word) => word !== '_all')]);
    const answer = clustersAnswer(kept, { nowMs: Date.now(), wide: form !== undefined && form !== 'md' });
    await printAnswer(terminal, answer, { form, headings: !flags.has('no-headers') });
    terminal.note(summary(kept));
    return terminal.signal.aborted ? 130 : 0;
  } finally {
    await asker.close();
  }
}

/** Those that words mean: names, globs, labels, exclusions. HindsightError `cluster-unknown` with the nearest names. */
function keptFacts(facts: readonly ClusterFacts[], words: readonly string[]): readonly ClusterFacts[] {
  if (words.length === 0) return facts;
  const byName = new Map(facts.flatMap((one) => [one.id, ...one.aliases].map((name): [string, ClusterFacts] => [name, one])));
  const directory = { clusters: () => facts, cluster: (name: string) => byName.get(name) };
  const kept = new Set(resolveClusters(words, directory));
  return facts.filter(({ id }) => kept.has(id));
}

/** `148 clusters: 145 live, 2 unreachable, 1 forbidden.` */
function summary(facts: readonly ClusterFacts[]): string {
  const counts = new Map<string, number>();
  for (const { state } of facts) counts.set(state, (counts.get(state) ?? 0) + 1);
  const parts = [...counts].map(([state, count]) => `${count} ${state}`).join(', ');
  return `${facts.length} cluster${facts.length === 1 ? '' : 's'}${parts === '' ? '' : `: ${parts}`}.`;
}
