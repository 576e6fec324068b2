import type { Check } from './check.ts';
import { isReadyPod } from './container-states.ts';
import type { Fault } from './fault.ts';
import { existence } from './inventory.ts';
import type { Judging } from './judging.ts';
import { containsLabels } from './relations.ts';
import type { ObjectRule, Unknown } from './rule.ts';
import type { Severity } from './severity.ts';
import { type Webhook, webhookResources, webhooksOf } from './webhook-list.ts';

const serviceMissing = backendRule('service-missing', 'calls a Service that does not exist', ({ service }, { inventory }) => {
  if (service === undefined) return undefined;
  const state = existence(inventory, 'services', service);
  if (typeof state === 'object') return { unknown: state.unreadable };
  return state === 'absent' ? `Service ${service.namespace}/${service.name} is not there` : undefined;
});

const portMissing = backendRule('port-missing', 'calls a port that its Service does not have', ({ service }, { inventory }) => {
  const found = service === undefined ? undefined : inventory.get('services', service.namespace, service.name);
  const ports: readonly { readonly port?: unknown }[] = Array.isArray(found?.spec?.ports) ? found.spec.ports : [];
  if (service === undefined || found === undefined || ports.some(({ port }) => port === service.port)) return undefined;
  return `Service ${service.namespace}/${service.name} has no port ${service.port} (it has ${ports.map(({ port }) => port).join(', ')})`;
});

const noEndpoints = backendRule('no-endpoints', 'calls a Service behind which nobody is ready', ({ service }, { inventory }) => {
  if (service === undefined || inventory.mode !== 'live') return undefined;
  const selector = inventory.get('services', service.namespace, service.name)?.spec?.selector;
  if (typeof selector !== 'object' || selector === null || Object.keys(selector).length === 0) return undefined;
  const known = inventory.knows('pods', service.namespace);
  if (typeof known === 'object') return { unknown: known.unreadable };
  const pods = inventory.list('pods', service.namespace).filter(({ metadata }) => containsLabels(metadata.labels ?? {}, selector));
  return pods.some(isReadyPod) ? undefined : `none of the ${pods.length} pods of Service ${service.namespace}/${service.name} is ready`;
});

const badCa = backendRule('bad-ca', 'cannot be believed', ({ spec, service }, { inventory }) => {
  if (service === undefined || (spec.clientConfig?.caBundle ?? '') !== '' || inventory.mode !== 'live') return undefined;
  return 'it has no caBundle, so that the API server cannot check whom it calls';
});

const unsupportedReview: ObjectRule = {
  id: 'unsupported-review',
  title: 'does not speak admission v1',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'object',
  resources: webhookResources,
  judge: (configuration) =>
    webhooksOf(configuration)
      .filter(({ spec }) => Array.isArray(spec.admissionReviewVersions) && !spec.admissionReviewVersions.includes('v1'))
      .map(({ locator, name, path }) => ({
        locator,
        message: `Webhook ${name} speaks only old versions of AdmissionReview, which servers since 1.22 do not.`,
        path: [...path, 'admissionReviewVersions'],
      })),
};

function backendRule(id: string, title: string, why: (webhook: Webhook, judging: Judging) => string | Unknown | undefined): ObjectRule {
  return {
    id,
    title,
    severity: 'critical',
    runsOn: id === 'service-missing' || id === 'port-missing' ? ['manifest', 'live'] : ['live'],
    reads: ['services', 'pods'],
    anchor: 'object',
    resources: webhookResources,
    judge: (configuration, judging) => {
      const found: Fault[] = [];
      for (const webhook of webhooksOf(configuration)) {
        const reason = why(webhook, judging);
        if (typeof reason === 'object') return reason;
        if (reason === undefined) continue;
        const severity: { severity?: Severity } = webhook.fails ? {} : { severity: 'warning' };
        const what = webhook.fails ? 'everything it is asked about is refused' : 'nothing is checked';
        found.push({
          locator: webhook.locator,
          message: `Webhook ${webhook.name} gets no answer (${reason}): ${what}.`,
          path: [...webhook.path, 'clientConfig'],
          causeKey: `${configuration.metadata.name}/${webhook.name}`,
          ...severity,
        });
      }
      return found;
    },
  };
}

const webhook = (
  q: { readonly policy?: string; readonly port?: number; readonly ca?: string; readonly versions?: string } = {},
): string => `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: policy}
webhooks:
  - name: pods.policy.example.org
    failurePolicy: ${q.policy ?? 'Fail'}
    sideEffects: None
    admissionReviewVersions: ${q.versions ?? '[v1]'}
    clientConfig: {caBundle: "${q.ca ?? 'LS0tLS1CRUdJTg=='}", service: {namespace: policy, name: policy, port: ${q.port ?? 443}}}
    rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
    namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [kube-system, policy]}]}
`;

const service =
  '---\napiVersion: v1\nkind: Service\nmetadata: {name: policy, namespace: policy}\nspec: {selector: {app: policy}, ports: [{port: 443}]}\n';
const pod = (ready: string): string =>
  `---\napiVersion: v1\nkind: Pod\nmetadata: {name: policy-1, namespace: policy, labels: {app: policy}, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: p, uid: r, controller: true}]}\nspec: {containers: []}\nstatus: {phase: Running, conditions: [{type: Ready, status: "${ready}"}]}\n`;
const locator = 'webhooks[name=pods.policy.example.org]';

/** Admission webhooks that nobody answers. */
export const webhookBackendUnavailable: Check = {
  id: 'webhook-backend-unavailable',
  title: 'Webhook configured, nobody answers',
  group: 'webhooks',
  explanation:
    'The API server asks admission webhooks before it stores an object. When nobody answers and the policy is Fail, nothing of that kind can be created or changed any more: no ' +
    'pod starts, and what would mend the webhook cannot start either.',
  fix: 'Bring the backend up first and keep two replicas of it with a PodDisruptionBudget; delete configurations whose backend is gone.',
  sources: [
    {
      title: 'Kubernetes: dynamic admission control',
      url: 'https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/',
    },
    {
      title: 'Kubernetes: admission webhook good practices',
      url: 'https://kubernetes.io/docs/concepts/cluster-administration/admission-webhooks-good-practices/',
    },
  ],
  replaces: [{ tool: 'clusterlint', rule: 'admission-controller-webhook' }],
  rules: [serviceMissing, portMissing, noEndpoints, badCa, unsupportedReview],
  examples: {
    flags: [
      { name: 'the Service is gone', mode: 'live', yaml: webhook(), expect: [{ rule: 'service-missing', severity: 'critical', locator }] },
      {
        name: 'the Service is gone, and failures are ignored',
        mode: 'live',
        yaml: webhook({ policy: 'Ignore' }),
        expect: [{ rule: 'service-missing', severity: 'warning', locator }],
      },
      { name: 'another port', yaml: webhook({ port: 9443 }) + service, expect: [{ rule: 'port-missing', severity: 'critical', locator }] },
      {
        name: 'its pod is not ready',
        mode: 'live',
        yaml: webhook() + service + pod('False'),
        expect: [{ rule: 'no-endpoints', severity: 'critical', locator }],
      },
      {
        name: 'no certificate to check',
        mode: 'live',
        yaml: webhook({ ca: '' }) + service + pod('True'),
        expect: [{ rule: 'bad-ca', severity: 'critical', locator }],
      },
      {
        name: 'only v1beta1',
        yaml: webhook({ versions: '[v1beta1]' }),
        expect: [{ rule: 'unsupported-review', severity: 'warning', locator }],
      },
    ],
    passes: [{ name: 'a pod answers', mode: 'live', yaml: webhook() + service + pod('True') }],
    guards: [{ name: 'the backend may be in the cluster', yaml: webhook() }],
  },
};
