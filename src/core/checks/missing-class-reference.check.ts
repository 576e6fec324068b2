// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was written
import { nearest } from '../base/nearest.ts';
import type { KubeObject } from '../kube/object.ts';
import type { Check } from './check.ts';
import type { Fault, FieldPath } from './fault.ts';
import { existence } from './inventory.ts';
import type { Judging } from './judging.ts';
import type { ObjectRule, Verdict, WorkloadRule } from './rule.ts';
import { servedDeployment } from './service-example.ts';
import type { Workload } from './workload.ts';

/** Always there. Source: k8s.io/kubernetes pkg/apis/scheduling/v1/helpers.go SystemPriorityClasses. */
const systemPriorities = new Set(['system-cluster-critical', 'system-node-critical']);

const priorityClass = ofPod({
  id: 'priority-class',
  title: 'names a PriorityClass that does not exist',
  resource: 'priorityclasses.scheduling.k8s.io',
  kind: 'PriorityClass',
  field: 'priorityClassName',
  follows: 'its pods are refused',
  exempt: (name) => systemPriorities.has(name),
});

const runtimeClass = ofPod({
  id: 'runtime-class',
  title: 'names a RuntimeClass that does not exist',
  resource: 'runtimeclasses.node.k8s.io',
  kind: 'RuntimeClass',
  field: 'runtimeClassName',
  follows: 'its pods are refused',
});

const claim: WorkloadRule = {
  id: 'pvc',
  title: 'names a PersistentVolumeClaim that does not exist',
  severity: 'critical',
  runsOn: ['manifest', 'live'],
  reads: ['persistentvolumeclaims'],
  anchor: 'workload',
  judge: (workload, judging) => {
    const claims = list(workload.podSpec.volumes).flatMap((volume, i): readonly Missing[] =>
      typeof volume?.persistentVolumeClaim?.claimName !== 'string'
        ? []
        : [
            {
              name: volume.persistentVolumeClaim.claimName,
              path: [...workload.podSpecPath, 'volumes', i],
              locator: `volumes[name=${volume.name}]`,
            },
          ],
    );
    return faults(claims, judging, {
      resource: 'persistentvolumeclaims',
      kind: 'PersistentVolumeClaim',
      namespace: workload.namespace,
      follows: 'its pods stay pending',
    });
  },
};

const storageClass: ObjectRule = {
  id: 'storage-class',
  title: 'names a StorageClass that does not exist',
  severity: 'critical',
  runsOn: ['manifest', 'live'],
  reads: ['storageclasses.storage.k8s.io'],
  anchor: 'object',
  resources: ['persistentvolumeclaims', 'statefulsets.apps'],
  judge: (object, judging) => {
    const named = claimsOf(object).flatMap(({ spec, path, locator }): readonly Missing[] =>
      typeof spec?.storageClassName !== 'string' || spec.storageClassName === '' || spec.volumeName !== undefined
        ? []
        : [{ name: spec.storageClassName, path: [...path, 'storageClassName'], locator }],
    );
    const resource = 'storageclasses.storage.k8s.io';
    const missing = faults(named, judging, { resource, kind: 'StorageClass', follows: 'no volume is ever made' });
    if ('unknown' in missing) return missing;
    return [...missing, ...withoutDefault(object, judging)];
  },
};

const ingressClass: ObjectRule = {
  id: 'ingress-class',
  title: 'names an IngressClass that does not exist',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: ['ingressclasses.networking.k8s.io'],
  anchor: 'object',
  resources: ['ingresses.networking.k8s.io'],
  judge: ({ spec }, judging) =>
    faults(
      typeof spec?.ingressClassName === 'string'
        ? [{ name: spec.ingressClassName, path: ['spec', 'ingressClassName'], locator: 'spec.ingressClassName' }]
        : [],
      judging,
      {
        resource: 'ingressclasses.networking.k8s.io',
        kind: 'IngressClass',
        follows: 'no controller serves it',
      },
    ),
};

const headlessService: ObjectRule = {
  id: 'headless-service',
  title: 'names a Service that does not exist',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: ['services'],
  anchor: 'object',
  resources: ['statefulsets.apps'],
  judge: ({ spec, metadata }, judging) =>
    faults(
      typeof spec?.serviceName === 'string' && spec.serviceName !== ''
        ? [{ name: spec.serviceName, path: ['spec', 'serviceName'], locator: 'spec.serviceName' }]
        : [],
      judging,
      {
        resource: 'services',
        kind: 'Service',
        namespace: metadata.namespace ?? 'default',
        follows: 'its pods have no names of their own',
      },
    ),
};

/** A name that should mean something. */
interface Missing {
  readonly name: string;
  readonly path: FieldPath;
  readonly locator: string;
}

interface Wanted {
  readonly resource: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly follows: string;
}

function ofPod(
  q: Wanted & { readonly id: string; readonly title: string; readonly field: string; readonly exempt?: (name: string) => boolean },
): WorkloadRule {
  return {
    id: q.id,
    title: q.title,
    severity: 'critical',
    runsOn: ['manifest', 'live'],
    reads: [q.resource],
    anchor: 'workload',
    judge: ({ podSpec, podSpecPath }: Workload, judging) => {
      const name = podSpec[q.field];
      if (typeof name !== 'string' || name === '' || q.exempt?.(name) === true) return [];
      return faults([{ name, path: [...podSpecPath, q.field], locator: q.field }], judging, q);
    },
  };
}

function faults(named: readonly Missing[], { inventory }: Judging, { resource, kind, namespace, follows }: Wanted): Verdict {
  const found: Fault[] = [];
  for (const { name, path, locator } of named) {
    const state = existence(inventory, resource, { namespace, name });
    if (typeof state === 'object') return { unknown: state.unreadable };
    if (state === 'present' || state === 'not in the input') continue;
    const known = inventory.list(resource, namespace).map(({ metadata }) => metadata.name);
    const near = nearest(name, known)[0];
    found.push({
      locator: `${locator}→${kind}/${name}`,
      message: `There is no ${kind} ${name}${near === undefined ? '' : ` (${near} is near)`}: ${follows}.`,
      path,
      causeKey: `${kind}/${namespace ?? ''}/${name}`,
      ...(near === undefined ? {} : { patch: [{ op: 'set', path, value: near }] }),
    });
  }
  return found;
}

/** Claims that an object makes: itself, or the templates of a StatefulSet. */
function claimsOf({ kind, spec }: KubeObject): readonly { readonly spec: any; readonly path: FieldPath; readonly locator: string }[] {
  if (kind !== 'StatefulSet') return [{ spec, path: ['spec'], locator: 'spec.storageClassName' }];
  return list(spec?.volumeClaimTemplates).map((template, i) => ({
    spec: template?.spec,
    path: ['spec', 'volumeClaimTemplates', i, 'spec'],
    locator: `volumeClaimTemplates[name=${template?.metadata?.name}].storageClassName`,
  }));
}

/** Claims that leave the class to a default that the cluster does not have. */
function withoutDefault(object: KubeObject, { inventory }: Judging): readonly Fault[] {
  const resource = 'storageclasses.storage.k8s.io';
  if (inventory.knows(resource) !== 'all' || inventory.list(resource).some(isDefaultClass)) return [];
  return claimsOf(object)
    .filter(({ spec }) => spec !== undefined && spec?.storageClassName === undefined && spec?.volumeName === undefined)
    .map(({ path, locator }) => ({
      locator: `${locator}→default`,
      message: 'It names no StorageClass, and the cluster has no default: no volume is ever made.',
      path,
      missing: 'storageClassName',
      causeKey: 'StorageClass//default',
    }));
}

function isDefaultClass({ metadata }: KubeObject): boolean {
  return metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
}

function list(value: unknown): readonly any[] {
  return Array.isArray(value) ? value : [];
}

const priority = (name: string): string => `---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: ${name}}
value: 1000
`;

const pvc = (spec: string): string => `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data, namespace: shop}
spec: ${spec}
`;

const storage = (annotations: string): string => `---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: gp3, annotations: ${annotations}}
provisioner: ebs.csi.aws.com
`;

/** Names of classes and claims that mean nothing. */
export const missingClassReference: Check = {
  id: 'missing-class-reference',
  title: 'Class, claim or Service that nothing satisfies',
  group: 'references',
  explanation:
    'Classes of priority, storage, runtime and ingress, claims and the Service of a StatefulSet are named by text. Where the name means nothing, pods are refused or stay ' +
    'pending, and the object that names it looks well.',
  fix: 'Name one that exists; the nearest is given with the finding.',
  sources: [
    {
      title: 'Kubernetes: pod priority and preemption',
      url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/',
    },
    { title: 'Kubernetes: storage classes', url: 'https://kubernetes.io/docs/concepts/storage/storage-classes/' },
  ],
  replaces: [
    { tool: 'kube-score', rule: 'statefulset-has-servicename' },
    { tool: 'kube-linter', rule: 'dangling-ingress' },
  ],
  rules: [priorityClass, runtimeClass, claim, storageClass, ingressClass, headlessService],
  examples: {
    flags: [
      {
        name: 'a priority with a typing error',
        mode: 'live',
        yaml: servedDeployment({ pod: 'priorityClassName: busines' }) + priority('business'),
        expect: [{ rule: 'priority-class', severity: 'critical', locator: 'priorityClassName→PriorityClass/busines' }],
      },
      {
        name: 'a runtime that is not there',
        mode: 'live',
        yaml: servedDeployment({ pod: 'runtimeClassName: gvisor' }),
        expect: [{ rule: 'runtime-class', severity: 'critical', locator: 'runtimeClassName→RuntimeClass/gvisor' }],
      },
      {
        name: 'a claim that is not there',
        mode: 'live',
        yaml: servedDeployment({ pod: 'volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]' }),
        expect: [{ rule: 'pvc', severity: 'critical', locator: 'volumes[name=data]→PersistentVolumeClaim/data' }],
      },
      {
        name: 'a storage class that is not there',
        yaml: pvc('{storageClassName: fast}') + storage('{}'),
        complete: true,
        expect: [{ rule: 'storage-class', severity: 'critical', locator: 'spec.storageClassName→StorageClass/fast' }],
      },
      {
        name: 'no class, and no default',
        yaml: pvc('{accessModes: [ReadWriteOnce]}') + storage('{}'),
        complete: true,
        expect: [{ rule: 'storage-class', severity: 'critical', locator: 'spec.storageClassName→default' }],
      },
      {
        name: 'an ingress class that is not there',
        mode: 'live',
        yaml: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: web, namespace: shop}\nspec: {ingressClassName: nginx}\n',
        expect: [{ rule: 'ingress-class', severity: 'warning', locator: 'spec.ingressClassName→IngressClass/nginx' }],
      },
      {
        name: 'a StatefulSet without its Service',
        mode: 'live',
        yaml: servedDeployment({ kind: 'StatefulSet', spec: 'serviceName: peers' }),
        expect: [{ rule: 'headless-service', severity: 'warning', locator: 'spec.serviceName→Service/peers' }],
      },
    ],
    passes: [
      {
        name: 'a priority that exists',
        mode: 'live',
        yaml: servedDeployment({ pod: 'priorityClassName: business' }) + priority('business'),
      },
      {
        name: 'the default class',
        complete: true,
        yaml: pvc('{accessModes: [ReadWriteOnce]}') + storage('{storageclass.kubernetes.io/is-default-class: "true"}'),
      },
    ],
    guards: [
      {
        name: 'a system priority is always there',
        mode: 'live',
        yaml: servedDeployment({ pod: 'priorityClassName: system-cluster-critical' }),
      },
      { name: 'what is not in the input may be in the cluster', yaml: servedDeployment({ pod: 'priorityClassName: business' }) },
      { name: 'a claim for a volume by name', complete: true, yaml: pvc('{storageClassName: manual, volumeName: disk-1}') },
    ],
  },
};
