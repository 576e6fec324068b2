import type { Column, RowId, ShardView } from '../../fleet/fleet-view.ts';
import type { ResourceId } from '../../kube/api-resource.ts';
import type { ProblemClaim } from '../../resources/problem-rules.ts';
import { readyPods } from './ready-pods.ts';

/** Whether a claim holds; `unknown` when what it needs is not synced. */
type ClaimVerdict = boolean | 'unknown';

/** Finished runs that are looked at. */
const runsThatCount = 3;

/** Judges what problems of one shard's rows claim about other objects of the cluster: by index, and by pods counted once for all. */
export class ClaimJudge {
  readonly #shard: ShardView;
  readonly #namespaces: Column | undefined;
  readonly #others = new Map<ResourceId, ShardView | undefined>();

  constructor(shard: ShardView) {
    this.#shard = shard;
    this.#namespaces = shard.column('Namespace');
  }

  holds(claim: ProblemClaim, row: RowId): ClaimVerdict {
    const namespace = String(this.#namespaces?.cell(row) ?? '');
    switch (claim.kind) {
      case 'job-not-complete': {
        const jobs = this.readable('jobs.batch', namespace);
        return jobs === undefined ? 'unknown' : !isComplete(jobs, `${namespace}/${claim.job}`);
      }
      case 'no-service': {
        const services = this.readable('services', namespace);
        return services === undefined ? 'unknown' : services.byKey(`${namespace}/${claim.service}`) === undefined;
      }
      case 'no-ready-pod': {
        const pods = this.readable('pods', namespace);
        return pods === undefined ? 'unknown' : !readyPods(pods).has(namespace, claim.labels, claim.anyPod);
      }
      case 'runs-failed': {
        const jobs = this.readable('jobs.batch', namespace);
        return jobs === undefined ? 'unknown' : runsFailed(jobs, this.#shard.uid(row), claim.inferred);
      }
    }
  }

  /** Another resource of the cluster, when it speaks for the namespace; undefined when it was never synced whole or may not be read. */
  readable(resource: ResourceId, namespace: string): ShardView | undefined {
    if (!this.#others.has(resource)) this.#others.set(resource, wholeShard(this.#shard.related?.(resource)));
    const other = this.#others.get(resource);
    const namespaces = other?.state.namespaces;
    return namespaces === undefined || namespaces.includes(namespace) ? other : undefined;
  }

  /** True when nothing can be said by that resource, whatever the namespace. */
  lacks(resource: ResourceId): boolean {
    return this.readable(resource, this.#shard.related?.(resource)?.state.namespaces?.[0] ?? '') === undefined;
  }
}

function wholeShard(shard: ShardView | undefined): ShardView | undefined {
  if (shard === undefined || shard.state.trueAtMs === undefined) return undefined;
  return shard.state.state === 'forbidden' || shard.state.state === 'not served' ? undefined : shard;
}

function isComplete(jobs: ShardView, key: string): boolean {
  const job = jobs.byKey(key);
  return job !== undefined && jobs.column('Status')?.cell(job) === 'Complete';
}

function runsFailed(jobs: ShardView, cronJob: string, inferred: boolean): boolean {
  const status = jobs.column('Status');
  const created = jobs.column('Created');
  const finished: { readonly failed: boolean; readonly createdMs: number }[] = [];
  jobs.byOwner(cronJob).forEach((row) => {
    const word = status?.cell(row);
    if (word === 'Complete' || word === 'Failed') finished.push({ failed: word === 'Failed', createdMs: Number(created?.cell(row) ?? 0) });
  });
  const last = finished.sort((a, b) => b.createdMs - a.createdMs).slice(0, runsThatCount);
  return last.length >= (inferred ? 1 : runsThatCount) && last.every(({ failed }) => failed);
}
