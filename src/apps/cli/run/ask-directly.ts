import { type ClusterFacts, everything } from '../../../core/fleet/fleet-view.ts';
import { answerObjects } from '../../../core/query/answer-objects.ts';
import { finish } from '../../../core/query/finish.ts';
import { withForbidden } from '../../../core/query/with-forbidden.ts';
import { ask } from '../../server/ask.ts';
import { composeFleet, type Fleet } from '../../server/compose-fleet.ts';
import { describeQuestion } from '../../server/describe.ts';
import { followQuestion } from '../../server/live/live-feed.ts';
import type { CommandInput } from '../command.ts';
import { userAgent } from '../user-agent.ts';
import type { Asker, AskerOptions } from './asker.ts';
import { defaultNamespaces } from './default-namespaces.ts';
import { openTargets } from './open-targets.ts';

/** Asks the clusters of the kubeconfig; lists are read once, or followed by watches. */
export async function askDirectly(input: CommandInput, q: AskerOptions): Promise<Asker> {
  const { terminal, env, flags } = input;
  const targets = await openTargets(input);
  const timeout = flags.integer('timeout', { min: 1, max: 600 });
  const fleet = composeFleet({
    targets,
    userAgent: userAgent(),
    env,
    ...(q.follows === true
      ? {
          mode: 'watch',
          pinned: q.pinned ?? [],
          ...(q.probeEveryMs !== undefined && { probeEveryMs: q.probeEveryMs }),
          openDeadlineMs: 10_000,
        }
      : { mode: 'once' }),
    ...(timeout !== undefined && { openDeadlineMs: timeout * 1000 }),
  });
  const asking = { scope: everything, signal: terminal.signal, names: 'lenient' } as const;
  const onProgress = (done: number, total: number): void => terminal.progress(`${done} of ${total} clusters`);
  return {
    defaultNamespaces: defaultNamespaces(targets),
    clusters: ['_all'],
    async answer(query, { explain = false } = {}) {
      const { answer, view } = await ask(fleet, { ...asking, query, onProgress, explain });
      terminal.progress(undefined);
      return { answer, objects: async () => finish(answerObjects(answer, view)) };
    },
    async describe(query) {
      const described = await describeQuestion(fleet, { ...asking, query, onProgress });
      terminal.progress(undefined);
      return described;
    },
    follow: (query, onMessage) => followQuestion(fleet, { ...asking, query, onMessage }),
    facts: async () => withForbidden(await settledFacts(fleet, input), fleet.view(everything)),
    close: () => fleet.stop(),
  };
}

/** Facts once every cluster has answered or been given up on. */
async function settledFacts(fleet: Fleet, { terminal, flags }: CommandInput): Promise<readonly ClusterFacts[]> {
  const deadline = performance.now() + (flags.integer('timeout', { min: 1, max: 600 }) ?? 15) * 1000;
  for (;;) {
    const facts = fleet.directory.clusters();
    const waiting = facts.filter(({ state, version }) => state === 'syncing' || (state === 'live' && version === undefined)).length;
    if (waiting === 0 || terminal.signal.aborted || performance.now() > deadline) return facts;
    terminal.progress(`${facts.length - waiting} of ${facts.length} clusters`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
