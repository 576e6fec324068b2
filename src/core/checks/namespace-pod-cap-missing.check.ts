import type { KubeObject } from '../kube/object.ts';
import type { Check } from './check.ts';
import { cronJobYaml } from './cronjob-example.ts';
import type { Inventory } from './inventory.ts';
import { countObjects } from './owned-objects.ts';
import type { ObjectRule } from './rule.ts';

const namespaces = ['namespaces'];
const quotas = 'resourcequotas';

const noCap: ObjectRule = {
  id: 'no-cap',
  title: 'nothing bounds its pods',
  severity: 'info',
  runsOn: ['manifest', 'live'],
  reads: [quotas, 'cronjobs.batch', 'jobs.batch', 'horizontalpodautoscalers.autoscaling', 'pods'],
  anchor: 'object',
  resources: namespaces,
  judge: ({ metadata, status }, { inventory, setting }) => {
    const { name } = metadata;
    if (setting.platformNamespaces.has(name) || status?.phase === 'Terminating') return [];
    const known = inventory.knows(quotas, name);
    if (typeof known === 'object') return { unknown: known.unreadable };
    if (hard(inventory, name).some((limits) => limits.pods !== undefined || limits['count/pods'] !== undefined)) return [];
    const maker = makerOf(inventory, name);
    // Little lives here, and nothing that could make much of it.
    if (maker === undefined && (inventory.mode === 'manifest' || countObjects(inventory, 'pods', name) < 5)) return [];
    return [
      {
        locator: 'ResourceQuota[pods]',
        message: `No ResourceQuota bounds the pods of this namespace${maker === undefined ? '' : `, and ${maker} makes them on its own`}: one mistake can fill the cluster.`,
        path: ['metadata'],
        ...(maker === undefined ? {} : { severity: 'warning' as const }),
      },
    ];
  },
};

const noJobCap: ObjectRule = {
  id: 'no-job-cap',
  title: 'nothing bounds its Jobs',
  severity: 'info',
  runsOn: ['manifest', 'live'],
  reads: [quotas, 'cronjobs.batch'],
  anchor: 'object',
  resources: namespaces,
  judge: ({ metadata: { name } }, { inventory, setting }) => {
    const limits = hard(inventory, name);
    if (setting.platformNamespaces.has(name) || limits.length === 0 || inventory.list('cronjobs.batch', name).length === 0) return [];
    if (limits.some((one) => one['count/jobs.batch'] !== undefined)) return [];
    return [
      { locator: 'ResourceQuota[count/jobs.batch]', message: 'It has CronJobs, and its quota does not count Jobs.', path: ['metadata'] },
    ];
  },
};

const terminalBlind: ObjectRule = {
  id: 'terminal-blind',
  title: 'its quota does not see finished pods',
  severity: 'info',
  runsOn: ['live'],
  reads: [quotas, 'pods'],
  anchor: 'object',
  resources: namespaces,
  judge: ({ metadata: { name } }, { inventory }) => {
    const limits = hard(inventory, name);
    if (!limits.some((one) => one.pods !== undefined) || limits.some((one) => one['count/pods'] !== undefined)) return [];
    const finished = inventory
      .list('pods', name)
      .filter(({ status }) => status?.phase === 'Succeeded' || status?.phase === 'Failed').length;
    if (finished < 50) return [];
    const message = `${finished} finished pods lie here, which the quota on \`pods\` does not count; \`count/pods\` does.`;
    return [{ locator: 'ResourceQuota[count/pods]', message, path: ['metadata'] }];
  },
};

/** The limits of the namespace's quotas that hold for all pods. */
function hard(inventory: Inventory, namespace: string): readonly Readonly<Record<string, unknown>>[] {
  return inventory
    .list(quotas, namespace)
    .filter(({ spec }) => !Array.isArray(spec?.scopes) && spec?.scopeSelector === undefined)
    .map(({ spec }) => spec?.hard ?? {});
}

/** Something in the namespace that makes pods by itself. */
function makerOf(inventory: Inventory, namespace: string): string | undefined {
  const named = (object: KubeObject | undefined, kind: string): string | undefined =>
    object === undefined ? undefined : `${kind} ${object.metadata.name}`;
  return (
    named(inventory.list('cronjobs.batch', namespace)[0], 'CronJob') ??
    named(
      inventory.list('horizontalpodautoscalers.autoscaling', namespace).find(({ spec }) => Number(spec?.maxReplicas) > 50),
      'HorizontalPodAutoscaler',
    )
  );
}

const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\n';
const quota = (limits: string): string =>
  `---\napiVersion: v1\nkind: ResourceQuota\nmetadata: {name: all, namespace: shop}\nspec: {hard: {${limits}}}\n`;
const finishedPods = Array.from(
  { length: 60 },
  (_, i) =>
    `---\napiVersion: v1\nkind: Pod\nmetadata: {name: run-${i}, namespace: shop}\nspec: {containers: []}\nstatus: {phase: Failed}\n`,
).join('');

/** Namespaces in which a mistake can make any number of pods. */
export const namespacePodCapMissing: Check = {
  id: 'namespace-pod-cap-missing',
  title: 'Nothing bounds the number of pods',
  group: 'limits',
  explanation:
    'What makes pods on its own (CronJobs, autoscalers, operators) makes them without end when it is wrong. A quota on pods turns that into an error message of one namespace; ' +
    'without it the whole cluster fills up, nodes first and then the API server.',
  fix: 'ResourceQuota with hard: {count/pods: "1500", count/jobs.batch: "200"}, three times what was ever needed.',
  sources: [
    {
      title: 'Kubernetes: resource quotas, object count',
      url: 'https://kubernetes.io/docs/concepts/policy/resource-quotas/#object-count-quota',
    },
  ],
  replaces: [{ tool: 'kyverno', rule: 'require-ns-quota' }],
  rules: [noCap, noJobCap, terminalBlind],
  examples: {
    flags: [
      {
        name: 'a CronJob in a namespace without quota',
        yaml: namespace + cronJobYaml({}),
        complete: true,
        expect: [{ rule: 'no-cap', severity: 'warning', locator: 'ResourceQuota[pods]' }],
      },
      {
        name: 'pods are counted, Jobs are not',
        yaml: namespace + cronJobYaml({}) + quota('pods: "100"'),
        expect: [{ rule: 'no-job-cap', severity: 'info', locator: 'ResourceQuota[count/jobs.batch]' }],
      },
      {
        name: 'sixty finished pods that nobody counts',
        mode: 'live',
        yaml: namespace.slice(0, -4) + finishedPods + quota('pods: "100"'),
        expect: [{ rule: 'terminal-blind', severity: 'info', locator: 'ResourceQuota[count/pods]' }],
      },
    ],
    passes: [{ name: 'pods and Jobs are counted', yaml: namespace + cronJobYaml({}) + quota('count/pods: "100", count/jobs.batch: "20"') }],
    guards: [
      { name: 'an empty namespace', mode: 'live', yaml: namespace.slice(0, -4) },
      { name: 'the platform bounds itself', yaml: (namespace + cronJobYaml({})).replaceAll('shop', 'kube-system'), complete: true },
    ],
  },
};
