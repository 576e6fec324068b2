// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was sent
import type { Check } from './check.ts';
import { instant } from './container-states.ts';
import { existence } from './inventory.ts';
import type { ObjectRule } from './rule.ts';

const minuteMs = 60_000;

const apiService: ObjectRule = {
  id: 'apiservice',
  title: 'an API that the cluster lists does not answer',
  severity: 'critical',
  runsOn: ['live'],
  symptom: true,
  holdMs: 2 * minuteMs,
  reads: [],
  anchor: 'object',
  resources: ['apiservices.apiregistration.k8s.io'],
  judge: ({ spec, status, metadata }) => {
    const available = list(status?.conditions).find(({ type }) => type === 'Available');
    if (spec?.service === undefined || spec.service === null || available === undefined || available.status === 'True') return [];
    const sinceMs = instant(available.lastTransitionTime);
    const also = metadata.name.includes('metrics.k8s.io') ? ' Every autoscaler is blind meanwhile.' : '';
    return [
      {
        locator: 'conditions[Available]',
        message: `It does not answer (${available.reason}): discovery, deletion of namespaces and garbage collection wait for it.${also}`,
        path: ['status', 'conditions'],
        ...(sinceMs === undefined ? {} : { sinceMs }),
      },
    ];
  },
};

const conversion: ObjectRule = {
  id: 'conversion',
  title: 'its versions are converted by somebody who is not there',
  severity: 'critical',
  runsOn: ['manifest', 'live'],
  reads: ['services'],
  anchor: 'object',
  resources: ['customresourcedefinitions.apiextensions.k8s.io'],
  judge: ({ spec }, { inventory }) => {
    const service = spec?.conversion?.webhook?.clientConfig?.service;
    const served = list(spec?.versions).filter((version) => version?.served === true);
    if (spec?.conversion?.strategy !== 'Webhook' || typeof service?.name !== 'string' || served.length < 2) return [];
    const state = existence(inventory, 'services', { namespace: service.namespace, name: service.name });
    if (typeof state === 'object') return { unknown: state.unreadable };
    if (state !== 'absent') return [];
    return [
      {
        locator: 'spec.conversion',
        message: `Service ${service.namespace}/${service.name} converts its versions and is not there: its objects can be neither read nor written in another version than they are stored in.`,
        path: ['spec', 'conversion'],
      },
    ];
  },
};

const storedVersion: ObjectRule = {
  id: 'stored-version',
  title: 'objects are stored in a version that is gone',
  severity: 'critical',
  runsOn: ['live'],
  reads: [],
  anchor: 'object',
  resources: ['customresourcedefinitions.apiextensions.k8s.io'],
  judge: ({ spec, status }) => {
    const known = new Set(list(spec?.versions).map(({ name }) => name));
    const lost = list(status?.storedVersions).filter((version) => !known.has(version));
    return lost.length === 0
      ? []
      : [
          {
            locator: 'status.storedVersions',
            message: `Objects may be stored as ${lost.join(', ')}, which it no longer has: they cannot be read.`,
            path: ['status', 'storedVersions'],
          },
        ];
  },
};

const notEstablished: ObjectRule = {
  id: 'not-established',
  title: 'a definition is not accepted',
  severity: 'warning',
  runsOn: ['live'],
  symptom: true,
  holdMs: 2 * minuteMs,
  reads: [],
  anchor: 'object',
  resources: ['customresourcedefinitions.apiextensions.k8s.io'],
  judge: ({ status }) =>
    list(status?.conditions)
      .filter(({ type, status: state }) => (type === 'Established' || type === 'NamesAccepted') && state === 'False')
      .map(({ type, reason, message, lastTransitionTime }) => ({
        locator: `conditions[${type}]`,
        message: `${type} is False (${reason}): ${String(message ?? '').slice(0, 160)}`,
        path: ['status', 'conditions'],
        ...(instant(lastTransitionTime) === undefined ? {} : { sinceMs: instant(lastTransitionTime) as number }),
      })),
};

function list(value: unknown): readonly any[] {
  return Array.isArray(value) ? value : [];
}

const api = (status: string): string => `apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1beta1.metrics.k8s.io}
spec: {group: metrics.k8s.io, version: v1beta1, service: {namespace: kube-system, name: metrics-server}}
status: {conditions: [{type: Available, status: "${status}", reason: FailedDiscoveryCheck, lastTransitionTime: "2026-11-20T11:00:00Z"}]}
`;

const crd = (q: {
  readonly conversion?: string;
  readonly status?: string;
  readonly versions?: string;
}): string => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: stacks.example.org}
spec:
  versions: ${q.versions ?? '[{name: v1, served: true, storage: true}, {name: v1beta1, served: true, storage: false}]'}
${q.conversion === undefined ? '' : `  conversion: ${q.conversion}\n`}status: ${q.status ?? '{storedVersions: [v1]}'}
`;

const byWebhook = '{strategy: Webhook, webhook: {clientConfig: {service: {namespace: ops, name: convert}}}}';

/** APIs beside the built-in ones that do not work. */
export const extensionApiUnavailable: Check = {
  id: 'extension-api-unavailable',
  title: 'Aggregated API or CRD conversion is down',
  group: 'webhooks',
  explanation:
    'APIs of add-ons are part of the API server for everybody who asks. When the one behind them is gone, discovery is slow, namespaces cannot be deleted, autoscalers are blind, ' +
    'and objects in another version cannot be read.',
  fix: 'Bring the backend back, or delete the APIService that nobody needs; migrate stored objects before a version is dropped.',
  sources: [
    {
      title: 'Kubernetes: API aggregation layer',
      url: 'https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/',
    },
    {
      title: 'Kubernetes: versions in CustomResourceDefinitions',
      url: 'https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/',
    },
  ],
  replaces: [],
  rules: [apiService, conversion, storedVersion, notEstablished],
  examples: {
    flags: [
      {
        name: 'metrics do not answer',
        mode: 'live',
        yaml: api('False'),
        expect: [{ rule: 'apiservice', severity: 'critical', locator: 'conditions[Available]' }],
      },
      {
        name: 'nobody converts',
        mode: 'live',
        yaml: crd({ conversion: byWebhook }),
        expect: [{ rule: 'conversion', severity: 'critical', locator: 'spec.conversion' }],
      },
      {
        name: 'stored as v1alpha1',
        mode: 'live',
        yaml: crd({ status: '{storedVersions: [v1alpha1, v1]}' }),
        expect: [{ rule: 'stored-version', severity: 'critical', locator: 'status.storedVersions' }],
      },
      {
        name: 'its names are taken',
        mode: 'live',
        yaml: crd({
          status:
            '{storedVersions: [v1], conditions: [{type: NamesAccepted, status: "False", reason: ShortNamesConflict, lastTransitionTime: "2026-11-20T11:00:00Z"}]}',
        }),
        expect: [{ rule: 'not-established', severity: 'warning', locator: 'conditions[NamesAccepted]' }],
      },
    ],
    passes: [
      { name: 'it answers', mode: 'live', yaml: api('True') },
      { name: 'nothing to convert', mode: 'live', yaml: crd({}) },
    ],
    guards: [
      {
        name: 'one version needs no conversion',
        mode: 'live',
        yaml: crd({ conversion: byWebhook, versions: '[{name: v1, served: true, storage: true}]' }),
      },
    ],
  },
};
