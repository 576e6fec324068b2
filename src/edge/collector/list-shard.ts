import { ApiFailure, type ListAnswer, type ListRequest } from '../client/api-server.ts';
import { readLatestVersion } from './latest-version.ts';
import type { ListClass, ListLease } from './list-schedule.ts';
import type { ReflectorHost } from './reflector-host.ts';
import { isEarlier, laterVersion } from './resource-version.ts';
import type { ShardFeed } from './shard-feed.ts';
import type { StreamPath } from './stream-path.ts';

/** What a list needs. */
export interface ListShard {
  readonly host: ReflectorHost;
  readonly feed: ShardFeed;
  readonly paths: readonly StreamPath[];
  /** Objects held before; 0 before the first list. */
  readonly held: number;
  /** True when the server seems to have been restored: that is found out before the list instead of by its refusal, which takes three seconds. */
  readonly doubted: boolean;
  readonly listClass: ListClass;
  readonly signal: AbortSignal;
  /** Longest silence of the API server, its queue included. */
  readonly idleDeadlineMs: number;
  onProgress(received: number, expected: number | undefined): void;
}

/** How a list went. */
export interface ListedShard {
  readonly items: number;
  /** Paths that answered, with their new versions; namespaces that are forbidden are left out. */
  readonly paths: readonly StreamPath[];
  /** True when the server was restored from an older snapshot: the feed began a new epoch. */
  readonly rewound: boolean;
}

/** Page size of quorum lists. Source: client-go tools/pager defaultPageSize. */
const pageLimit = 500;

/**
 * Lists a shard so that it never goes back in time by accident and is never stuck in the past (design §3):
 * from the cache at first, later not older than what we know; with a quorum where the server cannot do that; and once more
 * with a quorum before an empty or halved answer removes anything. Sends everything to the feed. Throws ApiFailure; then nothing is removed.
 */
export async function listShard(q: ListShard): Promise<ListedShard> {
  const lease = await q.host.place(q.listClass, q.signal);
  if (lease === undefined) throw new ApiFailure('aborted', 'given up before it began');
  try {
    const known = await listAsKnown(q, lease);
    const doubtful = !known.quorum && q.held > 0 && known.items * 2 <= q.held;
    const listed = doubtful ? await listOnce(q, lease, { quorum: true, rewound: false }) : known;
    q.feed.endList(listed.paths.reduce((latest, path) => laterVersion(latest, path.version), ''));
    await q.feed.settled();
    return listed;
  } finally {
    lease.release();
  }
}

interface Attempt extends ListedShard {
  readonly quorum: boolean;
}

async function listAsKnown(q: ListShard, lease: ListLease): Promise<Attempt> {
  if (q.doubted && (await isRewound(q))) return listOnce(q, lease, { quorum: true, rewound: true });
  try {
    return await listOnce(q, lease, { quorum: false, rewound: false });
  } catch (error) {
    if (!(error instanceof ApiFailure) || !needsQuorum(error, q.paths)) throw error;
    lease.progress();
    return listOnce(q, lease, { quorum: true, rewound: error.kind !== 'bad-request' && (await isRewound(q)) });
  }
}

/** A server that does not have our version (yet, or any more), or an aggregated API that does not understand the question. */
function needsQuorum(failure: ApiFailure, paths: readonly StreamPath[]): boolean {
  const kinds = ['version-too-large', 'gone', 'bad-request'];
  return kinds.includes(failure.kind) && paths.some((path) => path.version !== '');
}

/** True when the whole control plane is behind what we have seen: it was restored. Asked before the list, since rows are handed over while they arrive. */
async function isRewound(q: ListShard): Promise<boolean> {
  for (const path of q.paths) {
    if (path.version === '') continue;
    const latest = await readLatestVersion(q.host.api(), path.path, { signal: q.signal, deadlineMs: q.idleDeadlineMs });
    if (isEarlier(latest.resourceVersion, path.version)) return true;
  }
  return false;
}

async function listOnce(q: ListShard, lease: ListLease, how: { quorum: boolean; rewound: boolean }): Promise<Attempt> {
  const answered: StreamPath[] = [];
  const progress = { begun: false, received: 0 };
  let denied: ApiFailure | undefined;
  for (const path of q.paths) {
    try {
      const answer = await listPathOnce(q, lease, { path, ...how, progress });
      q.host.answered(answer.serverDateMs);
      answered.push({ ...path, version: answer.resourceVersion });
    } catch (error) {
      if (!(error instanceof ApiFailure) || error.kind !== 'forbidden' || path.namespace === undefined) throw error;
      denied = error;
    }
  }
  if (answered.length === 0) throw denied ?? new ApiFailure('forbidden', 'no namespace is known that may be listed');
  if (!progress.begun) q.feed.beginList(answered[0]?.version ?? '', how.rewound);
  return { items: progress.received, paths: answered, rewound: how.rewound, quorum: how.quorum };
}

function listPathOnce(
  q: ListShard,
  lease: ListLease,
  how: { path: StreamPath; quorum: boolean; rewound: boolean; progress: { begun: boolean; received: number } },
): Promise<ListAnswer> {
  const { path, progress } = how;
  const before = progress.received;
  return q.host.api().list({
    path: path.path,
    ...selectorsOf(path),
    ...versionParameters(path.version, how.quorum || path.labelSelector !== undefined || path.fieldSelector !== undefined),
    signal: q.signal,
    idleDeadlineMs: q.idleDeadlineMs,
    lend: true,
    onItems: (items, { received, expected }) => {
      if (q.signal.aborted) return;
      lease.progress();
      if (!progress.begun) q.feed.beginList(path.version, how.rewound);
      progress.begun = true;
      progress.received = before + received;
      q.feed.listed(items, path.version);
      q.onProgress(progress.received, expected === undefined ? undefined : before + expected);
      // A promise makes the client pause: what is parsed but not applied must not pile up.
      return q.feed.waiting ? q.feed.settled() : undefined;
    },
  });
}

/** The first list may be of any age, later ones not older than what we know; a quorum list names no version and comes in pages. */
function versionParameters(version: string, quorum: boolean): Pick<ListRequest, 'resourceVersion' | 'resourceVersionMatch' | 'limit'> {
  if (quorum) return { limit: pageLimit };
  return version === '' ? { resourceVersion: '0' } : { resourceVersion: version, resourceVersionMatch: 'NotOlderThan' };
}

function selectorsOf({ labelSelector, fieldSelector }: StreamPath): Pick<ListRequest, 'labelSelector' | 'fieldSelector'> {
  return { ...(labelSelector === undefined ? {} : { labelSelector }), ...(fieldSelector === undefined ? {} : { fieldSelector }) };
}
