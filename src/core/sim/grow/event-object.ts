import type { KubeObject } from '../../kube/object.ts';
import type { ClusterPlan } from '../plan/cluster-plan.ts';
import { microStamp, stamp } from '../stamp.ts';
import { makeObject } from './make-object.ts';

/** What an Event speaks of. */
export interface EventSubject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid: string;
  readonly fieldPath?: string;
}

/** What an Event is made from. */
export interface EventDraft {
  readonly subject: EventSubject;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly component: string;
  readonly host?: string;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly count: number;
}

/** How long an API server keeps Events. Source: kube-apiserver --event-ttl. */
export const eventLifetimeMs = 3_600_000;

/** An Event as core/v1 serves it; the scheduler's are written through events.k8s.io and have an eventTime. Source: k8s.io/client-go tools/record, tools/events. */
export function growEvent(plan: ClusterPlan, draft: EventDraft): KubeObject {
  const { subject, component, host } = draft;
  const modern = component === 'default-scheduler';
  const namespace = subject.namespace ?? 'default';
  const suffix = plan.mint.digest(`${draft.reason}/${subject.uid}/${subject.fieldPath ?? ''}/${draft.firstMs}`).slice(0, 16);
  return makeObject(plan, {
    apiVersion: 'v1',
    kind: 'Event',
    resource: 'events',
    name: `${subject.name}.${suffix}`,
    namespace,
    createdMs: draft.firstMs,
    manager: modern ? 'kube-scheduler' : component === 'kubelet' ? 'kubelet' : 'kube-controller-manager',
    body: {
      involvedObject: subject,
      reason: draft.reason,
      message: draft.message,
      source: modern ? {} : host === undefined ? { component } : { component, host },
      firstTimestamp: modern ? null : stamp(draft.firstMs),
      lastTimestamp: modern ? null : stamp(draft.lastMs),
      ...(modern ? {} : { count: draft.count }),
      type: draft.type,
      eventTime: modern ? microStamp(draft.firstMs) : null,
      ...(modern && draft.count > 1 ? { series: { count: draft.count, lastObservedTime: microStamp(draft.lastMs) } } : {}),
      ...(modern ? { action: draft.reason === 'Scheduled' ? 'Binding' : 'Scheduling' } : {}),
      reportingComponent: component,
      reportingInstance: modern ? `default-scheduler-${plan.nodes[0]?.name ?? 'master'}` : (host ?? ''),
    },
  });
}
