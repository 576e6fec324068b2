import type { KubeObject } from '../../src/core/kube/object.ts';
import { sampleNowMs } from './sample-answer.ts';

/** What may differ between sample pods. */
export interface SamplePod {
  readonly namespace?: string;
  readonly name: string;
  readonly uid?: string;
  /** Printed status: `Running`, `Pending`, or a reason to wait. */
  readonly status?: string;
  readonly restarts?: number;
  readonly ready?: boolean;
  readonly ageMs?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly node?: string | undefined;
}

/** A pod with one container that prints as asked. */
export function samplePod(q: SamplePod): KubeObject {
  const { namespace = 'default', name, status = 'Running', restarts = 0, ageMs = 3_600_000 } = q;
  const waiting = status !== 'Running' && status !== 'Pending';
  const state = waiting ? { waiting: { reason: status } } : { running: { startedAt: '2026-11-24T11:00:00Z' } };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      uid: q.uid ?? `${namespace}-${name}`,
      resourceVersion: '1',
      creationTimestamp: new Date(sampleNowMs - ageMs).toISOString().replace(/\.\d+Z/, 'Z'),
      ...(q.labels === undefined ? {} : { labels: q.labels }),
      annotations: { note: `about ${name}` },
    },
    spec: { containers: [{ name: 'main' }], nodeName: q.node ?? 'node-1' },
    status: {
      phase: status === 'Pending' ? 'Pending' : 'Running',
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [{ name: 'main', ready: q.ready ?? !waiting, restartCount: restarts, state }],
    },
  };
}
