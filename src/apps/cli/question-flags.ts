import type { FlagDef } from './command.ts';

/** Which namespaces. */
export const namespacesFlag: FlagDef = {
  name: 'namespace',
  short: 'n',
  value: 'NAMES',
  repeatable: true,
  help: 'Namespaces, comma-separated; globs allowed.',
};

/** Every namespace, where one cluster alone would have a default. */
export const allNamespacesFlag: FlagDef = {
  name: 'all-namespaces',
  short: 'A',
  help: 'All namespaces (the default as soon as several clusters are asked).',
};

/** A table without its heading line. */
export const noHeadersFlag: FlagDef = { name: 'no-headers', help: 'Leave the heading line out.' };

/** How much of the fleet an answer must speak for. */
export const requireFlag: FlagDef = {
  name: 'require',
  value: 'PERCENT',
  help: 'Exit 3 unless this share of the clusters answered, e.g. 100%.',
};

/** How long one cluster may take to answer. */
export const timeoutFlag: FlagDef = { name: 'timeout', value: 'SECONDS', help: 'Longest wait for a cluster (default 15).' };
