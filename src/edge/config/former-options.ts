import { HindsightError } from '../../core/base/hindsight-error.ts';
import type { FlagReader } from './effective-settings.ts';

/** An option of kube-web-view that is no setting here: what to know instead. */
interface FormerOption {
  readonly name: string;
  readonly answer: string;
  /** It is an error to ask for it: going on would show less or more than was meant. */
  readonly refused?: true;
}

const login = 'this login is not built in: put a login proxy such as oauth2-proxy in front, with --auth proxy (docs/guide/access.md)';

/** Source: kube-web-view's options (web-view.md A.12). */
const flagOptions: readonly FormerOption[] = [
  {
    name: 'show-secrets',
    refused: true,
    answer:
      'values of Secrets are never read: whoever needs one has kubectl and their own rights. `--secrets metadata` lists names, types and keys',
  },
  {
    name: 'cluster-auth-use-session-token',
    refused: true,
    answer: 'viewers have no tokens for clusters here: all see what the credentials of this process may read',
  },
  { name: 'search-max-concurrency', answer: 'search asks memory, not API servers' },
  { name: 'theme-options', answer: 'pages follow the system, light or dark' },
  { name: 'templates-path', answer: 'pages have no templates to replace' },
  { name: 'static-assets-path', answer: 'pages have no files to replace' },
  { name: 'oauth2-authorized-hook', answer: login },
  { name: 'resource-view-prerender-hook', answer: 'pages have no hooks' },
];

/** Environment variables of kube-web-view's login. Source: kube-web-view's environment (web-view.md A.11). */
const loginVariables: readonly string[] = [
  'OAUTH2_AUTHORIZE_URL',
  'OAUTH2_ACCESS_TOKEN_URL',
  'OAUTH2_CLIENT_ID',
  'OAUTH2_CLIENT_ID_FILE',
  'OAUTH2_CLIENT_SECRET',
  'OAUTH2_CLIENT_SECRET_FILE',
  'OAUTH2_SCOPE',
  'SESSION_SECRET_KEY',
];

/**
 * Says of every option of kube-web-view that was given and is none here what to know; nothing is ignored in silence. HindsightError `refused` for those that must not be.
 * Whoever had kube-web-view's login is told to start with another one, never served without: `oauth` says that it was configured.
 */
export function formerOptions(
  flags: FlagReader,
  env: Readonly<Record<string, string | undefined>>,
): { readonly notices: readonly string[]; readonly oauth: boolean } {
  for (const { name, answer, refused } of flagOptions) {
    if (refused === true && flags.has(name)) throw new HindsightError('refused', `--${name}: ${answer}.`);
  }
  const flagged = flagOptions
    .filter(({ name }) => flags.has(name))
    .map(({ name, answer }) => `--${name} is accepted and changes nothing: ${answer}.`);
  const set = loginVariables.filter((name) => (env[name] ?? '') !== '');
  const said = set.length === 0 ? [] : [`${set.join(', ')}: ${login}.`];
  return {
    notices: [...flagged, ...said],
    oauth: set.includes('OAUTH2_AUTHORIZE_URL') && set.includes('OAUTH2_ACCESS_TOKEN_URL'),
  };
}
