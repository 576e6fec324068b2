import type { FlagDef } from './command.ts';

/** Flags of the commands that serve pages. */
export const serveFlags: readonly FlagDef[] = [
  { name: 'port', value: 'PORT', help: 'Port on 127.0.0.1 (default 8080; 0 takes a free one).' },
  {
    name: 'secrets',
    value: 'off|metadata',
    help: 'Whether Secrets are listed, by name, type and keys only (default off). Values are never read.',
  },
  { name: 'no-state', help: 'Keep nothing on disk. (Nothing is kept yet; the flag is accepted from the start.)' },
  { name: 'show-secrets', help: 'Refused, on purpose: values of Secrets are never read.' },
  { name: 'log-level', value: 'LEVEL', help: 'error, warn, info or debug (default warn).' },
];
