import type { KubeObject } from '../kube/object.ts';
import { fieldsOf, stringOrNull, textOf, textOrNull } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** The name, marked where the class is the default one. Source: pkg/apis/networking/util HasDefaultAnnotation. */
function markedName(ingressClass: KubeObject): string | null {
  const isDefault = fieldsOf(ingressClass.metadata?.annotations)['ingressclass.kubernetes.io/is-default-class'] === 'true';
  return isDefault ? `${textOf(ingressClass.metadata.name)} (default)` : textOrNull(ingressClass.metadata?.name);
}

/** `IngressParameters.k8s.example.com/external`. */
function parameters(ingressClass: KubeObject): string | null {
  const reference = ingressClass.spec?.parameters;
  if (reference === undefined || reference === null) return null;
  const group = stringOrNull(reference.apiGroup);
  return `${textOf(reference.kind)}${group === null ? '' : `.${group}`}/${textOf(reference.name)}`;
}

/** Ingress classes. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printIngressClass. */
export const ingressClasses: ResourceDef = declareResource({
  group: 'networking.k8s.io',
  version: 'v1',
  plural: 'ingressclasses',
  kind: 'IngressClass',
  namespaced: false,
  shortNames: [],
  categories: [],
  columns: [
    { ...nameColumn, value: markedName },
    { name: 'Controller', type: 'text', missing: '', value: (ingressClass) => textOrNull(ingressClass.spec?.controller) },
    { name: 'Parameters', type: 'text', value: parameters },
    ageColumn,
  ],
});
