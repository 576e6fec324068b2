import type { ClusterTarget } from '../../../edge/client/cluster-target.ts';
import type { CommandInput } from '../command.ts';
import { openFleet } from './open-fleet.ts';

/** The clusters that flags, environment and configuration mean. HindsightError `no-clusters` when there are none. */
export async function openTargets(input: CommandInput): Promise<readonly ClusterTarget[]> {
  return (await openFleet(input)).targets;
}
