import type { HindsightClient } from '../../../edge/apiclient/hindsight-client.ts';
import type { CommandInput } from '../command.ts';
import type { Asker } from './asker.ts';

/** Asks a running server. `--context` names clusters there. */
export function askRemotely({ flags, terminal }: CommandInput, remote: HindsightClient): Asker {
  const { signal } = terminal;
  const contexts = flags.list('context');
  return {
    defaultNamespaces: ['_all'],
    clusters: contexts.length === 0 ? ['_all'] : contexts,
    async answer(query, { explain = false } = {}) {
      const answer = await remote.answer(query, signal, { explain });
      const empty = answer.tables.every(({ rows }) => rows.length === 0);
      return { answer, objects: async () => (empty ? [] : remote.objects(query, answer, signal)) };
    },
    describe: (query) => remote.describe(query, signal),
    async follow(query, onMessage) {
      // Its WebSocket takes longer to load than an answer to come.
      const { followRemotely } = await import('../../../edge/apiclient/follow-remotely.ts');
      await followRemotely(remote, { query, signal, onMessage });
    },
    facts: () => remote.clusters(signal),
    close: async () => {},
  };
}
