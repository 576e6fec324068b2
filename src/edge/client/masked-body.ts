import { maskObject, packedBeginnings } from '../../core/kube/masking.ts';
import type { KubeObject } from '../../core/kube/object.ts';
import { blankAnnotations } from './blank-annotations.ts';
import { maskAnnotations } from './mask-annotations.ts';

/** Any level of escaping, any white space; lists of Secrets inside other objects too. */
const suspicious = ['env"', 'env\\', 'Secret"', 'Secret\\', '"ConfigMap', ...packedBeginnings];

/** The body of a single read as it may leave the client: objects below `/api` and `/apis` are masked, other answers pass. Managed fields are kept whole. */
export function maskedBody(path: string, body: Buffer, q: { ofSecrets: boolean }): string {
  if (!/^\/apis?\//.test(path)) return body.toString('utf8');
  if (q.ofSecrets) blankAnnotations(body);
  const suspects = q.ofSecrets || suspicious.some((marker) => body.includes(marker));
  const text = body.toString('utf8');
  if (!suspects) return text;
  const object = parseObject(text);
  if (object === undefined) return text;
  fillKinds(object);
  if (q.ofSecrets) for (const one of [object, ...((object.items as KubeObject[] | undefined) ?? [])]) maskAnnotations(one);
  return maskObject(object) || q.ofSecrets ? JSON.stringify(object) : text;
}

function parseObject(text: string): KubeObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as KubeObject) : undefined;
  } catch {
    return undefined;
  }
}

/** Items of a list do not say their kind, which masking goes by. */
function fillKinds(list: KubeObject): void {
  const kind = list.kind?.endsWith('List') === true ? list.kind.slice(0, -4) : undefined;
  if (kind === undefined || !Array.isArray(list.items)) return;
  for (const item of list.items as { kind?: string }[]) item.kind ??= kind;
}
