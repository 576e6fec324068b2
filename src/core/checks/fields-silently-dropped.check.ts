import type { Check } from './check.ts';
import { cronJobYaml } from './cronjob-example.ts';
import { fieldTableMinors } from './fields/field-tables.gen.ts';
import { judgeFields, misplacedFault, prunedFields, unknownFault } from './fields/judge-fields.ts';
import { objectLocator } from './fields/object-locator.ts';
import type { ObjectRule } from './rule.ts';
import { unknown } from './rule.ts';

const misplaced: ObjectRule = {
  id: 'misplaced',
  title: 'a field at the wrong level is ignored',
  severity: 'critical',
  runsOn: ['manifest'],
  reads: [],
  anchor: 'object',
  resources: 'any',
  judge: (object, { inventory }) =>
    judgeFields(object, inventory).flatMap((field) => (field.home === undefined ? [] : [misplacedFault(object, field, field.home)])),
};

const unknownField: ObjectRule = {
  id: 'unknown',
  title: 'a field that does not exist is ignored',
  severity: 'warning',
  runsOn: ['manifest'],
  reads: [],
  anchor: 'object',
  resources: 'any',
  judge: (object, { inventory }) => {
    const fields = judgeFields(object, inventory).filter(({ home }) => home === undefined);
    if (fields.length > 0 && (inventory.minor ?? 0) > fieldTableMinors.last)
      return unknown(`the fields of Kubernetes 1.${inventory.minor} are not known, only those up to 1.${fieldTableMinors.last}`);
    return fields.map((field) => unknownFault(object, field, inventory.minor));
  },
};

const pruned: ObjectRule = {
  id: 'pruned',
  title: 'a field that was applied is not in the cluster',
  severity: 'warning',
  runsOn: ['live'],
  reads: ['customresourcedefinitions.apiextensions.k8s.io'],
  anchor: 'object',
  resources: 'any',
  judge: (object, { inventory }) =>
    prunedFields(object, inventory).map((field) => {
      const { name, path, home, near } = field;
      const belongs = home === undefined ? '' : ` it belongs to ${home.parent.join('.').replaceAll('.[]', '[]')}.`;
      const meant = home !== undefined || near.length === 0 ? '' : ` \`${near[0]}\` may have been meant.`;
      return {
        locator: `last-applied.${objectLocator(object, path)}`,
        message: `\`${name}\` was applied at ${path.slice(0, -1).join('.').replaceAll(/\.\d+/g, '[]')} and the API server dropped it:${belongs === '' ? ' it is no field there.' : belongs}${meant}`,
        path: ['metadata', 'annotations'],
        ...(home?.classic === true ? { severity: 'critical' as const } : {}),
      };
    }),
};

const podLevelDeadline: ObjectRule = {
  id: 'pod-level-deadline',
  title: 'the deadline ends each pod, not the Job',
  severity: 'info',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'object',
  resources: ['jobs.batch', 'cronjobs.batch'],
  judge: ({ kind, spec }) => {
    const base = kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec'] : ['spec'];
    const job = kind === 'CronJob' ? spec?.jobTemplate?.spec : spec;
    const seconds = job?.template?.spec?.activeDeadlineSeconds;
    if (typeof seconds !== 'number' || job?.activeDeadlineSeconds !== undefined) return [];
    const path = [...base, 'template', 'spec', 'activeDeadlineSeconds'];
    return [
      {
        locator: path.join('.'),
        message: `The deadline of ${seconds} s is the pod's: it ends the pod, and the Job starts another until its backoffLimit. A deadline of the Job ends both.`,
        path,
        patch: [{ op: 'set', path: [...base, 'activeDeadlineSeconds'], value: seconds }],
      },
    ];
  },
};

const misplacedYaml = `apiVersion: batch/v1
kind: CronJob
metadata: {name: foobar, namespace: default}
spec:
  schedule: "*/15 9-19 * * Mon-Fri"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          concurrencyPolicy: Forbid
          successfulJobsHistoryLimit: 1
          failedJobsHistoryLimit: 1
          containers:
            - {name: main, image: "registry.example.org/foobar:1.0.0"}
`;

const deploymentYaml = (q: { readonly spec?: string; readonly pod?: string; readonly container?: string }): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
${q.spec === undefined ? '' : `  ${q.spec}\n`}  template:
    metadata: {labels: {app: web}, creationTimestamp: null}
    spec:
${q.pod === undefined ? '' : `      ${q.pod}\n`}      containers:
        - name: app
          image: registry.example.org/web:3
${q.container === undefined ? '' : `          ${q.container}\n`}`;

const widgetYaml = (more: string, schema: string): string => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.org}
spec:
  group: example.org
  scope: Namespaced
  names: {plural: widgets, kind: Widget}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: ${schema}
---
apiVersion: example.org/v1
kind: Widget
metadata: {name: w, namespace: shop}
spec: ${more}
`;

const closed = '{type: object, properties: {colour: {type: string}, size: {type: object, properties: {width: {type: integer}}}}}';

const cronPlace = 'spec.jobTemplate.spec.template.spec';

/** Fields that the API server drops without an error, because they stand where it does not know them. */
export const fieldsSilentlyDropped: Check = {
  id: 'fields-silently-dropped',
  title: 'A field was written where the API ignores it',
  group: 'jobs',
  explanation:
    'An API server that does not know a field at the place where it stands drops it and says nothing but a warning header, which Helm, operators and most clients do not show. ' +
    'The object is stored, the author believes in a bound that does not exist, and the default applies. ' +
    'A CronJob whose concurrencyPolicy stood in the pod template ran without any, piled up pods and took an API server down, and then all routes.',
  fix: 'Move the field to where it belongs, and apply with strict validation: kubectl apply --validate=strict, or fieldValidation=Strict for other clients.',
  sources: [
    {
      title: 'Kubernetes: field validation of the API server',
      url: 'https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation',
    },
    {
      title: 'Kubernetes: field pruning of custom resources',
      url: 'https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-pruning',
    },
  ],
  replaces: [],
  rules: [misplaced, unknownField, pruned, podLevelDeadline],
  examples: {
    flags: [
      {
        name: 'three fields of the CronJob in its pod template',
        yaml: misplacedYaml,
        expect: ['concurrencyPolicy', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit'].map((name) => ({
          rule: 'misplaced',
          severity: 'critical' as const,
          locator: `${cronPlace}.${name}`,
        })),
      },
      {
        name: 'in a version that is gone',
        yaml: misplacedYaml.replace('batch/v1', 'batch/v2alpha1'),
        expect: ['concurrencyPolicy', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit'].map((name) => ({
          rule: 'misplaced',
          severity: 'critical' as const,
          locator: `${cronPlace}.${name}`,
        })),
      },
      {
        name: 'a probe beside the containers',
        yaml: deploymentYaml({ pod: 'readinessProbe: {httpGet: {path: /, port: 80}}' }),
        expect: [{ rule: 'misplaced', severity: 'critical', locator: 'spec.template.spec.readinessProbe' }],
      },
      {
        name: 'the grace period in the container',
        yaml: deploymentYaml({ container: 'terminationGracePeriodSeconds: 60' }),
        expect: [
          { rule: 'misplaced', severity: 'critical', locator: 'spec.template.spec.containers[name=app].terminationGracePeriodSeconds' },
        ],
      },
      {
        name: 'mistyped',
        yaml: deploymentYaml({ spec: 'replcas: 3' }),
        expect: [{ rule: 'unknown', severity: 'warning', locator: 'spec.replcas' }],
      },
      {
        name: 'in capitals, which the API tells apart',
        yaml: deploymentYaml({ container: 'Resources: {limits: {memory: 1Gi}}' }),
        expect: [{ rule: 'unknown', severity: 'warning', locator: 'spec.template.spec.containers[name=app].Resources' }],
      },
      {
        name: 'newer than the cluster that it is meant for',
        yaml: deploymentYaml({ pod: 'hostnameOverride: web' }),
        target: '1.29',
        expect: [{ rule: 'unknown', severity: 'warning', locator: 'spec.template.spec.hostnameOverride' }],
      },
      {
        name: 'a custom resource whose definition is at hand',
        yaml: widgetYaml('{colour: red, size: {heigth: 3}}', closed),
        expect: [{ rule: 'unknown', severity: 'warning', locator: 'spec.size.heigth' }],
      },
      {
        name: 'a deadline for each pod',
        yaml: cronJobYaml({ spec: 'concurrencyPolicy: Forbid' }).replace(
          'restartPolicy: Never',
          'restartPolicy: Never\n          activeDeadlineSeconds: 60',
        ),
        expect: [{ rule: 'pod-level-deadline', severity: 'info', locator: `${cronPlace}.activeDeadlineSeconds` }],
      },
      {
        name: 'what was applied is not what is stored',
        mode: 'live',
        yaml: `apiVersion: batch/v1
kind: CronJob
metadata:
  name: foobar
  namespace: default
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: |
      {"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"foobar","namespace":"default"},"spec":{"schedule":"7 3 * * *","jobTemplate":{"spec":{"template":{"spec":{"concurrencyPolicy":"Forbid","restartPolicy":"Never","containers":[{"name":"main","image":"registry.example.org/foobar:1","cmd":["x"]}]}}}}}}
spec:
  schedule: "7 3 * * *"
  concurrencyPolicy: Allow
  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: main, image: "registry.example.org/foobar:1"}]}}}}
`,
        expect: [
          { rule: 'pruned', severity: 'critical', locator: `last-applied.${cronPlace}.concurrencyPolicy` },
          { rule: 'pruned', severity: 'warning', locator: `last-applied.${cronPlace}.containers[name=main].cmd` },
        ],
      },
    ],
    passes: [
      {
        name: 'each where it belongs',
        yaml: cronJobYaml({ spec: 'concurrencyPolicy: Forbid\nsuccessfulJobsHistoryLimit: 1', job: 'activeDeadlineSeconds: 120' }),
      },
      { name: 'a custom resource as defined', yaml: widgetYaml('{colour: red, size: {width: 3}}', closed) },
    ],
    guards: [
      {
        name: 'a custom kind whose definition is not at hand',
        yaml: 'apiVersion: example.org/v1\nkind: Widget\nmetadata: {name: w}\nspec: {anything: 1}\n',
      },
      {
        name: 'a custom kind that keeps what it does not know',
        yaml: widgetYaml(
          '{colour: red, free: {a: 1}}',
          '{type: object, x-kubernetes-preserve-unknown-fields: true, properties: {colour: {type: string}}}',
        ),
      },
      {
        name: "keys that are the user's own",
        yaml: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, labels: {replicas: "3"}, annotations: {spec: x}}\ndata: {concurrencyPolicy: Forbid}\n',
      },
      {
        name: 'a field that one version of Kubernetes has, where no version is named',
        yaml: deploymentYaml({ pod: 'hostnameOverride: web' }),
      },
      {
        name: 'an old Ingress, which had other fields',
        yaml: 'apiVersion: networking.k8s.io/v1beta1\nkind: Ingress\nmetadata: {name: i}\nspec: {backend: {serviceName: web, servicePort: 80}}\n',
      },
      {
        name: 'a definition with a schema in it',
        yaml: widgetYaml(
          '{colour: red}',
          '{type: object, properties: {colour: {type: string, default: red, enum: [red], x-kubernetes-validations: [{rule: "true"}]}}}',
        ),
      },
    ],
  },
};
