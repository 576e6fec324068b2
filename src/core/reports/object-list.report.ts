import type { KubeObject } from '../kube/object.ts';
import type { AnswerObject } from '../query/answer-objects.ts';
import { harmlessJson } from './harmless-json.ts';
import { joined } from './row-text.ts';
import { yamlText } from './yaml-text.ts';

/** How whole objects are written. */
export interface ObjectListOptions {
  /**
   * True when one cluster was asked: objects are then exactly as the cluster has them. Else each carries the annotation
   * `hindsight/cluster`, since `.items[]` is where scripts look and an annotation is where fleet tools put it.
   * Source: Karmada (`resource.karmada.io/cached-from-cluster`) and Clusterpedia (`shadow.clusterpedia.io/cluster-name`) do the same.
   */
  readonly oneCluster: boolean;
  /** True when one object was asked for by name: it is written alone, without a List around it. */
  readonly oneObject: boolean;
}

/** The annotation that names the cluster of an object. */
export const clusterAnnotation = 'hindsight/cluster';

/** What `-o json` writes as a plain value, for templates to read: the one object that was named, else a `List` of `v1`. */
export function objectsValue(objects: readonly AnswerObject[], options: ObjectListOptions): unknown {
  const items = shown(objects, options);
  if (options.oneObject && items.length === 1) return items[0];
  return { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } };
}

/** Objects as JSON in kubectl's shape: a `List` of `v1`, or the one object that was named. */
export function objectsJson(objects: readonly AnswerObject[], options: ObjectListOptions): string {
  return joined(objectsJsonPieces(objects, options));
}

/** The same, object by object. */
export function* objectsJsonPieces(objects: readonly AnswerObject[], options: ObjectListOptions): Generator<string> {
  const items = shown(objects, options);
  if (options.oneObject && items.length === 1) {
    yield `${harmlessJson(items[0], 4)}\n`;
    return;
  }
  yield '{\n    "apiVersion": "v1",\n    "items": [';
  for (const [i, item] of items.entries()) yield `${i > 0 ? ',' : ''}\n${harmlessJson(item, 4).replace(/^/gm, '        ')}`;
  yield `${items.length > 0 ? '\n    ' : ''}],\n    "kind": "List",\n    "metadata": {\n        "resourceVersion": ""\n    }\n}\n`;
}

/** Objects as YAML in kubectl's shape. */
export function objectsYaml(objects: readonly AnswerObject[], options: ObjectListOptions): string {
  return joined(objectsYamlPieces(objects, options));
}

/** The same, object by object. */
export function* objectsYamlPieces(objects: readonly AnswerObject[], options: ObjectListOptions): Generator<string> {
  const items = shown(objects, options);
  if (options.oneObject && items.length === 1) {
    yield yamlText(items[0]);
    return;
  }
  yield items.length > 0 ? 'apiVersion: v1\nitems:\n' : 'apiVersion: v1\nitems: []\n';
  for (const item of items) yield yamlText([item]);
  yield 'kind: List\nmetadata:\n  resourceVersion: ""\n';
}

function shown(objects: readonly AnswerObject[], { oneCluster }: ObjectListOptions): readonly KubeObject[] {
  return objects.map(({ cluster, object }) => (oneCluster ? object : withCluster(object, cluster)));
}

function withCluster(object: KubeObject, cluster: string): KubeObject {
  return { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [clusterAnnotation]: cluster } } };
}
