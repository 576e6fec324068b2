import type { KubeObject } from '../../kube/object.ts';
import type { ClusterPlan } from '../plan/cluster-plan.ts';
import { stamp } from '../stamp.ts';
import { fieldsOf, managedBy } from './managed-fields.ts';
import { metadata } from './metadata.ts';

type Column = readonly [name: string, type: 'string' | 'integer' | 'date' | 'boolean' | 'number', jsonPath: string, priority?: number];

interface Definition {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly scope?: 'Cluster';
  readonly columns: readonly Column[];
  readonly scale?: boolean;
}

const age: Column = ['Age', 'date', '.metadata.creationTimestamp'];

/** The custom resources of the simulated company. Source: the CRDs of stackset-controller, skipper, postgres-operator and the autoscaler's VPA. */
export const customResources: readonly Definition[] = [
  {
    group: 'zalando.org',
    version: 'v1',
    plural: 'stacks',
    kind: 'Stack',
    categories: ['all'],
    scale: true,
    columns: [
      ['Desired', 'integer', '.spec.replicas'],
      ['Current', 'integer', '.status.replicas'],
      ['Up-To-Date', 'integer', '.status.updatedReplicas'],
      ['Ready', 'integer', '.status.readyReplicas'],
      ['Traffic', 'number', '.status.actualTrafficWeight'],
      ['No-Traffic-Since', 'date', '.status.noTrafficSince'],
      age,
    ],
  },
  {
    group: 'zalando.org',
    version: 'v1',
    plural: 'stacksets',
    kind: 'StackSet',
    categories: ['all'],
    columns: [
      ['Stacks', 'integer', '.status.stacks'],
      ['Ready', 'integer', '.status.readyStacks'],
      ['Traffic', 'integer', '.status.stacksWithTraffic'],
      age,
    ],
  },
  {
    group: 'zalando.org',
    version: 'v1',
    plural: 'routegroups',
    kind: 'RouteGroup',
    shortNames: ['rg', 'rgs'],
    categories: ['all'],
    columns: [
      ['Hosts', 'string', '.spec.hosts'],
      ['Address', 'string', '.status.loadBalancer'],
    ],
  },
  {
    group: 'acid.zalan.do',
    version: 'v1',
    plural: 'postgresqls',
    kind: 'postgresql',
    shortNames: ['pg'],
    categories: ['all'],
    columns: [
      ['Team', 'string', '.spec.teamId'],
      ['Version', 'string', '.spec.postgresql.version'],
      ['Pods', 'integer', '.spec.numberOfInstances'],
      ['Volume', 'string', '.spec.volume.size'],
      ['CPU-Request', 'string', '.spec.resources.requests.cpu'],
      ['Memory-Request', 'string', '.spec.resources.requests.memory'],
      age,
      ['Status', 'string', '.status.PostgresClusterStatus'],
    ],
  },
  {
    group: 'zalando.org',
    version: 'v1',
    plural: 'platformcredentialssets',
    kind: 'PlatformCredentialsSet',
    shortNames: ['pcs'],
    columns: [['Application', 'string', '.spec.application'], age],
  },
  { group: 'zalando.org', version: 'v1', plural: 'awsiamroles', kind: 'AWSIAMRole', columns: [] },
  {
    group: 'zalando.org',
    version: 'v1',
    plural: 'clusterscalingschedules',
    kind: 'ClusterScalingSchedule',
    scope: 'Cluster',
    columns: [['Active', 'boolean', '.status.active']],
  },
  {
    group: 'autoscaling.k8s.io',
    version: 'v1',
    plural: 'verticalpodautoscalers',
    kind: 'VerticalPodAutoscaler',
    shortNames: ['vpa'],
    columns: [
      ['Mode', 'string', '.spec.updatePolicy.updateMode'],
      ['CPU', 'string', '.status.recommendation.containerRecommendations[0].target.cpu'],
      ['Mem', 'string', '.status.recommendation.containerRecommendations[0].target.memory'],
      ['Provided', 'string', ".status.conditions[?(@.type=='RecommendationProvided')].status"],
      age,
    ],
  },
];

/** The CustomResourceDefinitions of a cluster. */
export function growCrds(plan: ClusterPlan): KubeObject[] {
  return customResources.map((definition, i) => growCrd(plan, definition, plan.identity.createdMs + 900_000 + i * 2000));
}

function growCrd(plan: ClusterPlan, definition: Definition, createdMs: number): KubeObject {
  const names = {
    plural: definition.plural,
    singular: definition.kind.toLowerCase(),
    ...(definition.shortNames === undefined ? {} : { shortNames: definition.shortNames }),
    kind: definition.kind,
    listKind: `${definition.kind}List`,
    ...(definition.categories === undefined ? {} : { categories: definition.categories }),
  };
  const spec = {
    group: definition.group,
    names,
    scope: definition.scope ?? 'Namespaced',
    versions: [versionOf(definition)],
    conversion: { strategy: 'None' },
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: metadata(plan, {
      resource: 'customresourcedefinitions.apiextensions.k8s.io',
      name: `${definition.plural}.${definition.group}`,
      createdMs,
      generation: 1,
      // Groups of Kubernetes' own domain need an approval to be accepted.
      annotations: definition.group.endsWith('.k8s.io')
        ? { 'api-approved.kubernetes.io': 'https://github.com/kubernetes/kubernetes/pull/63797' }
        : undefined,
      labels: { application: definition.group === 'acid.zalan.do' ? 'postgres-operator' : 'kubernetes' },
      managedFields: [
        managedBy('kubectl-client-side-apply', {
          apiVersion: 'apiextensions.k8s.io/v1',
          ms: createdMs,
          fields: fieldsOf({ metadata: { labels: { application: '' } }, spec }),
        }),
      ],
    }),
    spec,
    status: {
      conditions: [
        {
          type: 'NamesAccepted',
          status: 'True',
          lastTransitionTime: stamp(createdMs),
          reason: 'NoConflicts',
          message: 'no conflicts found',
        },
        {
          type: 'Established',
          status: 'True',
          lastTransitionTime: stamp(createdMs),
          reason: 'InitialNamesAccepted',
          message: 'the initial names have been accepted',
        },
      ],
      acceptedNames: names,
      storedVersions: [definition.version],
    },
  };
}

function versionOf(definition: Definition): Readonly<Record<string, unknown>> {
  return {
    name: definition.version,
    served: true,
    storage: true,
    schema: {
      openAPIV3Schema: {
        type: 'object',
        properties: {
          apiVersion: { type: 'string' },
          kind: { type: 'string' },
          metadata: { type: 'object' },
          spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        },
      },
    },
    subresources: {
      status: {},
      ...(definition.scale === true
        ? {
            scale: {
              specReplicasPath: '.spec.replicas',
              statusReplicasPath: '.status.replicas',
              labelSelectorPath: '.status.labelSelector',
            },
          }
        : {}),
    },
    ...(definition.columns.length === 0
      ? {}
      : {
          additionalPrinterColumns: definition.columns.map(([name, type, jsonPath, priority]) => ({
            name,
            type,
            jsonPath,
            ...(priority === undefined ? {} : { priority }),
          })),
        }),
  };
}
