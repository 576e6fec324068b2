import type { KubeObject } from './object.ts';

/** Which pods of a cluster have the logs of something. */
export interface PodChoice {
  /** Undefined: of all namespaces. */
  readonly namespace: string | undefined;
  /** In the API server's form; empty for all pods. */
  readonly labelSelector: string;
  /** The name, where it is one pod of that name only: no other can join. */
  readonly name?: string;
  /** What the selector cannot say. */
  test(pod: KubeObject): boolean;
}

interface LabelSelectorSpec {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[];
}

/**
 * The pods of a workload: by its selector, or by ownership where it has none (cron jobs, custom resources). Undefined where nothing says which pods it has.
 * Source: k8s.io/kubectl pkg/polymorphichelpers/helpers.go SelectorsForObject
 */
export function podChoice(object: KubeObject, owned: readonly KubeObject[] = []): PodChoice | undefined {
  const namespace = object.metadata.namespace ?? '';
  const selector = selectorText(object);
  if (selector !== undefined) return selector === '' ? undefined : { namespace, labelSelector: selector, test: () => true };
  if (object.kind === 'Service') return undefined;
  const uids = new Set([object.metadata.uid, ...owned.map(({ metadata }) => metadata.uid)]);
  const laterJob = object.kind === 'CronJob' ? scheduledJob(object.metadata.name) : () => false;
  return {
    namespace,
    labelSelector: '',
    test: (pod) => (pod.metadata.ownerReferences ?? []).some(({ uid, kind, name }) => uids.has(uid) || (kind === 'Job' && laterJob(name))),
  };
}

/** The pod of one name. */
export function podOfName(namespace: string | undefined, name: string): PodChoice {
  return { namespace, labelSelector: '', name, test: ({ metadata }) => metadata.name === name };
}

/** Jobs that a cron job will make while its pods are followed. Source: k8s.io/kubernetes pkg/controller/cronjob/utils.go getJobName (minutes since 1970) */
function scheduledJob(cronJob: string): (job: string) => boolean {
  const prefix = `${cronJob}-`;
  return (job) => job.startsWith(prefix) && /^\d+$/.test(job.slice(prefix.length));
}

/** Undefined: the object has no selector of pods; empty: its selector matches nothing. */
function selectorText({ kind, spec }: KubeObject): string | undefined {
  const selector: unknown = spec?.selector;
  if (kind === 'Service' || kind === 'ReplicationController') return isMap(selector) ? labelsText(selector) : '';
  if (!isMap(selector)) return undefined;
  const { matchLabels, matchExpressions } = selector as LabelSelectorSpec;
  if (matchLabels === undefined && matchExpressions === undefined) return undefined;
  return [labelsText(matchLabels ?? {}), ...(matchExpressions ?? []).map(expressionText)].filter((part) => part !== '').join(',');
}

function labelsText(labels: Readonly<Record<string, unknown>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(',');
}

function expressionText({ key, operator, values = [] }: NonNullable<LabelSelectorSpec['matchExpressions']>[number]): string {
  switch (operator) {
    case 'In':
      return `${key} in (${values.join(',')})`;
    case 'NotIn':
      return `${key} notin (${values.join(',')})`;
    case 'Exists':
      return key;
    default:
      return `!${key}`;
  }
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
