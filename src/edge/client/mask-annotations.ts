import { maskText } from '../../core/kube/masking.ts';
import type { KubeObject } from '../../core/kube/object.ts';

/** Masks the values of an object's annotations that were blanked before: stars as long as a value would tell its length. */
export function maskAnnotations({ metadata }: KubeObject): void {
  const annotations = metadata?.annotations as Record<string, string> | undefined;
  for (const key of Object.keys(annotations ?? {})) (annotations as Record<string, string>)[key] = maskText;
}
