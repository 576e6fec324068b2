// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was written
import type { Check } from './check.ts';
import { type ConfigReference, configReferences } from './config-references.ts';
import type { Fault } from './fault.ts';
import { existence } from './inventory.ts';
import type { Judging } from './judging.ts';
import { podsOf } from './pods-of.ts';
import { producedNames } from './produced-secrets.ts';
import type { ObjectRule, WorkloadRule } from './rule.ts';
import { servedDeployment } from './service-example.ts';
import type { Workload } from './workload.ts';

const minuteMs = 60_000;
const resourceOf = { Secret: 'secrets', ConfigMap: 'configmaps' } as const;
/** Made by controllers in every namespace. */
const alwaysThere = new Set(['ConfigMap/kube-root-ca.crt', 'ConfigMap/openshift-service-ca.crt']);

const missingObject: WorkloadRule = {
  id: 'missing-object',
  title: 'needs a Secret or ConfigMap that does not exist',
  severity: 'critical',
  runsOn: ['manifest', 'live'],
  latent: true,
  reads: ['secrets', 'configmaps'],
  anchor: 'workload',
  judge: (workload, judging) => {
    const found = new Map<string, Fault>();
    const unreadable = new Set<string>();
    for (const reference of configReferences(workload)) {
      const state = stateOf(reference, workload, judging);
      if (typeof state === 'object') unreadable.add(state.unreadable);
      else if (state !== 'present' && !isYoung(workload, judging))
        found.set(`${reference.kind}/${reference.name}`, missing(reference, workload, state));
    }
    return found.size === 0 && unreadable.size > 0 ? { unknown: [...unreadable].join(', ') } : [...found.values()];
  },
};

const missingKey: WorkloadRule = {
  id: 'missing-key',
  title: 'needs a key that its ConfigMap does not have',
  severity: 'critical',
  runsOn: ['manifest', 'live'],
  latent: true,
  reads: ['configmaps'],
  anchor: 'workload',
  judge: (workload, { inventory }) =>
    configReferences(workload).flatMap((reference) => {
      if (reference.kind !== 'ConfigMap' || reference.key === undefined) return [];
      const object = inventory.get('configmaps', workload.namespace, reference.name);
      if (object === undefined) return [];
      const keys = [...Object.keys(object.data ?? {}), ...Object.keys(object.binaryData ?? {})];
      if (keys.includes(reference.key)) return [];
      return [
        {
          locator: `${reference.locator}→ConfigMap/${reference.name}[${reference.key}]`,
          message: `ConfigMap ${reference.name} has no key "${reference.key}": ${keys.length === 0 ? 'it is empty' : `it has ${keys.slice(0, 8).join(', ')}`}. New pods will not start.`,
          path: reference.path,
          causeKey: `ConfigMap/${workload.namespace}/${reference.name}[${reference.key}]`,
          ...(reference.container === undefined ? {} : { container: reference.container }),
        },
      ];
    }),
};

const observed: WorkloadRule = {
  id: 'observed',
  title: 'pods wait for a Secret or ConfigMap',
  severity: 'critical',
  runsOn: ['live'],
  symptom: true,
  holdMs: 2 * minuteMs,
  reads: ['pods', 'replicasets.apps', 'jobs.batch'],
  anchor: 'workload',
  judge: (workload, judging) => {
    const pods = podsOf(workload, judging);
    if ('unknown' in pods) return pods;
    const causes = new Map<string, { readonly sinceMs: number; readonly text: string; count: number }>();
    for (const pod of pods)
      for (const status of [...list(pod.status?.containerStatuses), ...list(pod.status?.initContainerStatuses)]) {
        const waiting = status?.state?.waiting;
        if (waiting?.reason !== 'CreateContainerConfigError') continue;
        const text = String(waiting.message ?? '');
        const cause = causeOf(text) ?? text;
        const known = causes.get(cause);
        if (known === undefined) causes.set(cause, { sinceMs: Date.parse(String(pod.status?.startTime)) || judging.nowMs, text, count: 1 });
        else known.count++;
      }
    return [...causes].map(([cause, { sinceMs, text, count }]) => ({
      locator: `waits:${cause}`,
      message: `${count} of its pods do not start: ${text}.`,
      path: workload.podSpecPath,
      causeKey: cause.replace('/', `/${workload.namespace}/`),
      sinceMs,
    }));
  },
};

const tlsSecret: ObjectRule = {
  id: 'tls-secret',
  title: 'names a certificate that does not exist',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: ['secrets'],
  anchor: 'object',
  resources: ['ingresses.networking.k8s.io'],
  judge: ({ spec, metadata }, { inventory }) => {
    const namespace = metadata.namespace ?? 'default';
    const produced = producedNames(inventory, 'Secret', namespace);
    const issued = Object.keys(metadata.annotations ?? {}).some((key) => key.startsWith('cert-manager.io/'));
    return list(spec?.tls).flatMap((entry, i): readonly Fault[] => {
      if (typeof entry?.secretName !== 'string' || issued || produced.has(entry.secretName)) return [];
      if (existence(inventory, 'secrets', { namespace, name: entry.secretName }) !== 'absent') return [];
      return [
        {
          locator: `tls→Secret/${entry.secretName}`,
          message: `Secret ${entry.secretName} is not there: the ingress controller answers with a certificate of its own.`,
          path: ['spec', 'tls', i, 'secretName'],
          causeKey: `Secret/${namespace}/${entry.secretName}`,
        },
      ];
    });
  },
};

type State = 'present' | 'absent' | 'not in the input' | { readonly unreadable: string };

function stateOf({ kind, name }: ConfigReference, { namespace }: Workload, { inventory }: Judging): State {
  if (alwaysThere.has(`${kind}/${name}`) || producedNames(inventory, kind, namespace).has(name)) return 'present';
  return existence(inventory, resourceOf[kind], { namespace, name });
}

/** Objects of one apply come in any order. */
function isYoung({ object }: Workload, { nowMs, inventory, wakeAt }: Judging): boolean {
  const createdMs = Date.parse(String(object.metadata.creationTimestamp));
  if (inventory.mode !== 'live' || Number.isNaN(createdMs) || nowMs >= createdMs + 2 * minuteMs) return false;
  wakeAt(createdMs + 2 * minuteMs);
  return true;
}

function missing(reference: ConfigReference, { namespace }: Workload, state: 'absent' | 'not in the input'): Fault {
  const { kind, name, locator, path, container } = reference;
  const known = state === 'absent';
  return {
    locator: `${locator}→${kind}/${name}`,
    message: known
      ? `${kind} ${name} is not there. Pods that run go on; every new one fails to start, so the next deploy or lost node is the outage.`
      : `${kind} ${name} is not in the input; unless it exists already, its pods will not start.`,
    path,
    causeKey: `${kind}/${namespace}/${name}`,
    ...(container === undefined ? {} : { container }),
    ...(known ? {} : { severity: 'info', confidence: 'heuristic' }),
  };
}

/** `Secret/name` out of the kubelet's words. Source: k8s.io/kubernetes pkg/kubelet messages of CreateContainerConfigError. */
function causeOf(text: string): string | undefined {
  const object = /(secret|configmap) "([^"]+)" not found/i.exec(text);
  if (object !== null) return `${object[1]?.toLowerCase() === 'secret' ? 'Secret' : 'ConfigMap'}/${object[2]}`;
  const key = /couldn't find key (\S+) in (Secret|ConfigMap) (?:[^/\s]+\/)?(\S+)/.exec(text);
  return key === null ? undefined : `${key[2]}/${key[3]}[${key[1]}]`;
}

function list(value: unknown): readonly any[] {
  return Array.isArray(value) ? value : [];
}

const configMap = `---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data: {level: info}
`;

const fromSettings = (key: string): string => `env: [{name: LEVEL, valueFrom: {configMapKeyRef: {name: settings, key: ${key}}}}]`;

/** Pods that will not start because something they name is not there. */
export const missingConfigReference: Check = {
  id: 'missing-config-reference',
  title: 'Pod refers to a Secret, ConfigMap or key that does not exist',
  group: 'references',
  explanation:
    'The API server does not look whether what a pod names exists; the kubelet does, when it starts the pod. Nothing happens to pods that run already, so the mistake waits for ' +
    'the next deploy or the next lost node. One missing Secret producer has stopped every deployment of a company.',
  fix: 'Create the object before what uses it (a sync wave, dependsOn), or say optional: true where the program can do without.',
  sources: [
    { title: 'Kubernetes: using Secrets safely in pods', url: 'https://kubernetes.io/docs/concepts/configuration/secret/#using-a-secret' },
  ],
  replaces: [
    { tool: 'kube-linter', rule: 'env-var-secret' },
    { tool: 'popeye', rule: 'POP-1203' },
  ],
  rules: [missingObject, missingKey, observed, tlsSecret],
  examples: {
    flags: [
      {
        name: 'the Secret is not in the cluster',
        mode: 'live',
        yaml: servedDeployment({ pod: 'volumes: [{name: creds, secret: {secretName: credentials}}]' }),
        expect: [{ rule: 'missing-object', severity: 'critical', locator: 'volumes[name=creds]→Secret/credentials' }],
      },
      {
        name: 'the Secret is not in the input',
        yaml: servedDeployment({ container: 'envFrom: [{secretRef: {name: credentials}}]' }),
        expect: [{ rule: 'missing-object', severity: 'info', locator: 'containers[name=app].envFrom→Secret/credentials' }],
      },
      {
        name: 'a key with a typing error',
        yaml: servedDeployment({ container: fromSettings('levle') }) + configMap,
        expect: [{ rule: 'missing-key', severity: 'critical', locator: 'containers[name=app].env[name=LEVEL]→ConfigMap/settings[levle]' }],
      },
      {
        name: 'a pod that waits',
        mode: 'live',
        yaml: `${servedDeployment({ replicas: 1 })}---
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: web-1, namespace: shop, uid: r1, ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, uid: d1, controller: true}]}
spec: {replicas: 1}
---
apiVersion: v1
kind: Pod
metadata: {name: web-1-a, namespace: shop, uid: p1, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-1, uid: r1, controller: true}]}
spec: {containers: [{name: app, image: "registry.example.org/web:1.4"}]}
status:
  phase: Pending
  startTime: "2026-11-20T11:00:00Z"
  containerStatuses: [{name: app, state: {waiting: {reason: CreateContainerConfigError, message: 'secret "credentials" not found'}}}]
`,
        expect: [{ rule: 'observed', severity: 'critical', locator: 'waits:Secret/credentials' }],
      },
      {
        name: 'an Ingress without its certificate',
        mode: 'live',
        yaml: `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {tls: [{hosts: [shop.example.org], secretName: shop-tls}]}
`,
        expect: [{ rule: 'tls-secret', severity: 'warning', locator: 'tls→Secret/shop-tls' }],
      },
    ],
    passes: [{ name: 'everything is in the input', yaml: servedDeployment({ container: fromSettings('level') }) + configMap }],
    guards: [
      {
        name: 'an ExternalSecret makes it',
        yaml: `${servedDeployment({ container: 'envFrom: [{secretRef: {name: credentials}}]' })}---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: shop, namespace: shop}
spec: {target: {name: credentials}}
`,
      },
      {
        name: 'optional',
        mode: 'live',
        yaml: servedDeployment({ container: 'envFrom: [{secretRef: {name: credentials, optional: true}}]' }),
      },
      {
        name: 'the root certificate is in every namespace',
        mode: 'live',
        yaml: servedDeployment({ pod: 'volumes: [{name: ca, configMap: {name: kube-root-ca.crt}}]' }),
      },
    ],
  },
};
