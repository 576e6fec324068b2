import type { ClusterId, RowId, ShardView } from '../../fleet/fleet-view.ts';
import type { NamespacedName } from '../../kube/object.ts';
import type { RestartsValue } from '../../resources/column.ts';
import type { ProblemSeverity } from '../../resources/problem-rules.ts';
import { problemRules } from '../../resources/problem-spans.ts';
import { type ShardProblems, shardProblems } from '../problems/shard-problems.ts';

/** What is broken in one shard for the same reason, and for pods by the same image. */
export interface ShardCause {
  readonly cluster: ClusterId;
  readonly reason: string;
  readonly severity: ProblemSeverity;
  /** The images of the pods as the column `Images` says them; undefined where they are not the cause. */
  readonly images: string | undefined;
  readonly count: number;
  /** The earliest of them, in milliseconds since 1970; null when nobody has seen any begin. */
  readonly sinceMs: number | null;
  /** True when that is only our first observation. */
  readonly atLeast: boolean;
  /** The latest of them. */
  readonly latestMs: number | null;
  /** One of them: the one with the most restarts, else the first met. */
  readonly example: NamespacedName;
  /** Restarts of the example. */
  readonly restarts: number;
  /** What its cluster says about the example; may be empty. */
  readonly message: string;
}

/** Reasons of pods that come with what is in the image, or with getting it. Source: k8s.io/kubernetes pkg/kubelet/images/types.go, pkg/kubelet/container/sync_result.go. */
const imageReasons: ReadonlySet<string> = new Set([
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImagePull',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImageInspectError',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'StartError',
  'OOMKilled',
  'Restarted',
]);

/** Problems that other resources decide about may change without their own shard: looked at again after so long. */
const relatedHoldMs = 5_000;

interface Kept {
  readonly causes: readonly ShardCause[];
  readonly fromMs: number;
  readonly untilMs: number;
}

const kept = new WeakMap<object, Kept>();

/** What is broken in a shard now. Costs a scan of one number per row, and only when the shard or the time has changed it. */
export function shardCauses(shard: ShardView, nowMs: number): readonly ShardCause[] {
  const key = shard.identity ?? shard;
  const known = kept.get(key);
  if (known !== undefined && nowMs >= known.fromMs && nowMs < known.untilMs) return known.causes;
  const found = readCauses(shard, nowMs);
  kept.set(key, found);
  return found.causes;
}

function readCauses(shard: ShardView, nowMs: number): Kept {
  const problems = shardProblems(shard);
  const { lane } = problems;
  const groups = new Map<string, ShardCause>();
  let untilMs = problemRules(shard.resource).reads.length === 0 ? Number.POSITIVE_INFINITY : nowMs + relatedHoldMs;
  if (lane === undefined) return { causes: [], fromMs: nowMs, untilMs };
  const reader = causeReader(shard);
  shard.rows.forEach((row) => {
    if (lane.code(row) === 0) return;
    untilMs = Math.min(untilMs, problems.untilMs(row, nowMs));
    addRow(groups, reader(problems, row, nowMs));
  });
  return { causes: [...groups.values()], fromMs: nowMs, untilMs };
}

type CauseReader = (problems: ShardProblems, row: RowId, nowMs: number) => ShardCause | undefined;

function causeReader(shard: ShardView): CauseReader {
  const isPods = shard.resource.id === 'pods';
  const images = isPods ? shard.column('Images') : undefined;
  const restarts = isPods ? shard.column('Restarts') : undefined;
  return (problems, row, nowMs) => {
    const problem = problems.of(row, nowMs);
    if (problem === null || problem === 'unknown') return undefined;
    const { reason, severity, sinceMs, atLeast, message } = problem;
    const image = imageReasons.has(reason) ? images?.cell(row) : undefined;
    return {
      cluster: shard.cluster,
      reason,
      severity,
      images: typeof image === 'string' ? image : undefined,
      count: 1,
      sinceMs,
      atLeast,
      latestMs: sinceMs,
      example: shard.key(row),
      restarts: (restarts?.cell(row) as RestartsValue | null | undefined)?.count ?? 0,
      message,
    };
  };
}

function addRow(groups: Map<string, ShardCause>, cause: ShardCause | undefined): void {
  if (cause === undefined) return;
  const key = `${cause.reason}\n${cause.images ?? ''}`;
  const known = groups.get(key);
  groups.set(key, known === undefined ? cause : joinedCause(known, cause));
}

/** Two causes of the same reason and images as one; the cluster is that of the first. */
export function joinedCause(a: ShardCause, b: ShardCause): ShardCause {
  const worst = b.restarts > a.restarts ? b : a;
  const earlier = a.sinceMs === null || (b.sinceMs !== null && b.sinceMs < a.sinceMs) ? b : a;
  return {
    ...a,
    severity: a.severity === 'critical' ? a.severity : b.severity,
    count: a.count + b.count,
    sinceMs: earlier.sinceMs,
    atLeast: earlier.atLeast,
    latestMs: a.latestMs === null || b.latestMs === null ? (a.latestMs ?? b.latestMs) : Math.max(a.latestMs, b.latestMs),
    example: worst.example,
    restarts: worst.restarts,
    message: worst.message,
  };
}
