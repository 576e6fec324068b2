// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was written
import type { FieldPath } from './fault.ts';
import type { Workload } from './workload.ts';

/** A Secret or ConfigMap that a pod needs to start. */
export interface ConfigReference {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
  /** The key that is needed; undefined where the whole object is. */
  readonly key: string | undefined;
  readonly path: FieldPath;
  /** Stable place, e.g. `volumes[name=creds]`. */
  readonly locator: string;
  readonly container: string | undefined;
}

/** Every Secret and ConfigMap without which the kubelet does not start a pod; optional ones are left out. Source: core/v1 PodSpec, EnvVarSource, VolumeSource. */
export function configReferences(workload: Workload): readonly ConfigReference[] {
  return [...volumeReferences(workload), ...environmentReferences(workload)];
}

function volumeReferences({ podSpec, podSpecPath }: Workload): readonly ConfigReference[] {
  return list(podSpec.volumes).flatMap((volume, i) => {
    const place = { path: [...podSpecPath, 'volumes', i], locator: `volumes[name=${volume?.name}]`, container: undefined };
    const sources = [
      ...(volume?.secret ? [{ kind: 'Secret' as const, name: volume.secret.secretName, source: volume.secret }] : []),
      ...(volume?.configMap ? [{ kind: 'ConfigMap' as const, name: volume.configMap.name, source: volume.configMap }] : []),
      ...list(volume?.projected?.sources).flatMap((source) => [
        ...(source?.secret ? [{ kind: 'Secret' as const, name: source.secret.name, source: source.secret }] : []),
        ...(source?.configMap ? [{ kind: 'ConfigMap' as const, name: source.configMap.name, source: source.configMap }] : []),
      ]),
    ];
    return sources.flatMap(({ kind, name, source }) => {
      if (typeof name !== 'string' || source.optional === true) return [];
      const keys = list(source.items).map((item) => item?.key);
      return (keys.length === 0 ? [undefined] : keys).map((key) => ({ ...place, kind, name, key }));
    });
  });
}

function environmentReferences({ containers, initContainers }: Workload): readonly ConfigReference[] {
  return [...containers, ...initContainers].flatMap(({ spec, path, locator, name: container }) => [
    ...list(spec.env).flatMap((variable, i) => {
      const { secretKeyRef, configMapKeyRef } = variable?.valueFrom ?? {};
      const place = { path: [...path, 'env', i], locator: `${locator}.env[name=${variable?.name}]`, container };
      return [...one('Secret', secretKeyRef, place), ...one('ConfigMap', configMapKeyRef, place)];
    }),
    ...list(spec.envFrom).flatMap((source, i) => {
      const place = { path: [...path, 'envFrom', i], locator: `${locator}.envFrom`, container };
      return [...one('Secret', source?.secretRef, place), ...one('ConfigMap', source?.configMapRef, place)];
    }),
  ]);
}

function one(
  kind: ConfigReference['kind'],
  ref: any,
  place: Pick<ConfigReference, 'path' | 'locator' | 'container'>,
): readonly ConfigReference[] {
  if (typeof ref?.name !== 'string' || ref.optional === true) return [];
  return [{ ...place, kind, name: ref.name, key: typeof ref.key === 'string' ? ref.key : undefined }];
}

function list(value: unknown): readonly any[] {
  return Array.isArray(value) ? value : [];
}
