import type { FlagDef } from './command.ts';

/** Where clusters come from: flags of every command that reads a fleet. Those that hardly anybody types are hidden, but on `serve`. */
export const fleetFlags: readonly FlagDef[] = [
  {
    name: 'kubeconfig',
    value: 'FILE',
    repeatable: true,
    help: 'Kubeconfig files, comma-separated (default: $KUBECONFIG, then the pod’s service account, then ~/.kube/config).',
  },
  {
    name: 'kubeconfig-dir',
    value: 'DIR',
    repeatable: true,
    help: 'Folders of kubeconfigs, comma-separated; `serve` follows what appears, changes and goes there.',
  },
  {
    name: 'context',
    value: 'NAME',
    repeatable: true,
    help: 'Contexts by name or glob, comma-separated: beta-*,shop-prod-1 (default: all).',
  },
  { name: 'contexts-are-clusters', help: 'Each context is a cluster of its own, also when several have the same server and CA.' },
  {
    name: 'config',
    value: 'FILE',
    help: 'Configuration (default: ~/.config/hindsight/hindsight.yaml, then /etc/hindsight/hindsight.yaml).',
  },
  { name: 'cluster-registry-url', value: 'URL', hidden: true, help: 'A registry that answers at /kubernetes-clusters.' },
  { name: 'cluster-registry-token-path', value: 'FILE', hidden: true, help: 'File with the bearer token of the registry.' },
  { name: 'cluster-auth-token-path', value: 'FILE', hidden: true, help: 'File with a bearer token for clusters of a list or registry.' },
  {
    name: 'cluster-label-selector',
    value: 'SELECTOR',
    hidden: true,
    help: 'Only clusters with these labels: channel=beta,environment!=test.',
  },
  {
    name: 'allow-exec',
    value: 'COMMANDS',
    repeatable: true,
    hidden: true,
    help: 'Commands that kubeconfigs of folders, and changed ones, may run for credentials; * for all.',
  },
  { name: 'kubeconfig-path', value: 'FILE', hidden: true, help: 'As --kubeconfig (kube-web-view).' },
  { name: 'kubeconfig-contexts', value: 'NAMES', repeatable: true, hidden: true, help: 'As --context (kube-web-view).' },
  {
    name: 'cluster-registry-oauth2-bearer-token-path',
    value: 'FILE',
    hidden: true,
    help: 'As --cluster-registry-token-path (kube-web-view).',
  },
];

/** Which of these clusters: flags of commands that ask a question. */
export const placeFlags: readonly FlagDef[] = [
  {
    name: 'clusters',
    value: 'WORDS',
    repeatable: true,
    help: "Clusters by name, glob or label, comma-separated; ! excludes: 'shop-*,!shop-test-*', channel=beta.",
  },
  { name: 'channel', value: 'NAMES', repeatable: true, help: 'Only clusters whose label channel is one of these: beta.' },
];

/** Where a running server answers instead of the clusters themselves. */
export const serverFlags: readonly FlagDef[] = [
  { name: 'server', value: 'URL', help: 'Ask a running `hindsight serve` at the address it printed ($HINDSIGHT_SERVER).' },
  { name: 'token', value: 'TOKEN', help: 'Its token, when the address does not carry it ($HINDSIGHT_TOKEN).' },
];
