/** What an error code means for the person who meets it. `docs/reference/errors.md` is generated from this table. */
export interface ErrorEntry {
  /** Process exit code when the CLI ends with it. Source: design §9. */
  readonly exit: 1 | 2 | 3 | 4 | 70;
  /** HTTP status when a route ends with it. */
  readonly status: number;
  readonly meaning: string;
  readonly remedy: string;
}

/** Every stable error code. Codes are added, never renamed: people search for them. */
export const errorCatalogue = {
  usage: { exit: 2, status: 400, meaning: 'The command line is not understood.', remedy: 'Read `hindsight help <command>`.' },
  'kubeconfig-missing': {
    exit: 2,
    status: 400,
    meaning: 'A kubeconfig file that was named does not exist or cannot be read.',
    remedy: 'Check the path in --kubeconfig or $KUBECONFIG.',
  },
  'kubeconfig-invalid': {
    exit: 2,
    status: 400,
    meaning: 'A kubeconfig file is not valid YAML, or an entry refers to something that is not there.',
    remedy: 'Mend the file at the place named.',
  },
  'no-clusters': {
    exit: 2,
    status: 400,
    meaning: 'No cluster is configured, or no context matches.',
    remedy: 'Name a kubeconfig with --kubeconfig, or try `hindsight demo`.',
  },
  'config-invalid': {
    exit: 2,
    status: 400,
    meaning: 'The configuration file cannot be read, is not valid YAML, or has a key or value that is not understood.',
    remedy: 'Mend the file at the place named; docs/guide/configuration.md documents every key.',
  },
  'registry-failed': {
    exit: 4,
    status: 502,
    meaning: 'The cluster registry did not answer with a list of clusters.',
    remedy: 'Check --cluster-registry-url and its token file. A running server keeps the clusters it has.',
  },
  'query-invalid': {
    exit: 2,
    status: 400,
    meaning: 'A filter, selector, sort or limit is not understood.',
    remedy: 'The position is marked; docs/guide/query.md has the grammar.',
  },
  'cluster-unknown': { exit: 2, status: 404, meaning: 'No cluster has that name.', remedy: '`hindsight clusters` lists the names.' },
  'resource-unknown': {
    exit: 2,
    status: 404,
    meaning: 'No cluster asked serves a resource of that name in that scope.',
    remedy: 'Check the spelling; plural, singular, kind, short name and plural.group are understood.',
  },
  'object-not-found': {
    exit: 1,
    status: 404,
    meaning: 'No cluster asked has an object of that name.',
    remedy: 'Check name, namespace and cluster.',
  },
  'coverage-insufficient': {
    exit: 3,
    status: 503,
    meaning: 'Too few clusters answered.',
    remedy: '`hindsight clusters` says why each one did not.',
  },
  'cannot-start': {
    exit: 4,
    status: 500,
    meaning: 'The process cannot start: a port is taken or a file cannot be written.',
    remedy: 'The message names what stands in the way.',
  },
  unauthorized: {
    exit: 4,
    status: 401,
    meaning: 'The request carries no valid token.',
    remedy: 'Open the address that `hindsight serve` printed, or send its token as bearer.',
  },
  forbidden: {
    exit: 4,
    status: 403,
    meaning:
      'The request comes from a place that may not ask (foreign Host, Origin or proxy), or asks for a namespace that the configuration denies.',
    remedy: 'Open the page by the address that the server printed.',
  },
  refused: { exit: 2, status: 403, meaning: 'Hindsight does not do this, on purpose.', remedy: 'The message says why.' },
  'not-found': { exit: 2, status: 404, meaning: 'There is no such page.', remedy: 'Start at /.' },
  'not-acceptable': {
    exit: 2,
    status: 406,
    meaning: 'The Accept header allows no form that this answer has.',
    remedy: 'Ask for text/html, application/json, text/plain, text/tab-separated-values, text/csv or application/yaml.',
  },
  'too-many-streams': {
    exit: 4,
    status: 429,
    meaning: 'As many logs are being read as one viewer may read, or as one API server is asked for.',
    remedy: 'Close one of them, or read several pods as one.',
  },
  'server-unreachable': {
    exit: 4,
    status: 502,
    meaning: 'The Hindsight server named with --server did not answer.',
    remedy: 'Check the address and that `hindsight serve` is running.',
  },
  internal: { exit: 70, status: 500, meaning: 'A defect in Hindsight itself.', remedy: 'Please report it with the message and the steps.' },
} as const satisfies Record<string, ErrorEntry>;

/** A stable error code: a key of the catalogue. */
export type ErrorCode = keyof typeof errorCatalogue;
