// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was written
import type { KubeObject } from '../kube/object.ts';
import { type ApiRemoval, apiRemovalOf, newestKnownMinor } from './api-removals.ts';
import type { Check } from './check.ts';
import type { Fault } from './fault.ts';
import type { Judging } from './judging.ts';
import type { ObjectRule, WorkloadRule } from './rule.ts';
import { servedDeployment } from './service-example.ts';

const manifestRemoved: ObjectRule = {
  id: 'manifest-removed',
  title: 'its API version is no longer served',
  severity: 'critical',
  runsOn: ['manifest'],
  reads: [],
  anchor: 'object',
  resources: 'any',
  judge: (object, judging) =>
    versionFault(object, (removal) =>
      isGone(removal, targetOf(judging)) ? `since Kubernetes 1.${removal.removed} no API server serves it` : undefined,
    ),
};

const manifestSoon: ObjectRule = {
  id: 'manifest-soon',
  title: 'its API version is about to go',
  severity: 'warning',
  runsOn: ['manifest'],
  reads: [],
  anchor: 'object',
  resources: 'any',
  judge: (object, judging) => {
    const target = targetOf(judging);
    return versionFault(object, (removal) =>
      !isGone(removal, target) && isGone(removal, target + 2) ? `Kubernetes 1.${removal.removed} no longer serves it` : undefined,
    );
  },
};

const manifestDeprecated: ObjectRule = {
  id: 'manifest-deprecated',
  title: 'its API version is deprecated',
  severity: 'info',
  runsOn: ['manifest'],
  reads: [],
  anchor: 'object',
  resources: 'any',
  judge: (object, judging) => {
    const target = targetOf(judging);
    return versionFault(object, (removal) =>
      !isGone(removal, target + 2) && (removal.deprecated ?? Number.POSITIVE_INFINITY) <= target
        ? `it is deprecated since 1.${removal.deprecated}`
        : undefined,
    );
  },
};

const lastApplied: ObjectRule = {
  id: 'last-applied',
  title: 'was last applied with an API version that goes',
  severity: 'warning',
  runsOn: ['live'],
  reads: [],
  anchor: 'object',
  resources: 'any',
  judge: (object, judging) => {
    const text = object.metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration'];
    const written = text === undefined ? undefined : /"apiVersion"\s*:\s*"([^"]+)"/.exec(text)?.[1];
    const removal = written === undefined ? undefined : apiRemovalOf(written, object.kind ?? '');
    const target = targetOf(judging);
    if (removal === undefined || !isGone(removal, target + 1)) return [];
    const now = isGone(removal, target);
    return [
      {
        locator: 'last-applied',
        message: `It was last applied as ${written}, which Kubernetes 1.${removal.removed} no longer serves: the next apply from the same source fails${now ? ' already' : ' after the upgrade'}.`,
        path: ['metadata', 'annotations'],
        ...(now ? { severity: 'critical' as const } : {}),
      },
    ];
  },
};

const scaleTarget: ObjectRule = {
  id: 'hpa-target',
  title: 'scales by an API version that is gone',
  severity: 'critical',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'object',
  resources: ['horizontalpodautoscalers.autoscaling'],
  judge: ({ spec }, judging) => {
    const { apiVersion, kind } = spec?.scaleTargetRef ?? {};
    const removal = apiRemovalOf(String(apiVersion), String(kind));
    if (removal === undefined || !isGone(removal, targetOf(judging))) return [];
    return [
      {
        locator: 'spec.scaleTargetRef.apiVersion',
        message: `It looks for its ${kind} in ${apiVersion}, which is not served since 1.${removal.removed}: it scales nothing.`,
        path: ['spec', 'scaleTargetRef', 'apiVersion'],
        patch:
          removal.replacement === undefined
            ? []
            : [{ op: 'set', path: ['spec', 'scaleTargetRef', 'apiVersion'], value: removal.replacement.apiVersion }],
      },
    ];
  },
};

/** Labels that nodes have lost or will lose, with what they have instead. Source: Kubernetes well-known labels; removed from nodes in 1.24 and on. */
const oldLabels: ReadonlyMap<string, string> = new Map([
  ['node-role.kubernetes.io/master', 'node-role.kubernetes.io/control-plane'],
  ['beta.kubernetes.io/os', 'kubernetes.io/os'],
  ['beta.kubernetes.io/arch', 'kubernetes.io/arch'],
  ['beta.kubernetes.io/instance-type', 'node.kubernetes.io/instance-type'],
  ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region'],
]);

const removedLabel: WorkloadRule = {
  id: 'removed-label',
  title: 'chooses nodes by a label that they lose',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'workload',
  judge: ({ podSpec, podSpecPath }) => {
    const selector = Object.keys(podSpec.nodeSelector ?? {}).map((key) => ({ key, place: 'nodeSelector' }));
    const terms: readonly any[] = podSpec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
    const required = terms.flatMap((term) =>
      (term?.matchExpressions ?? []).map((one: any) => ({ key: String(one?.key), place: 'affinity' })),
    );
    const spread = (podSpec.topologySpreadConstraints ?? []).map((one: any) => ({
      key: String(one?.topologyKey),
      place: 'topologySpreadConstraints',
    }));
    return [...selector, ...required, ...spread].flatMap(({ key, place }): readonly Fault[] => {
      const instead = oldLabels.get(key);
      if (instead === undefined) return [];
      return [
        {
          locator: `${place}[${key}]`,
          message: `Nodes lose the label ${key}; they have ${instead}. Where the old one is gone, no node fits.`,
          path: [...podSpecPath, place],
        },
      ];
    });
  },
};

const meaningChange: ObjectRule = {
  id: 'meaning-change',
  title: 'means something else in its next API version',
  severity: 'warning',
  runsOn: ['manifest'],
  reads: [],
  anchor: 'object',
  resources: [
    'poddisruptionbudgets.policy',
    'validatingwebhookconfigurations.admissionregistration.k8s.io',
    'mutatingwebhookconfigurations.admissionregistration.k8s.io',
  ],
  judge: (object) => {
    if (!object.apiVersion?.endsWith('/v1beta1')) return [];
    const { selector } = object.spec ?? {};
    if (object.kind === 'PodDisruptionBudget')
      return typeof selector === 'object' && selector !== null && Object.keys(selector).length === 0
        ? [
            {
              locator: 'spec.selector',
              message: 'In policy/v1beta1 an empty selector means no pod, in policy/v1 every pod of the namespace.',
              path: ['spec', 'selector'],
            },
          ]
        : [];
    const webhooks: readonly any[] = Array.isArray(object.webhooks) ? object.webhooks : [];
    return webhooks
      .filter((one) => one?.failurePolicy === undefined || one.timeoutSeconds === undefined)
      .map((one) => ({
        locator: `webhooks[name=${one?.name}]`,
        message: 'In v1beta1 an unset failurePolicy is Ignore and a call may take 30 s; in v1 it is Fail and 10 s.',
        path: ['webhooks', webhooks.indexOf(one)],
      }));
  },
};

/** The minor version to judge for: the one asked for, or the cluster's, else the newest known. */
function targetOf({ inventory }: Judging): number {
  return inventory.minor ?? newestKnownMinor;
}

function isGone({ removed }: ApiRemoval, minor: number): boolean {
  return removed !== undefined && removed <= minor;
}

function versionFault({ apiVersion = '', kind = '' }: KubeObject, why: (removal: ApiRemoval) => string | undefined): readonly Fault[] {
  const removal = apiRemovalOf(apiVersion, kind);
  const reason = removal === undefined ? undefined : why(removal);
  if (removal === undefined || reason === undefined) return [];
  const { replacement } = removal;
  const instead = replacement === undefined ? 'nothing takes its place' : `${replacement.apiVersion} does`;
  const same = replacement !== undefined && !changesShape.has(kind);
  return [
    {
      locator: 'apiVersion',
      message: `${apiVersion} ${kind}: ${reason}; ${instead}.`,
      path: ['apiVersion'],
      causeKey: `${apiVersion}/${kind}`,
      patch: same ? [{ op: 'set', path: ['apiVersion'], value: replacement.apiVersion }] : [],
    },
  ];
}

/** Kinds whose fields differ between the versions: the text alone is not enough. */
const changesShape: ReadonlySet<string> = new Set([
  'Ingress',
  'CustomResourceDefinition',
  'HorizontalPodAutoscaler',
  'CertificateSigningRequest',
  'Endpoints',
  'PodSecurityPolicy',
  'Event',
]);

const cronJob = (version: string): string => `apiVersion: ${version}
kind: CronJob
metadata: {name: export, namespace: shop}
spec: {schedule: "7 3 * * *", jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: e, image: "registry.example.org/e:1"}]}}}}}
`;

/** Objects written for an API that goes away. */
export const apiVersionRemoved: Check = {
  id: 'api-version-removed',
  title: 'API version is gone or will go in the target Kubernetes version',
  group: 'upgrades',
  explanation:
    'Kubernetes takes old versions of its APIs out. What is stored stays, but the next apply from the manifest fails, controllers that ask the old version go blind, and labels ' +
    'that nodes lose leave pods without a node. An upgrade has ended a large site for hours this way, by one label.',
  fix: 'Write the version that takes its place; where fields differ (Ingress, HorizontalPodAutoscaler) `kubectl convert` writes them.',
  sources: [
    { title: 'Kubernetes: deprecated API migration guide', url: 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/' },
    { title: 'Kubernetes: well-known labels', url: 'https://kubernetes.io/docs/reference/labels-annotations-taints/' },
  ],
  replaces: [
    { tool: 'kube-score', rule: 'stable-version' },
    { tool: 'kube-linter', rule: 'no-extensions-v1beta' },
    { tool: 'popeye', rule: 'POP-403' },
  ],
  rules: [manifestRemoved, manifestSoon, manifestDeprecated, lastApplied, scaleTarget, removedLabel, meaningChange],
  examples: {
    flags: [
      {
        name: 'the version of the talk',
        yaml: cronJob('batch/v2alpha1'),
        expect: [{ rule: 'manifest-removed', severity: 'critical', locator: 'apiVersion' }],
      },
      {
        name: 'gone with the next upgrade but one',
        yaml: cronJob('batch/v1beta1'),
        target: '1.23',
        expect: [{ rule: 'manifest-soon', severity: 'warning', locator: 'apiVersion' }],
      },
      {
        name: 'deprecated, and served for long',
        yaml: cronJob('batch/v1beta1'),
        target: '1.21',
        expect: [{ rule: 'manifest-deprecated', severity: 'info', locator: 'apiVersion' }],
      },
      {
        name: 'the last apply wrote an old version',
        mode: 'live',
        yaml: `apiVersion: batch/v1
kind: CronJob
metadata: {name: export, namespace: shop, annotations: {kubectl.kubernetes.io/last-applied-configuration: '{"apiVersion":"batch/v1beta1","kind":"CronJob"}'}}
spec: {schedule: "7 3 * * *"}
`,
        expect: [{ rule: 'last-applied', severity: 'critical', locator: 'last-applied' }],
      },
      {
        name: 'an autoscaler of an old Deployment',
        yaml: 'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web, namespace: shop}\nspec: {maxReplicas: 3, scaleTargetRef: {apiVersion: extensions/v1beta1, kind: Deployment, name: web}}\n',
        expect: [{ rule: 'hpa-target', severity: 'critical', locator: 'spec.scaleTargetRef.apiVersion' }],
      },
      {
        name: 'the label of masters',
        yaml: servedDeployment({ pod: 'nodeSelector: {node-role.kubernetes.io/master: ""}' }),
        expect: [{ rule: 'removed-label', severity: 'warning', locator: 'nodeSelector[node-role.kubernetes.io/master]' }],
      },
      {
        name: 'an empty selector that would mean everything',
        yaml: 'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: all, namespace: shop}\nspec: {maxUnavailable: 1, selector: {}}\n',
        target: '1.21',
        expect: [
          { rule: 'manifest-deprecated', severity: 'info', locator: 'apiVersion' },
          { rule: 'meaning-change', severity: 'warning', locator: 'spec.selector' },
        ],
      },
    ],
    passes: [{ name: 'the version of today', yaml: cronJob('batch/v1') }],
    guards: [
      {
        name: 'a custom kind of the same name',
        yaml: 'apiVersion: example.org/v1beta1\nkind: CronJob\nmetadata: {name: x, namespace: shop}\nspec: {}\n',
      },
    ],
  },
};
