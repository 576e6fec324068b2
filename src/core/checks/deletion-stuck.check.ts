// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was sent
import type { Check } from './check.ts';
import { instant } from './container-states.ts';
import type { ObjectRule } from './rule.ts';

const minuteMs = 60_000;

const namespace: ObjectRule = {
  id: 'namespace',
  title: 'a namespace cannot be deleted',
  severity: 'warning',
  runsOn: ['live'],
  symptom: true,
  holdMs: 15 * minuteMs,
  reads: [],
  anchor: 'object',
  resources: ['namespaces'],
  judge: ({ metadata, status }) => {
    const sinceMs = instant(metadata.deletionTimestamp);
    if (sinceMs === undefined) return [];
    const conditions: readonly any[] = Array.isArray(status?.conditions) ? status.conditions : [];
    const told = conditions.filter(({ status: state }) => state === 'True').map(({ message }) => String(message ?? ''));
    const discovery = conditions.some(({ type, status: state }) => type === 'NamespaceDeletionDiscoveryFailure' && state === 'True');
    return [
      {
        locator: 'status.phase',
        message: `It waits to be deleted: ${told.length === 0 ? 'nothing says why' : told.join('; ').slice(0, 300)}.`,
        path: ['metadata', 'deletionTimestamp'],
        sinceMs,
        ...(discovery ? { severity: 'critical' as const } : {}),
      },
    ];
  },
};

const pod: ObjectRule = {
  id: 'pod',
  title: 'a pod does not end',
  severity: 'warning',
  runsOn: ['live'],
  symptom: true,
  holdMs: 5 * minuteMs,
  reads: [],
  anchor: 'object',
  resources: ['pods'],
  judge: ({ metadata, spec }) => {
    const sinceMs = instant(metadata.deletionTimestamp);
    if (sinceMs === undefined) return [];
    return [
      {
        locator: 'metadata.deletionTimestamp',
        message: `Its grace period is over and it is still there${spec?.nodeName === undefined ? '' : `, on node ${spec.nodeName}`}: the kubelet does not answer, or a volume or finalizer holds it.`,
        path: ['metadata', 'deletionTimestamp'],
        sinceMs,
      },
    ];
  },
};

const finalizer: ObjectRule = {
  id: 'finalizer',
  title: 'an object waits for a finalizer',
  severity: 'warning',
  runsOn: ['live'],
  symptom: true,
  holdMs: 60 * minuteMs,
  reads: [],
  anchor: 'object',
  resources: 'any',
  judge: ({ metadata, kind }) => {
    const sinceMs = instant(metadata.deletionTimestamp);
    if (sinceMs === undefined || kind === 'Namespace' || kind === 'Pod' || (metadata.finalizers ?? []).length === 0) return [];
    return [
      {
        locator: 'metadata.finalizers',
        message: `It waits for ${(metadata.finalizers ?? []).join(', ')}, which its controller has to take away: that does not run, or cannot do its work.`,
        path: ['metadata', 'finalizers'],
        sinceMs,
        causeKey: `finalizer:${(metadata.finalizers ?? [])[0]}`,
        ...(kind === 'CustomResourceDefinition' || kind === 'PersistentVolumeClaim' ? { severity: 'critical' as const } : {}),
      },
    ];
  },
};

const deleted = (kind: string, apiVersion: string, more: string, at = '2026-11-20T09:00:00Z'): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: old, ${kind === 'Namespace' ? '' : 'namespace: shop, '}deletionTimestamp: "${at}"${more}}\n`;

/** Objects that wait for ever to be deleted. */
export const deletionStuck: Check = {
  id: 'deletion-stuck',
  title: 'Object waits forever to be deleted',
  group: 'symptoms',
  explanation:
    'A finalizer holds an object until its controller has cleaned up. When the controller is gone, or an API that must be asked is down, the object waits for ever; a namespace ' +
    'with thousands of such objects keeps the control plane busy with nothing else.',
  fix: 'Bring back the controller or the API that is named; take a finalizer away by hand only when you know what it was for.',
  sources: [{ title: 'Kubernetes: finalizers', url: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/' }],
  replaces: [{ tool: 'popeye', rule: 'POP-800' }],
  rules: [namespace, pod, finalizer],
  examples: {
    flags: [
      {
        name: 'a namespace for three hours',
        mode: 'live',
        yaml: deleted('Namespace', 'v1', ''),
        expect: [{ rule: 'namespace', severity: 'warning', locator: 'status.phase' }],
      },
      {
        name: 'a pod for three hours',
        mode: 'live',
        yaml: deleted('Pod', 'v1', ''),
        expect: [{ rule: 'pod', severity: 'warning', locator: 'metadata.deletionTimestamp' }],
      },
      {
        name: 'a claim that something still uses',
        mode: 'live',
        yaml: deleted('PersistentVolumeClaim', 'v1', ', finalizers: [kubernetes.io/pvc-protection]'),
        expect: [{ rule: 'finalizer', severity: 'critical', locator: 'metadata.finalizers' }],
      },
    ],
    passes: [{ name: 'nothing is being deleted', mode: 'live', yaml: 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n' }],
    guards: [{ name: 'deleted in the foreground, nothing holds it', mode: 'live', yaml: deleted('ConfigMap', 'v1', '') }],
  },
};
