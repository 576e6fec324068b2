// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was sent
import type { KubeObject } from '../kube/object.ts';
import type { Check } from './check.ts';
import { containerStates, instant, isReadyPod } from './container-states.ts';
import { podsOf } from './pods-of.ts';
import type { ObjectRule, WorkloadRule } from './rule.ts';
import { readyStatus, runningDeployment } from './running-example.ts';

const minuteMs = 60_000;

/** Reasons for which an image does not come. Source: k8s.io/kubernetes pkg/kubelet/images/types.go. */
const imageReasons = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'RegistryUnavailable',
  'SignatureValidationFailed',
  'ImageInspectError',
]);
/** Reasons for which the runtime does not start a container. */
const runtimeReasons = new Set(['CreateContainerError', 'RunContainerError', 'PostStartHookError', 'StartError']);

const image = waitingRule({
  id: 'image',
  title: 'an image does not come',
  reasons: imageReasons,
  holdMs: 3 * minuteMs,
  text: ({ image: name, message, count, reason }) => `${count} of its pods wait for image ${name}: ${imageCause(message) ?? reason}.`,
  causeKey: ({ image: name }) => `image:${repositoryOf(name)}`,
});

const runtime = waitingRule({
  id: 'runtime',
  title: 'a container cannot be started',
  reasons: runtimeReasons,
  holdMs: 2 * minuteMs,
  text: ({ name, message, count, reason }) =>
    `Container ${name} cannot be started in ${count} of its pods: ${message === '' ? reason : message.slice(0, 200)}.`,
  causeKey: ({ name, reason }) => `runtime:${reason}:${name}`,
});

const refused: ObjectRule = {
  id: 'refused',
  title: 'pods are refused, so that there are none',
  severity: 'critical',
  runsOn: ['live'],
  symptom: true,
  holdMs: 2 * minuteMs,
  reads: [],
  anchor: 'object',
  resources: ['replicasets.apps', 'statefulsets.apps', 'daemonsets.apps'],
  judge: (object) => {
    const failure = list(object.status?.conditions).find((one) => one?.type === 'ReplicaFailure' && one.status === 'True');
    if (failure === undefined) return [];
    const text = String(failure.message ?? failure.reason);
    const sinceMs = instant(failure.lastTransitionTime);
    return [
      {
        locator: 'conditions[ReplicaFailure]',
        message: `Its pods are refused (${refusalCause(text)}): ${text.slice(0, 240)}`,
        path: ['status', 'conditions'],
        causeKey: `refused:${refusalCause(text)}`,
        ...ownerOf(object),
        ...(sinceMs === undefined ? {} : { sinceMs }),
      },
    ];
  },
};

interface Waiting {
  readonly name: string;
  readonly image: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
}

function waitingRule(q: {
  readonly id: string;
  readonly title: string;
  readonly reasons: ReadonlySet<string>;
  readonly holdMs: number;
  text(waiting: Waiting): string;
  causeKey(waiting: Waiting): string;
}): WorkloadRule {
  return {
    id: q.id,
    title: q.title,
    severity: 'warning',
    runsOn: ['live'],
    symptom: true,
    raisedWhenCritical: true,
    holdMs: q.holdMs,
    reads: ['pods', 'replicasets.apps', 'jobs.batch'],
    anchor: 'workload',
    judge: (workload, judging) => {
      const pods = podsOf(workload, judging);
      if ('unknown' in pods) return pods;
      const blocked = containerStates(pods).filter(({ status }) => q.reasons.has(status?.state?.waiting?.reason));
      const [first] = blocked;
      if (first === undefined) return [];
      const { reason, message = '' } = first.status.state.waiting;
      const imageName = String(first.status.image || list(first.pod.spec?.containers).find((one) => one?.name === first.name)?.image || '');
      const waiting = {
        name: first.name,
        image: imageName,
        reason: String(reason),
        message: String(message),
        count: new Set(blocked.map(({ pod }) => pod)).size,
      };
      const sinceMs = Math.min(
        ...blocked.map(({ pod }) => instant(pod.status?.startTime ?? pod.metadata.creationTimestamp) ?? judging.nowMs),
      );
      return [
        {
          locator: `containers[name=${first.name}]`,
          message: q.text(waiting),
          path: workload.podSpecPath,
          container: first.name,
          causeKey: q.causeKey(waiting),
          sinceMs,
          ...(pods.some(isReadyPod) ? {} : { severity: 'critical' as const }),
        },
      ];
    },
  };
}

/** What a registry means, in words. */
function imageCause(message: unknown): string | undefined {
  const text = String(message);
  if (/401|403|unauthorized|denied|authentication required/i.test(text)) return 'the registry refuses these credentials';
  if (/429|toomanyrequests|rate limit/i.test(text)) return 'the registry limits how often it is asked';
  if (/not found|manifest unknown|does not exist/i.test(text)) return 'the registry does not have it';
  if (/timeout|deadline|i\/o|no such host|connection refused/i.test(text)) return 'the registry does not answer';
  return undefined;
}

/** Why pods are refused, from the controller's words. */
function refusalCause(text: string): string {
  if (text.includes('exceeded quota')) return 'quota';
  if (/serviceaccount "?[^"]*"? not found/.test(text)) return 'service account';
  if (text.includes('failed calling webhook')) return 'webhook';
  if (text.includes('no PriorityClass')) return 'priority class';
  if (text.includes('violates PodSecurity')) return 'pod security';
  return text.includes('forbidden') ? 'forbidden' : 'refused';
}

/** The host and repository of an image, without tag or digest. */
function repositoryOf(name: string): string {
  return name.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}

/** The complaint is about the Deployment that people change, not about its ReplicaSet. */
function ownerOf({ metadata }: KubeObject) {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (owner === undefined) return {};
  const { apiVersion, kind, name } = owner;
  return { subject: { apiVersion, kind, name, namespace: metadata.namespace } };
}

function list(value: unknown): readonly any[] {
  return Array.isArray(value) ? value : [];
}

const waits = (reason: string, message: string): string =>
  `{phase: Pending, startTime: "2026-11-20T11:00:00Z", conditions: [{type: Ready, status: "False"}], containerStatuses: [{name: app, image: "registry.example.org/web:1.4", restartCount: 0, state: {waiting: {reason: ${reason}, message: "${message}"}}}]}`;

/** Pods that are wanted and do not start. */
export const podStartBlocked: Check = {
  id: 'pod-start-blocked',
  title: 'Pod scheduled (or wanted) but cannot start',
  group: 'symptoms',
  explanation:
    'Pods that run go on while new ones do not start: an image that is gone, a registry that refuses, a runtime that fails, a quota or webhook that lets no pod be made. ' +
    'Each rollout and each lost node makes it worse, and one cause often stops all deployments of a company at once.',
  fix: 'Mend the cause that is named: the image or its credentials, the quota, the webhook; pods start by themselves then.',
  sources: [{ title: 'Kubernetes: images', url: 'https://kubernetes.io/docs/concepts/containers/images/#imagepullbackoff' }],
  replaces: [],
  rules: [image, runtime, refused],
  examples: {
    flags: [
      {
        name: 'the registry does not have it, and nothing is ready',
        mode: 'live',
        yaml: runningDeployment([waits('ImagePullBackOff', 'manifest unknown')]),
        expect: [{ rule: 'image', severity: 'critical', locator: 'containers[name=app]' }],
      },
      {
        name: 'one new pod waits, the old one serves',
        mode: 'live',
        yaml: runningDeployment([readyStatus, waits('ErrImagePull', 'unauthorized')]),
        expect: [{ rule: 'image', severity: 'warning', locator: 'containers[name=app]' }],
      },
      {
        name: 'the runtime refuses',
        mode: 'live',
        yaml: runningDeployment([readyStatus, waits('CreateContainerError', 'context deadline exceeded')]),
        expect: [{ rule: 'runtime', severity: 'warning', locator: 'containers[name=app]' }],
      },
      {
        name: 'a quota lets none be made',
        mode: 'live',
        yaml: `apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: web-1, namespace: shop, ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, uid: d1, controller: true}]}
spec: {replicas: 3}
status: {conditions: [{type: ReplicaFailure, status: "True", reason: FailedCreate, message: "pods is forbidden: exceeded quota: all", lastTransitionTime: "2026-11-20T11:00:00Z"}]}
`,
        expect: [{ rule: 'refused', severity: 'critical', locator: 'conditions[ReplicaFailure]' }],
      },
    ],
    passes: [{ name: 'all run', mode: 'live', yaml: runningDeployment([readyStatus]) }],
    guards: [{ name: 'still being created', mode: 'live', yaml: runningDeployment([readyStatus, waits('ContainerCreating', '')]) }],
  },
};
