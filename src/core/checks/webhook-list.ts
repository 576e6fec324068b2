// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was written
import type { KubeObject } from '../kube/object.ts';
import type { FieldPath } from './fault.ts';

/** The resources of webhook configurations. */
export const webhookResources = [
  'validatingwebhookconfigurations.admissionregistration.k8s.io',
  'mutatingwebhookconfigurations.admissionregistration.k8s.io',
];

/** One webhook of a configuration with the API's defaults. Source: admissionregistration.k8s.io/v1 defaults. */
export interface Webhook {
  readonly name: string;
  readonly path: FieldPath;
  readonly locator: string;
  readonly fails: boolean;
  readonly timeoutSeconds: number;
  /** Undefined for one that is called by URL. */
  readonly service: { readonly namespace: string; readonly name: string; readonly port: number } | undefined;
  readonly rules: readonly any[];
  readonly spec: any;
}

/** The webhooks of a configuration. */
export function webhooksOf({ webhooks }: KubeObject): readonly Webhook[] {
  return (Array.isArray(webhooks) ? webhooks : [])
    .filter((one) => typeof one === 'object' && one !== null)
    .map((one, i) => ({
      name: String(one.name),
      path: ['webhooks', i],
      locator: `webhooks[name=${one.name}]`,
      fails: (one.failurePolicy ?? 'Fail') === 'Fail',
      timeoutSeconds: Number(one.timeoutSeconds ?? 10),
      service:
        typeof one.clientConfig?.service?.name !== 'string'
          ? undefined
          : {
              namespace: String(one.clientConfig.service.namespace),
              name: one.clientConfig.service.name,
              port: Number(one.clientConfig.service.port ?? 443),
            },
      rules: Array.isArray(one.rules) ? one.rules : [],
      spec: one,
    }));
}

/** Whether its rules mean creations or updates of a resource (`*` and `*` + `/*` mean all). */
export function concerns({ rules }: Webhook, group: string, resource: string): boolean {
  return rules.some(
    (rule) =>
      has(rule?.apiGroups, [group, '*']) &&
      has(rule?.resources, [resource, '*', '*/*', `${resource}/*`]) &&
      has(rule?.operations, ['CREATE', 'UPDATE', '*']),
  );
}

function has(list: unknown, any: readonly string[]): boolean {
  return Array.isArray(list) && list.some((one) => any.includes(one));
}
