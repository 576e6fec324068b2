import type { KubeObject } from '../../kube/object.ts';
import { type ClusterPlan, currentRevision, type JobPlan, type PodPlan, type WorkloadPlan } from '../plan/cluster-plan.ts';
import { lastScheduledMs } from '../plan/plan-jobs.ts';
import { stamp } from '../stamp.ts';
import { makeObject } from './make-object.ts';
import { controllerRef, workloadLabels, workloadUid } from './metadata.ts';
import { podsOf, workloadsOf } from './workload-pods.ts';
import { workloadTemplate } from './workload-template.ts';

/** The CronJobs of a cluster. */
export function growCronJobs(plan: ClusterPlan): KubeObject[] {
  return workloadsOf(plan, 'CronJob').map((workload) => growCronJob(plan, workload, jobsOf(podsOf(plan, workload))));
}

/** The Jobs of planned pods. */
export function jobsOf(pods: readonly PodPlan[]): readonly JobPlan[] {
  return pods.flatMap((pod) => (pod.job === undefined ? [] : [pod.job]));
}

/** Whether people have switched the CronJob off. */
export function isSuspended(plan: ClusterPlan, workload: WorkloadPlan): boolean {
  return workload.namespace !== 'kube-system' && plan.mint.digest(`suspend/${workload.namespace}/${workload.name}`).startsWith('0');
}

/** The CronJob object of a workload with the Jobs it knows. */
export function growCronJob(plan: ClusterPlan, workload: WorkloadPlan, jobs: readonly JobPlan[]): KubeObject {
  const schedule = workload.schedule ?? '0 * * * *';
  const { template } = workloadTemplate(workload, currentRevision(workload));
  const active = jobs.filter((job) => job.endedMs === undefined);
  const lastSuccess = jobs.findLast((job) => job.endedMs !== undefined && !job.failed)?.endedMs;
  const scheduledMs = jobs.at(-1)?.scheduledMs ?? lastScheduledMs(schedule, plan.identity.epochMs);
  return makeObject(plan, {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    resource: 'cronjobs.batch',
    name: workload.name,
    namespace: workload.namespace,
    createdMs: workload.createdMs,
    generation: 1,
    labels: workloadLabels(workload),
    manager: workload.madeBy === 'kubectl' ? 'kubectl-client-side-apply' : 'deployment-service',
    statusManager: { name: 'kube-controller-manager', ms: scheduledMs + 1000 },
    body: {
      spec: {
        schedule,
        concurrencyPolicy: plan.mint.digest(`overlap/${workload.name}`).charCodeAt(0) % 3 === 0 ? 'Allow' : 'Forbid',
        suspend: isSuspended(plan, workload),
        jobTemplate: { metadata: { creationTimestamp: null }, spec: { template, backoffLimit: 2 } },
        successfulJobsHistoryLimit: 3,
        failedJobsHistoryLimit: 1,
      },
      status: {
        ...(active.length === 0 ? {} : { active: active.map((job) => jobRef(plan, workload, job)) }),
        lastScheduleTime: stamp(scheduledMs),
        ...(lastSuccess === undefined ? {} : { lastSuccessfulTime: stamp(lastSuccess) }),
      },
    },
  });
}

function jobUid(plan: ClusterPlan, workload: WorkloadPlan, job: JobPlan): string {
  return plan.mint.uid('jobs.batch', `${workload.namespace}/${job.name}`);
}

function jobRef(plan: ClusterPlan, workload: WorkloadPlan, job: JobPlan): Readonly<Record<string, unknown>> {
  return { kind: 'Job', namespace: workload.namespace, name: job.name, uid: jobUid(plan, workload, job), apiVersion: 'batch/v1' };
}

/** The Jobs that CronJobs have left. */
export function growJobs(plan: ClusterPlan): KubeObject[] {
  return workloadsOf(plan, 'CronJob').flatMap((workload) => jobsOf(podsOf(plan, workload)).map((job) => growJob(plan, workload, job)));
}

/** One Job. Source: k8s.io/kubernetes pkg/controller/job, pkg/controller/cronjob. */
export function growJob(plan: ClusterPlan, workload: WorkloadPlan, job: JobPlan): KubeObject {
  const uid = jobUid(plan, workload, job);
  const labels = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': job.name,
    'controller-uid': uid,
    'job-name': job.name,
  };
  const { template } = workloadTemplate(workload, currentRevision(workload));
  return makeObject(plan, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    resource: 'jobs.batch',
    name: job.name,
    namespace: workload.namespace,
    createdMs: job.scheduledMs,
    generation: 1,
    labels: { ...workloadLabels(workload), ...labels },
    annotations: { 'batch.kubernetes.io/cronjob-scheduled-timestamp': stamp(job.scheduledMs) },
    owners: [controllerRef('batch/v1', 'CronJob', workload.name, workloadUid(plan, workload))],
    manager: 'kube-controller-manager',
    statusManager: { name: 'kube-controller-manager', ms: job.endedMs ?? job.scheduledMs + 2000 },
    body: {
      spec: {
        parallelism: 1,
        completions: 1,
        backoffLimit: 2,
        selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
        template: { ...template, metadata: { ...template.metadata, labels: { ...(template.metadata.labels as object), ...labels } } },
        completionMode: 'NonIndexed',
        suspend: false,
        podReplacementPolicy: 'TerminatingOrFailed',
      },
      status: jobStatus(job),
    },
  });
}

function jobStatus(job: JobPlan): Readonly<Record<string, unknown>> {
  const startTime = stamp(job.scheduledMs);
  if (job.endedMs === undefined) return { startTime, active: 1, terminating: 0, ready: 1, uncountedTerminatedPods: {} };
  const at = stamp(job.endedMs);
  const done = job.failed
    ? { reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' }
    : { reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' };
  const conditions = [job.failed ? 'FailureTarget' : 'SuccessCriteriaMet', job.failed ? 'Failed' : 'Complete'].map((type) => ({
    type,
    status: 'True',
    lastProbeTime: at,
    lastTransitionTime: at,
    ...done,
  }));
  const counted = { terminating: 0, uncountedTerminatedPods: {}, ready: 0 };
  return job.failed
    ? { conditions, startTime, failed: 1, ...counted }
    : { conditions, startTime, completionTime: at, succeeded: 1, ...counted };
}
