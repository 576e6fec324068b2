import type { CommandInput } from '../command.ts';
import type { Asker, AskerOptions } from './asker.ts';
import { remoteFleet } from './remote-fleet.ts';

/** Opens who answers: the server that `--server` names, else the clusters of the kubeconfig. */
export async function openAsker(input: CommandInput, q: AskerOptions = {}): Promise<Asker> {
  const remote = remoteFleet(input);
  if (remote !== undefined) return (await import('./ask-remotely.ts')).askRemotely(input, remote);
  return (await import('./ask-directly.ts')).askDirectly(input, q);
}
