// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was written
import type { KubeObject } from '../kube/object.ts';
import type { Check } from './check.ts';
import { instant } from './container-states.ts';
import type { Fault, FieldPath } from './fault.ts';
import { existence } from './inventory.ts';
import type { ObjectRule } from './rule.ts';

const resources = ['ingresses.networking.k8s.io'];
const minuteMs = 60_000;

/** One backend of an Ingress. */
interface Backend {
  readonly service: string;
  readonly port: { readonly name?: unknown; readonly number?: unknown };
  readonly path: FieldPath;
  readonly locator: string;
}

const backendMissing: ObjectRule = {
  id: 'backend-missing',
  title: 'leads to a Service or port that does not exist',
  severity: 'critical',
  runsOn: ['manifest', 'live'],
  reads: ['services'],
  anchor: 'object',
  resources,
  judge: (ingress, { inventory }) => {
    if (isSolver(ingress)) return [];
    const namespace = ingress.metadata.namespace ?? 'default';
    const found: Fault[] = [];
    for (const { service, port, path, locator } of backends(ingress)) {
      const state = existence(inventory, 'services', { namespace, name: service });
      if (typeof state === 'object') return { unknown: state.unreadable };
      const ports = list(inventory.get('services', namespace, service)?.spec?.ports);
      const text =
        state === 'absent'
          ? `Service ${service} is not there`
          : state === 'present' &&
              ports.length > 0 &&
              !ports.some((one) => (port.name === undefined ? one?.port === port.number : one?.name === port.name))
            ? `Service ${service} has no port ${port.name ?? port.number} (it has ${ports.map((one) => one?.name ?? one?.port).join(', ')})`
            : undefined;
      if (text !== undefined)
        found.push({ locator, message: `${text}: requests end with 503 or 404.`, path, causeKey: `Service/${namespace}/${service}` });
    }
    return found;
  },
};

const conflict: ObjectRule = {
  id: 'conflict',
  title: 'claims the same address as another Ingress',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'object',
  resources,
  judge: (ingress, { inventory }) => {
    if (isSolver(ingress) || isCanary(ingress)) return [];
    const own = addresses(ingress);
    const others = inventory
      .list(resources[0] as string)
      .filter((one) => one !== ingress && !isSame(one, ingress) && !isSolver(one) && !isCanary(one) && classOf(one) === classOf(ingress));
    return own.flatMap(({ host, route, path }): readonly Fault[] => {
      const rival = others.find((one) => addresses(one).some((address) => address.host === host && address.route === route));
      if (rival === undefined) return [];
      const elsewhere = rival.metadata.namespace !== ingress.metadata.namespace;
      return [
        {
          locator: `rules[${host}${route}]`,
          message: `Ingress ${rival.metadata.namespace}/${rival.metadata.name} claims ${host}${route} too: which of them answers depends on the controller.`,
          path,
          ...(elsewhere ? { severity: 'critical' as const } : {}),
        },
      ];
    });
  },
};

const catchAll: ObjectRule = {
  id: 'catch-all',
  title: 'takes what is meant for nobody else',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'object',
  resources,
  judge: (ingress) => {
    if (isSolver(ingress)) return [];
    return list(ingress.spec?.rules).flatMap((rule, i): readonly Fault[] =>
      rule?.host !== undefined && rule.host !== '' && rule.host !== '*'
        ? []
        : [
            {
              locator: `rules[${i === 0 ? 'first' : 'later'}].host`,
              message:
                'A rule without a host takes every request for its path that no other Ingress of the cluster wants, whoever it was meant for.',
              path: ['spec', 'rules', i],
              missing: 'host',
            },
          ],
    );
  },
};

const noAddress: ObjectRule = {
  id: 'no-address',
  title: 'has no address',
  severity: 'warning',
  runsOn: ['live'],
  symptom: true,
  holdMs: 10 * minuteMs,
  reads: [],
  anchor: 'object',
  resources,
  judge: (ingress) => {
    if (isSolver(ingress) || list(ingress.status?.loadBalancer?.ingress).length > 0) return [];
    const sinceMs = instant(ingress.metadata.creationTimestamp);
    return [
      {
        locator: 'status.loadBalancer',
        message: 'No controller has given it an address: nobody serves its class, or the controller cannot.',
        path: ['spec'],
        ...(sinceMs === undefined ? {} : { sinceMs }),
      },
    ];
  },
};

function backends({ spec }: KubeObject): readonly Backend[] {
  const one = (backend: any, path: FieldPath, place: string): readonly Backend[] =>
    typeof backend?.service?.name !== 'string'
      ? []
      : [{ service: backend.service.name, port: backend.service.port ?? {}, path, locator: `${place}→Service/${backend.service.name}` }];
  return [
    ...one(spec?.defaultBackend, ['spec', 'defaultBackend'], 'defaultBackend'),
    ...list(spec?.rules).flatMap((rule, r) =>
      list(rule?.http?.paths).flatMap((path, p) =>
        one(path?.backend, ['spec', 'rules', r, 'http', 'paths', p, 'backend'], `rules[${rule.host ?? '*'}${path?.path ?? '/'}]`),
      ),
    ),
  ];
}

function addresses({ spec }: KubeObject): readonly { readonly host: string; readonly route: string; readonly path: FieldPath }[] {
  return list(spec?.rules).flatMap((rule, r) =>
    typeof rule?.host !== 'string'
      ? []
      : list(rule.http?.paths).map((path, p) => ({
          host: rule.host,
          route: String(path?.path ?? '/'),
          path: ['spec', 'rules', r, 'http', 'paths', p],
        })),
  );
}

function classOf({ spec, metadata }: KubeObject): string {
  return spec?.ingressClassName ?? metadata.annotations?.['kubernetes.io/ingress.class'] ?? '';
}

function isSame(a: KubeObject, b: KubeObject): boolean {
  return a.metadata.name === b.metadata.name && a.metadata.namespace === b.metadata.namespace;
}

/** ACME solvers come and go within minutes. */
function isSolver({ metadata }: KubeObject): boolean {
  return metadata.labels?.['acme.cert-manager.io/http01-solver'] !== undefined || metadata.name?.startsWith('cm-acme-http-solver') === true;
}

/** Canaries share an address on purpose. */
function isCanary({ metadata }: KubeObject): boolean {
  return Object.keys(metadata.annotations ?? {}).some((key) => /canary|zalando.org\/(skipper-predicate|backend-weights)/.test(key));
}

function list(value: unknown): readonly any[] {
  return Array.isArray(value) ? value : [];
}

const ingress = (
  q: {
    readonly name?: string;
    readonly namespace?: string;
    readonly service?: string;
    readonly port?: number;
    readonly host?: string;
    readonly status?: string;
  } = {},
): string => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: ${q.name ?? 'web'}, namespace: ${q.namespace ?? 'shop'}, creationTimestamp: "2026-11-20T10:00:00Z"}
spec:
  rules:
    - ${q.host === '' ? '' : `host: ${q.host ?? 'shop.example.org'}\n      `}http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: ${q.service ?? 'web'}, port: {number: ${q.port ?? 80}}}}}]}
status: ${q.status ?? '{loadBalancer: {ingress: [{ip: 192.0.2.1}]}}'}
`;

const service = (namespace = 'shop'): string => `---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: ${namespace}}
spec: {selector: {app: web}, ports: [{name: http, port: 80}]}
`;

/** Ingresses that lead nowhere, or take what is not theirs. */
export const ingressBroken: Check = {
  id: 'ingress-broken',
  title: 'Ingress without a working, unique backend',
  group: 'references',
  explanation:
    'An Ingress is accepted whatever it names. A Service that is not there is a 503, a port that is not there as well, and two that claim one address are decided by the order in ' +
    'which a controller reads them. A rule without a host has taken the traffic of everybody else.',
  fix: 'Name a Service and a port that exist, give every rule a host, and let one Ingress own each address.',
  sources: [{ title: 'Kubernetes: Ingress', url: 'https://kubernetes.io/docs/concepts/services-networking/ingress/' }],
  replaces: [
    { tool: 'kube-score', rule: 'ingress-targets-service' },
    { tool: 'kube-linter', rule: 'dangling-ingress' },
    { tool: 'popeye', rule: 'POP-1400' },
  ],
  rules: [backendMissing, conflict, catchAll, noAddress],
  examples: {
    flags: [
      {
        name: 'the Service is gone',
        mode: 'live',
        yaml: ingress(),
        expect: [{ rule: 'backend-missing', severity: 'critical', locator: 'rules[shop.example.org/]→Service/web' }],
      },
      {
        name: 'the Service has another port',
        yaml: ingress({ port: 8080 }) + service(),
        expect: [{ rule: 'backend-missing', severity: 'critical', locator: 'rules[shop.example.org/]→Service/web' }],
      },
      {
        name: 'two namespaces claim one address',
        yaml: `${ingress() + service()}---\n${ingress({ namespace: 'other' })}${service('other')}`,
        expect: [
          { rule: 'conflict', severity: 'critical', locator: 'rules[shop.example.org/]' },
          { rule: 'conflict', severity: 'critical', locator: 'rules[shop.example.org/]' },
        ],
      },
      {
        name: 'a rule without a host',
        yaml: ingress({ host: '' }) + service(),
        expect: [{ rule: 'catch-all', severity: 'warning', locator: 'rules[first].host' }],
      },
      {
        name: 'no address for two hours',
        mode: 'live',
        yaml: ingress({ status: '{}' }) + service(),
        expect: [{ rule: 'no-address', severity: 'warning', locator: 'status.loadBalancer' }],
      },
    ],
    passes: [{ name: 'a host, a Service and its port', mode: 'live', yaml: ingress() + service() }],
    guards: [
      { name: 'the Service may be in the cluster', yaml: ingress() },
      { name: 'an ACME solver', mode: 'live', yaml: ingress({ name: 'cm-acme-http-solver-x1', host: '' }) },
    ],
  },
};
