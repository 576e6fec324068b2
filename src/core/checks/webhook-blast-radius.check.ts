import type { KubeObject } from '../kube/object.ts';
import type { Check } from './check.ts';
import type { Judging } from './judging.ts';
import type { ObjectRule } from './rule.ts';
import { matchesSelectorObject } from './selector-object.ts';
import { concerns, type Webhook, webhookResources, webhooksOf } from './webhook-list.ts';

const kubeSystem = 'kube-system';

const blocksOwnBackend: ObjectRule = {
  id: 'blocks-own-backend',
  title: 'keeps its own pods from starting',
  severity: 'critical',
  runsOn: ['manifest', 'live'],
  reads: ['namespaces', 'services'],
  anchor: 'object',
  resources: webhookResources,
  judge: perWebhook((webhook, judging) => {
    const { service } = webhook;
    if (service === undefined || !concerns(webhook, '', 'pods') || !meansNamespace(webhook, service.namespace, judging)) return undefined;
    if (!meansPodsOf(webhook, judging)) return undefined;
    return `is asked about the pods of its own backend in namespace ${service.namespace}: when all of them are gone, none can ever start again`;
  }),
};

const blocksNodes: ObjectRule = {
  id: 'blocks-nodes',
  title: 'stands between nodes and the API server',
  severity: 'critical',
  runsOn: ['manifest', 'live'],
  reads: ['namespaces'],
  anchor: 'object',
  resources: webhookResources,
  judge: perWebhook((webhook, judging) => {
    const blocked = vital.filter(
      ({ group, resource, namespace }) =>
        concerns(webhook, group, resource) && (namespace === undefined || meansNamespace(webhook, namespace, judging)),
    );
    if (blocked.length === 0) return undefined;
    return `is asked about ${blocked.map(({ resource }) => resource).join(', ')}: when it does not answer, nodes become NotReady and cannot come back`;
  }),
};

/** What kubelets and the control plane write to stay alive. A namespaceSelector never filters what has no namespace. */
const vital: readonly { readonly group: string; readonly resource: string; readonly namespace?: string }[] = [
  { group: '', resource: 'nodes' },
  { group: '', resource: 'nodes/status' },
  { group: 'coordination.k8s.io', resource: 'leases', namespace: 'kube-node-lease' },
  { group: 'certificates.k8s.io', resource: 'certificatesigningrequests' },
  { group: 'authentication.k8s.io', resource: 'tokenreviews' },
  { group: 'authorization.k8s.io', resource: 'subjectaccessreviews' },
];

const blocksKubeSystem: ObjectRule = {
  id: 'blocks-kube-system',
  title: 'stands between the cluster and its own components',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: ['namespaces'],
  anchor: 'object',
  resources: webhookResources,
  judge: perWebhook((webhook, judging) => {
    const asked = ['pods', 'configmaps', 'endpoints', 'services', 'daemonsets', 'deployments'].filter((resource) =>
      concerns(webhook, resource === 'daemonsets' || resource === 'deployments' ? 'apps' : '', resource),
    );
    if (asked.length === 0 || !meansNamespace(webhook, kubeSystem, judging)) return undefined;
    return {
      text: `is asked about ${asked.join(', ')} of kube-system: when it does not answer, DNS and network cannot be repaired`,
      critical: asked.includes('pods'),
    };
  }),
};

const slow: ObjectRule = {
  id: 'slow',
  title: 'may hold up every request for long',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'object',
  resources: webhookResources,
  judge: (configuration) =>
    webhooksOf(configuration)
      .filter(
        (webhook) =>
          webhook.timeoutSeconds > 10 &&
          (concerns(webhook, '', 'pods') || concerns(webhook, '', 'nodes') || concerns(webhook, 'coordination.k8s.io', 'leases')),
      )
      .map(({ locator, name, timeoutSeconds, path }) => ({
        locator: `${locator}.timeoutSeconds`,
        message: `Webhook ${name} may take ${timeoutSeconds} s for each request; clients have given up by then, and try again.`,
        path: [...path, 'timeoutSeconds'],
        patch: [{ op: 'set' as const, path: [...path, 'timeoutSeconds'], value: 5 }],
      })),
};

type Why = string | { readonly text: string; readonly critical: boolean } | undefined;

/** Looks at the webhooks that refuse when nobody answers. Conditions in CEL are not evaluated: what has some is a guess. */
function perWebhook(why: (webhook: Webhook, judging: Judging) => Why): ObjectRule['judge'] {
  return (configuration, judging) =>
    webhooksOf(configuration)
      .filter(({ fails }) => fails)
      .flatMap((webhook) => {
        const found = why(webhook, judging);
        if (found === undefined) return [];
        const { text, critical } = typeof found === 'string' ? { text: found, critical: undefined } : found;
        const conditional = Array.isArray(webhook.spec.matchConditions) && webhook.spec.matchConditions.length > 0;
        return [
          {
            locator: webhook.locator,
            message: `Webhook ${webhook.name} ${text}${conditional ? ' (its matchConditions were not evaluated)' : ''}.`,
            path: [...webhook.path, 'rules'],
            ...(critical === true ? { severity: 'critical' as const } : {}),
            ...(conditional ? { confidence: 'heuristic' as const } : {}),
            ...(isManaged(configuration) ? { severity: 'info' as const } : {}),
          },
        ];
      });
}

/** The cloud provider's own. */
function isManaged({ metadata }: KubeObject): boolean {
  return /\.(gke\.io|eks\.amazonaws\.com|azmk8s\.io)$/.test(metadata.name) || /^(gke|eks|aks)-/.test(metadata.name);
}

/** Whether its namespaceSelector means a namespace; every namespace carries its name as a label. */
function meansNamespace({ spec }: Webhook, namespace: string, { inventory }: Judging): boolean {
  if (spec.namespaceSelector === undefined || spec.namespaceSelector === null) return true;
  const labels = inventory.get('namespaces', undefined, namespace)?.metadata.labels ?? {};
  return matchesSelectorObject(spec.namespaceSelector, { ...labels, 'kubernetes.io/metadata.name': namespace });
}

/** Whether its objectSelector means the pods of its own backend, as far as its Service tells their labels. */
function meansPodsOf({ spec, service }: Webhook, { inventory }: Judging): boolean {
  if (spec.objectSelector === undefined || spec.objectSelector === null) return true;
  const labels = service === undefined ? undefined : inventory.get('services', service.namespace, service.name)?.spec?.selector;
  return typeof labels === 'object' && labels !== null && matchesSelectorObject(spec.objectSelector, labels);
}

const webhook = (q: {
  readonly rules: string;
  readonly not?: string;
  readonly more?: string;
}): string => `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: policy}
webhooks:
  - name: policy.example.org
    sideEffects: None
    admissionReviewVersions: [v1]
    clientConfig: {caBundle: LS0tLS1CRUdJTg==, service: {namespace: policy, name: policy}}
    rules: [${q.rules}]
${q.not === undefined ? '' : `    namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [${q.not}]}]}\n`}${q.more ?? ''}`;

const rule = (resources: string, group = '""'): string =>
  `{apiGroups: [${group}], apiVersions: ["*"], operations: [CREATE, UPDATE], resources: [${resources}]}`;
const locator = 'webhooks[name=policy.example.org]';

/** Webhooks that would keep the cluster from repairing itself. */
export const webhookBlastRadius: Check = {
  id: 'webhook-blast-radius',
  title: "Failing webhook would block the cluster's own repair",
  group: 'webhooks',
  explanation:
    'A webhook with the policy Fail is a part of the control plane. When it is asked about nodes, leases or kube-system, or about its own pods, its failure takes away what ' +
    'would mend it. One such webhook, together with the automatic repair of nodes, destroyed all nodes of a cluster again and again.',
  fix: 'Leave kube-system, kube-node-lease and its own namespace out with a namespaceSelector, ask only about what the policy is for, timeoutSeconds: 5; or use a ValidatingAdmissionPolicy, which needs no backend.',
  sources: [
    {
      title: 'Kubernetes: admission webhook good practices',
      url: 'https://kubernetes.io/docs/concepts/cluster-administration/admission-webhooks-good-practices/',
    },
    {
      title: 'Kubernetes: validating admission policy',
      url: 'https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/',
    },
  ],
  replaces: [
    { tool: 'clusterlint', rule: 'admission-controller-webhook-replacement' },
    { tool: 'clusterlint', rule: 'admission-controller-webhook-timeout' },
  ],
  rules: [blocksOwnBackend, blocksNodes, blocksKubeSystem, slow],
  examples: {
    flags: [
      {
        name: 'its own pods',
        yaml: webhook({ rules: rule('pods'), not: 'kube-system' }),
        expect: [{ rule: 'blocks-own-backend', severity: 'critical', locator }],
      },
      {
        name: 'leases of nodes',
        yaml: webhook({ rules: rule('leases', 'coordination.k8s.io'), not: 'policy, kube-system' }),
        expect: [{ rule: 'blocks-nodes', severity: 'critical', locator }],
      },
      {
        name: 'ConfigMaps everywhere',
        yaml: webhook({ rules: rule('configmaps') }),
        expect: [{ rule: 'blocks-kube-system', severity: 'warning', locator }],
      },
      {
        name: 'thirty seconds for each pod',
        yaml: webhook({ rules: rule('pods'), not: 'policy, kube-system', more: '    timeoutSeconds: 30\n' }),
        expect: [{ rule: 'slow', severity: 'warning', locator: `${locator}.timeoutSeconds` }],
      },
    ],
    passes: [{ name: 'pods of applications alone', yaml: webhook({ rules: rule('pods'), not: 'policy, kube-system' }) }],
    guards: [
      { name: 'failures are ignored', yaml: webhook({ rules: rule('pods, nodes, configmaps'), more: '    failurePolicy: Ignore\n' }) },
      {
        name: 'only what has its label',
        yaml: webhook({ rules: rule('pods'), not: 'kube-system', more: '    objectSelector: {matchLabels: {policy: checked}}\n' }),
      },
    ],
  },
};
