import type { FlagDef } from './command.ts';

/** Flags of the commands that serve pages. */
export const serveFlags: readonly FlagDef[] = [
  { name: 'port', value: 'PORT', help: 'Port (default 8080; 0 takes a free one).' },
  {
    name: 'secrets',
    value: 'off|metadata',
    help: 'Whether Secrets are listed, by name, type and keys only (default off). Values are never read.',
  },
  {
    name: 'state-dir',
    value: 'FOLDER',
    help: 'Where the last known state is kept for a restart (serve: $XDG_STATE_HOME/hindsight or ~/.local/state/hindsight; demo: nowhere).',
  },
  { name: 'state-max-mb', value: 'MB', help: 'How much of it is kept at most (default 1024).' },
  { name: 'no-state', help: 'Keep nothing on disk.' },
  {
    name: 'include-namespaces',
    value: 'PATTERNS',
    repeatable: true,
    help: 'Only namespaces that one of these regular expressions matches from end to end.',
  },
  {
    name: 'exclude-namespaces',
    value: 'PATTERNS',
    repeatable: true,
    help: 'No namespaces that one of these matches from end to end; wins over include.',
  },
  { name: 'no-checks', help: 'Do not judge the clusters: no findings, and only the usual resources are synced.' },
  { name: 'suppressions', value: 'FILE', help: 'Accepted findings (default hindsight.suppressions.yaml, where there is one).' },
  { name: 'show-secrets', help: 'Refused, on purpose: values of Secrets are never read.' },
  { name: 'log-level', value: 'LEVEL', help: 'error, warn, info or debug (default warn).' },
];

/** Flags of `serve`: who may look, and from where. */
export const accessFlags: readonly FlagDef[] = [
  { name: 'auth', value: 'local|none|proxy', help: 'Who may look (default local: by the token in the printed address).' },
  { name: 'listen', value: 'ADDRESS', help: 'Address to listen on (default 127.0.0.1; others only with --auth proxy).' },
  { name: 'public-url', value: 'URL', help: 'With --auth proxy: the address under which people reach the login proxy.' },
  { name: 'auth-header', value: 'NAME', help: 'Header in which the login proxy says who looks (default X-Forwarded-User).' },
  { name: 'trusted-proxies', value: 'CIDRS', repeatable: true, help: 'Addresses or networks of the login proxy.' },
  { name: 'proxy-secret-file', value: 'FILE', help: 'Secret that the login proxy sends as X-Hindsight-Proxy-Secret.' },
  { name: 'show-container-logs', help: 'Viewers behind the login proxy may read logs of containers.' },
];

/** Flags of kube-web-view that `serve` understands, so that manifests go on working; docs/guide/configuration.md says what became of each. */
export const formerFlags: readonly FlagDef[] = [
  { name: 'clusters', value: 'LIST', help: 'Clusters by name and address: prod=https://…;test=https://…' },
  ...['default-label-columns', 'default-hidden-columns', 'default-custom-columns'].map((name) => former(name)),
  ...['search-default-resource-types', 'search-offered-resource-types', 'sidebar-resource-types', 'object-links', 'label-links'].map(
    (name) => former(name),
  ),
  ...['preferred-api-versions', 'default-theme', 'theme-options', 'search-max-concurrency', 'templates-path', 'static-assets-path'].map(
    (name) => former(name),
  ),
  ...['oauth2-authorized-hook', 'resource-view-prerender-hook'].map((name) => former(name)),
  { name: 'cluster-auth-use-session-token', hidden: true, help: 'Refused: viewers have no tokens here.' },
  { name: 'debug', hidden: true, help: 'As --log-level debug (kube-web-view).' },
];

function former(name: string): FlagDef {
  return { name, value: 'TEXT', hidden: true, repeatable: true, help: 'As in kube-web-view.' };
}
