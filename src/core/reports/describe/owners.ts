import type { KubeObject } from '../../kube/object.ts';
import { fieldsOf, itemsOf, textOf } from '../../resources/content.ts';
import type { ObjectName } from './description.ts';
import { resourceOfKind, type Subject, sibling } from './subject.ts';

/** Owners of owners beyond this are left out: Kubernetes' own chains have three links. */
const longestChain = 5;

/** The owners of an object: the controller first, then its controller, as far as they are synced; then other owners. */
export function ownersOf(subject: Subject): readonly ObjectName[] {
  const direct = referencesOf(subject.object);
  const controller = direct.find(({ controller }) => controller) ?? direct[0];
  if (controller === undefined) return [];
  const chain = [controller.name];
  for (let above = objectBehind(subject, controller.name); above !== undefined && chain.length < longestChain; ) {
    const next: ObjectName | undefined = referencesOf(above).find((reference) => reference.controller)?.name;
    if (next === undefined) break;
    chain.push(next);
    above = objectBehind(subject, next);
  }
  return [...chain, ...direct.filter((reference) => reference !== controller).map(({ name }) => name)];
}

function referencesOf(object: KubeObject): readonly { readonly name: ObjectName; readonly controller: boolean }[] {
  return itemsOf(object.metadata.ownerReferences).map((each) => {
    const reference = fieldsOf(each);
    const kind = textOf(reference.kind);
    const resource = resourceOfKind(kind, textOf(reference.apiVersion));
    const namespace = object.metadata.namespace;
    const name = {
      kind,
      name: textOf(reference.name),
      ...(resource === undefined ? {} : { resource }),
      ...(namespace === undefined ? {} : { namespace }),
    };
    return { name, controller: reference.controller === true };
  });
}

function objectBehind(subject: Subject, { resource, namespace, name }: ObjectName): KubeObject | undefined {
  if (resource === undefined) return undefined;
  const shard = sibling(subject, resource);
  const row = shard?.byKey(`${namespace ?? ''}/${name}`) ?? shard?.byKey(`/${name}`);
  return shard === undefined || row === undefined ? undefined : shard.object(row);
}
