import type { ResourceId } from '../../kube/api-resource.ts';
import type { KubeObject } from '../../kube/object.ts';
import { type Content, fieldsOf, itemsOf, textOf } from '../../resources/content.ts';
import { resourceOfKind } from '../describe/subject.ts';

/** What an object names in its content. */
export interface Reference {
  readonly resource: ResourceId;
  /** Undefined for cluster-scoped resources. */
  readonly namespace: string | undefined;
  readonly name: string;
  /** In which part, in few words: `environment`, `volume`, `backend`. */
  readonly how: string;
}

type Fields = Readonly<Record<string, Content>>;

/** Every other object that an object names, each once per way. Owners are not among them. Odd content is passed over. Source: k8s.io/api, the types named. */
export function referencesOf(resource: ResourceId, object: KubeObject): readonly Reference[] {
  const found = new Map<string, Reference>();
  const namespace = object.metadata.namespace;
  const add: AddReference = (to, name, how, other = namespace) => {
    const text = textOf(name);
    if (text === '') return;
    const place = clusterScoped.has(to) ? undefined : other;
    found.set(JSON.stringify([to, place, text, how]), { resource: to, namespace: place, name: text, how });
  };
  const template = resource === 'pods' ? object.spec : (object.spec?.template?.spec ?? object.spec?.jobTemplate?.spec?.template?.spec);
  if (template !== undefined) ofPodSpec(fieldsOf(template), add);
  readers.get(resource)?.(fieldsOf(object.spec), object, add);
  return [...found.values()];
}

type AddReference = (to: ResourceId, name: unknown, how: string, namespace?: string) => void;

const clusterScoped: ReadonlySet<ResourceId> = new Set([
  'nodes',
  'persistentvolumes',
  'storageclasses.storage.k8s.io',
  'priorityclasses.scheduling.k8s.io',
  'runtimeclasses.node.k8s.io',
  'ingressclasses.networking.k8s.io',
  'clusterroles.rbac.authorization.k8s.io',
]);

/** Source: k8s.io/api core/v1 PodSpec. */
function ofPodSpec(spec: Fields, add: AddReference): void {
  for (const list of [spec.initContainers, spec.containers, spec.ephemeralContainers])
    for (const container of itemsOf(list)) ofContainer(fieldsOf(container), add);
  for (const volume of itemsOf(spec.volumes)) ofVolume(fieldsOf(volume), add);
  for (const secret of itemsOf(spec.imagePullSecrets)) add('secrets', fieldsOf(secret).name, 'image pull');
  add('serviceaccounts', spec.serviceAccountName ?? spec.serviceAccount, 'runs as');
  add('nodes', spec.nodeName, 'runs on');
  add('priorityclasses.scheduling.k8s.io', spec.priorityClassName, 'priority');
  add('runtimeclasses.node.k8s.io', spec.runtimeClassName, 'runtime');
}

function ofContainer(container: Fields, add: AddReference): void {
  for (const each of itemsOf(container.env)) {
    const { configMapKeyRef, secretKeyRef } = fieldsOf(fieldsOf(each).valueFrom);
    add('configmaps', fieldsOf(configMapKeyRef).name, 'environment');
    add('secrets', fieldsOf(secretKeyRef).name, 'environment');
  }
  for (const each of itemsOf(container.envFrom)) {
    const { configMapRef, secretRef } = fieldsOf(each);
    add('configmaps', fieldsOf(configMapRef).name, 'environment');
    add('secrets', fieldsOf(secretRef).name, 'environment');
  }
}

function ofVolume(volume: Fields, add: AddReference): void {
  add('configmaps', fieldsOf(volume.configMap).name, 'volume');
  add('secrets', fieldsOf(volume.secret).secretName, 'volume');
  add('persistentvolumeclaims', fieldsOf(volume.persistentVolumeClaim).claimName, 'volume');
  for (const source of itemsOf(fieldsOf(volume.projected).sources)) {
    add('configmaps', fieldsOf(fieldsOf(source).configMap).name, 'volume');
    add('secrets', fieldsOf(fieldsOf(source).secret).name, 'volume');
  }
}

type Reader = (spec: Fields, object: KubeObject, add: AddReference) => void;

const binding: Reader = (_spec, object, add) => {
  const role = fieldsOf(object.roleRef);
  const isCluster = role.kind === 'ClusterRole';
  add(isCluster ? 'clusterroles.rbac.authorization.k8s.io' : 'roles.rbac.authorization.k8s.io', role.name, 'grants');
  for (const each of itemsOf(object.subjects)) {
    const { kind, name, namespace } = fieldsOf(each);
    if (kind === 'ServiceAccount') add('serviceaccounts', name, 'to', textOf(namespace) || undefined);
  }
};

const readers: ReadonlyMap<ResourceId, Reader> = new Map<ResourceId, Reader>([
  [
    'ingresses.networking.k8s.io',
    (spec, _object, add) => {
      const backend = (each: unknown): void => add('services', fieldsOf(fieldsOf(each).service).name, 'backend');
      backend(spec.defaultBackend);
      for (const rule of itemsOf(spec.rules))
        for (const path of itemsOf(fieldsOf(fieldsOf(rule).http).paths)) backend(fieldsOf(path).backend);
      for (const tls of itemsOf(spec.tls)) add('secrets', fieldsOf(tls).secretName, 'certificate');
      add('ingressclasses.networking.k8s.io', spec.ingressClassName, 'class');
    },
  ],
  [
    'horizontalpodautoscalers.autoscaling',
    (spec, _object, add) => {
      const { kind, name, apiVersion } = fieldsOf(spec.scaleTargetRef);
      const target = resourceOfKind(textOf(kind), textOf(apiVersion));
      if (target !== undefined) add(target, name, 'scales');
    },
  ],
  ['statefulsets.apps', (spec, _object, add) => add('services', spec.serviceName, 'names of its pods')],
  [
    'persistentvolumeclaims',
    (spec, _object, add) => {
      add('persistentvolumes', spec.volumeName, 'bound to');
      add('storageclasses.storage.k8s.io', spec.storageClassName, 'class');
    },
  ],
  [
    'persistentvolumes',
    (spec, _object, add) => {
      const claim = fieldsOf(spec.claimRef);
      add('persistentvolumeclaims', claim.name, 'claimed by', textOf(claim.namespace));
      add('storageclasses.storage.k8s.io', spec.storageClassName, 'class');
    },
  ],
  [
    'serviceaccounts',
    (_spec, object, add) => {
      for (const each of itemsOf(object.secrets)) add('secrets', fieldsOf(each).name, 'token');
      for (const each of itemsOf(object.imagePullSecrets)) add('secrets', fieldsOf(each).name, 'image pull');
    },
  ],
  ['rolebindings.rbac.authorization.k8s.io', binding],
  ['clusterrolebindings.rbac.authorization.k8s.io', binding],
]);
