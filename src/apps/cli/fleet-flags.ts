import type { FlagDef } from './command.ts';

/** Which clusters: flags of every command that reads a fleet. */
export const fleetFlags: readonly FlagDef[] = [
  {
    name: 'kubeconfig',
    value: 'FILE',
    repeatable: true,
    help: 'Kubeconfig files, comma-separated (default: $KUBECONFIG, then ~/.kube/config, then the pod’s service account).',
  },
  {
    name: 'context',
    value: 'NAME',
    repeatable: true,
    help: 'Contexts by name or glob, comma-separated: beta-*,shop-prod-1 (default: all).',
  },
];

/** Where a running server answers instead of the clusters themselves. */
export const serverFlags: readonly FlagDef[] = [
  { name: 'server', value: 'URL', help: 'Ask a running `hindsight serve` at the address it printed ($HINDSIGHT_SERVER).' },
  { name: 'token', value: 'TOKEN', help: 'Its token, when the address does not carry it ($HINDSIGHT_TOKEN).' },
];
