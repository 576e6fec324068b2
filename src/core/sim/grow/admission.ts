import type { ResourceId } from '../../kube/api-resource.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { ClusterPlan } from '../plan/cluster-plan.ts';
import { makeObject } from './make-object.ts';

const group = 'admissionregistration.k8s.io';

/** Stands for the certificate authority of the webhook: PEM in base64, as the API has it. */
const caBundle = 'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCnNpbXVsYXRlZAotLS0tLUVORCBDRVJUSUZJQ0FURS0tLS0tCg==';

function admissionObject(
  plan: ClusterPlan,
  kind: string,
  resource: ResourceId,
  name: string,
  body: Readonly<Record<string, unknown>>,
): KubeObject {
  return makeObject(plan, {
    apiVersion: `${group}/v1`,
    kind,
    resource,
    name,
    createdMs: plan.identity.createdMs + 1_000_000,
    generation: 2,
    labels: { application: 'admission-controller' },
    manager: 'kubectl-client-side-apply',
    body,
  });
}

interface Hook {
  readonly name: string;
  readonly path: string;
  readonly failurePolicy: 'Fail' | 'Ignore';
  readonly resources: readonly string[];
  readonly apiGroups: readonly string[];
}

function webhook(hook: Hook, isMutating: boolean): Readonly<Record<string, unknown>> {
  return {
    name: hook.name,
    clientConfig: { caBundle, service: { namespace: 'kube-system', name: 'admission-controller', path: hook.path, port: 443 } },
    rules: [{ operations: ['CREATE', 'UPDATE'], apiGroups: hook.apiGroups, apiVersions: ['*'], resources: hook.resources, scope: '*' }],
    failurePolicy: hook.failurePolicy,
    matchPolicy: 'Equivalent',
    namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system'] }] },
    objectSelector: {},
    sideEffects: 'None',
    timeoutSeconds: 10,
    admissionReviewVersions: ['v1'],
    ...(isMutating ? { reinvocationPolicy: 'Never' } : {}),
  };
}

/** The MutatingWebhookConfigurations of a cluster. */
export function growMutatingWebhooks(plan: ClusterPlan): KubeObject[] {
  const hooks: readonly Hook[] = [
    { name: 'pod-admitter.teapot.zalan.do', path: '/pod', failurePolicy: 'Fail', resources: ['pods'], apiGroups: [''] },
    {
      name: 'deployment-admitter.teapot.zalan.do',
      path: '/deployment',
      failurePolicy: 'Ignore',
      resources: ['deployments', 'statefulsets'],
      apiGroups: ['apps'],
    },
  ];
  return [
    admissionObject(plan, 'MutatingWebhookConfiguration', `mutatingwebhookconfigurations.${group}`, 'admission-controller', {
      webhooks: hooks.map((hook) => webhook(hook, true)),
    }),
  ];
}

/** The ValidatingWebhookConfigurations of a cluster. */
export function growValidatingWebhooks(plan: ClusterPlan): KubeObject[] {
  const hooks: readonly Hook[] = [
    {
      name: 'routegroup-admitter.teapot.zalan.do',
      path: '/routegroup',
      failurePolicy: 'Fail',
      resources: ['routegroups'],
      apiGroups: ['zalando.org'],
    },
    {
      name: 'ingress-admitter.teapot.zalan.do',
      path: '/ingress',
      failurePolicy: 'Fail',
      resources: ['ingresses'],
      apiGroups: ['networking.k8s.io'],
    },
  ];
  return [
    admissionObject(plan, 'ValidatingWebhookConfiguration', `validatingwebhookconfigurations.${group}`, 'skipper-admission', {
      webhooks: hooks.map((hook) => webhook(hook, false)),
    }),
  ];
}

/** The ValidatingAdmissionPolicies of a cluster. */
export function growAdmissionPolicies(plan: ClusterPlan): KubeObject[] {
  return [
    admissionObject(plan, 'ValidatingAdmissionPolicy', `validatingadmissionpolicies.${group}`, 'protected-namespaces', {
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          namespaceSelector: {},
          objectSelector: {},
          matchPolicy: 'Equivalent',
          resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['DELETE'], resources: ['namespaces'], scope: '*' }],
        },
        validations: [{ expression: "!(oldObject.metadata.name in ['kube-system', 'default'])", message: 'this namespace is protected' }],
      },
      status: { observedGeneration: 2, typeChecking: {} },
    }),
  ];
}

/** The bindings of the ValidatingAdmissionPolicies. */
export function growAdmissionPolicyBindings(plan: ClusterPlan): KubeObject[] {
  return [
    admissionObject(plan, 'ValidatingAdmissionPolicyBinding', `validatingadmissionpolicybindings.${group}`, 'protected-namespaces', {
      spec: { policyName: 'protected-namespaces', validationActions: ['Deny'] },
    }),
  ];
}
