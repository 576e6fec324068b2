import type { ResourceId } from '../kube/api-resource.ts';

/** How bad a printed status is: always shown by a word, a shape and last by a colour. */
export type StatusLevel = 'bad' | 'warn' | 'wait' | 'ok' | 'gone' | 'lost';

/**
 * The level of a printed cell; undefined for cells that are no status.
 * Source: kube-web-view's cell formatting, extended by the states that kubectl prints today.
 */
export function statusLevel(resource: ResourceId, column: string, text: string): StatusLevel | undefined {
  if (column === 'Status') return statusOf(resource, text);
  if (column === 'Problem' && text !== '') return text === '?' ? 'lost' : (partLevel(text) ?? 'warn');
  const table = otherColumns.get(`${resource} ${column}`);
  if (table !== undefined) return table.get(text);
  if (column === 'Ready' && text === 'False') return 'bad';
  return undefined;
}

const bad = new Set([
  'Error',
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImagePull',
  'ErrImageNeverPull',
  'InvalidImageName',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'ContainerCannotRun',
  'StartError',
  'OOMKilled',
  'Evicted',
  'Failed',
  'Lost',
  'NotReady',
  'NodeLost',
  'DeadlineExceeded',
  'ContainerStatusUnknown',
  'UnexpectedAdmissionError',
]);
const warn = new Set(['Pending', 'Unknown', 'Terminating', 'SchedulingDisabled', 'SchedulingGated', 'Suspended', 'Released']);
const wait = new Set(['ContainerCreating', 'PodInitializing']);
const ok = new Set(['Running', 'Ready', 'Active', 'Bound', 'Available', 'Succeeded', 'Complete']);
const gone = new Set(['Completed']);

/** `Init:CrashLoopBackOff`, `Ready,SchedulingDisabled`: the worst part counts; `Init:0/1` waits. */
function statusOf(resource: ResourceId, text: string): StatusLevel | undefined {
  let worst: StatusLevel | undefined;
  for (const part of text.split(',')) {
    const level = partLevel(part);
    if (level !== undefined && (worst === undefined || severity[level] > severity[worst])) worst = level;
  }
  // A namespace or volume that is going away is news; a pod that ends is daily life, but may hang.
  return worst === 'warn' && text === 'Terminating' && resource === 'persistentvolumes' ? 'bad' : worst;
}

const severity: Readonly<Record<StatusLevel, number>> = { ok: 0, gone: 1, wait: 2, warn: 3, lost: 4, bad: 5 };

function partLevel(part: string): StatusLevel | undefined {
  if (part.startsWith('Init:')) return /^Init:\d+\/\d+$/.test(part) ? 'wait' : (partLevel(part.slice(5)) ?? 'bad');
  if (bad.has(part) || part.startsWith('OutOf') || /^(Signal|ExitCode):/.test(part)) return 'bad';
  if (warn.has(part)) return 'warn';
  if (wait.has(part)) return 'wait';
  if (ok.has(part)) return 'ok';
  return gone.has(part) ? 'gone' : undefined;
}

const badReasons = [
  'BackOff',
  'BackoffLimitExceeded',
  'DeadlineExceeded',
  'Failed',
  'FailedComputeMetricsReplicas',
  'FailedGetResourceMetric',
  'FailedScheduling',
  'Preempted',
  'SystemOOM',
  'Unhealthy',
];

const clusterStates: readonly (readonly [string, StatusLevel])[] = [
  ['live', 'ok'],
  ['syncing', 'wait'],
  ['stale', 'warn'],
  ['unreachable', 'bad'],
  ['forbidden', 'lost'],
];

const otherColumns: ReadonlyMap<string, ReadonlyMap<string, StatusLevel>> = new Map([
  ['clusters State', new Map(clusterStates)],
  ['events Type', new Map<string, StatusLevel>([['Warning', 'warn']])],
  ['events Reason', new Map(badReasons.map((reason): [string, StatusLevel] => [reason, 'bad']))],
  ['deployments.apps Available', new Map<string, StatusLevel>([['0', 'bad']])],
]);

/** The shape before a status word on a terminal; none for what is well. */
export const statusMarks: Readonly<Record<StatusLevel, string>> = { bad: '✕', warn: '▲', wait: '◌', ok: '', gone: '', lost: '■' };
