import type { FlagDef } from './command.ts';

/** What a simulated fleet is grown from. */
export const simFlags: readonly FlagDef[] = [
  { name: 'clusters', value: 'N', help: 'Clusters (default 148).' },
  { name: 'pods', value: 'N', help: 'About how many pods in all (default 31000).' },
  { name: 'seed', value: 'N', help: 'Same seed and epoch, same fleet (default 1).' },
  { name: 'epoch', value: 'TIME', help: 'The instant the fleet is generated at, RFC 3339 (default now).' },
  { name: 'latency', value: 'MS', help: 'Round trip added to every answer, in milliseconds (default 0).' },
  { name: 'changes', value: 'N', help: 'Changes per second over the whole fleet (default 30).' },
  { name: 'still', help: 'Nothing changes.' },
];
