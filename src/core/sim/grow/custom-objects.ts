import type { KubeObject } from '../../kube/object.ts';
import type { ClusterPlan } from '../plan/cluster-plan.ts';
import { stamp } from '../stamp.ts';
import { loadBalancer, usesRouteGroup } from './ingresses.ts';
import { makeObject } from './make-object.ts';
import { workloadLabels } from './metadata.ts';
import { isReady, podsOf } from './workload-pods.ts';

const zalando = 'zalando.org/v1';

/** The RouteGroups of a cluster. Source: opensource.zalando.com/skipper kubernetes/routegroups. */
export function growRouteGroups(plan: ClusterPlan): KubeObject[] {
  return plan.workloads.flatMap((workload) => {
    const { host, name, namespace } = workload;
    if (host === undefined || !usesRouteGroup(plan, name)) return [];
    return makeObject(plan, {
      apiVersion: zalando,
      kind: 'RouteGroup',
      resource: 'routegroups.zalando.org',
      name,
      namespace,
      createdMs: workload.createdMs + 500,
      generation: 1,
      labels: workloadLabels(workload),
      manager: 'deployment-service',
      body: {
        spec: {
          backends: [{ name, type: 'service', serviceName: name, servicePort: 80 }],
          defaultBackends: [{ backendName: name }],
          hosts: name.endsWith('-frontend') ? [host, `www.${host}`] : [host],
          routes: [{ pathSubtree: '/', methods: ['GET', 'POST'], filters: ['compress()'] }],
        },
        status: { loadBalancer: { routeGroup: [{ hostname: loadBalancer(plan, namespace) }] } },
      },
    });
  });
}

/** The databases that postgres-operator runs. Source: zalando/postgres-operator. */
export function growPostgresqls(plan: ClusterPlan): KubeObject[] {
  return plan.workloads
    .filter(({ madeBy }) => madeBy === 'postgresql')
    .map((workload) => {
      const main = workload.containers[0];
      const healthy = podsOf(plan, workload).every(isReady);
      return makeObject(plan, {
        apiVersion: 'acid.zalan.do/v1',
        kind: 'postgresql',
        resource: 'postgresqls.acid.zalan.do',
        name: workload.name,
        namespace: workload.namespace,
        createdMs: workload.createdMs - 4000,
        generation: 2,
        labels: { team: workload.team },
        manager: 'deployment-service',
        body: {
          spec: {
            teamId: workload.team,
            numberOfInstances: workload.replicas,
            volume: { size: `${workload.claim?.gibibytes ?? 10}Gi`, storageClass: 'standard' },
            postgresql: { version: ['14', '15', '16', '17'][workload.name.length % 4] },
            resources: {
              requests: { cpu: `${main?.cpuMillis ?? 100}m`, memory: `${main?.memoryMi ?? 500}Mi` },
              limits: { memory: `${main?.memoryLimitMi ?? 500}Mi` },
            },
            users: { app_owner: ['superuser', 'createdb'] },
            databases: { [workload.team.replaceAll('-', '_')]: 'app_owner' },
          },
          status: { PostgresClusterStatus: healthy ? 'Running' : 'UpdateFailed' },
        },
      });
    });
}

/** The credentials that applications ask for; each becomes a Secret of the same name. */
export function growCredentialsSets(plan: ClusterPlan): KubeObject[] {
  return plan.workloads
    .filter(({ credentials }) => credentials === true)
    .map((workload) =>
      makeObject(plan, {
        apiVersion: zalando,
        kind: 'PlatformCredentialsSet',
        resource: 'platformcredentialssets.zalando.org',
        name: `${workload.name}-credentials`,
        namespace: workload.namespace,
        createdMs: workload.createdMs - 1500,
        generation: 1,
        labels: workloadLabels(workload),
        manager: 'deployment-service',
        body: {
          spec: {
            application: workload.application,
            token_version: 'v2',
            tokens: { 'full-access': { privileges: [`com.example.${workload.team}::read`] } },
          },
          status:
            workload.trouble === 'missing-secret'
              ? { observedGeneration: 0 }
              : { observedGeneration: 1, problems: {}, processingStatus: 'Processed' },
        },
      }),
    );
}

/** The cloud roles that applications assume: custom objects without columns of their own. */
export function growIamRoles(plan: ClusterPlan): KubeObject[] {
  return plan.workloads
    .filter(({ serviceAccount, team }) => serviceAccount !== 'default' && team !== 'teapot')
    .filter((workload) => plan.mint.digest(`role/${workload.name}`) < '6')
    .map((workload) =>
      makeObject(plan, {
        apiVersion: zalando,
        kind: 'AWSIAMRole',
        resource: 'awsiamroles.zalando.org',
        name: workload.name,
        namespace: workload.namespace,
        createdMs: workload.createdMs - 1200,
        generation: 1,
        labels: workloadLabels(workload),
        manager: 'deployment-service',
        body: {
          spec: { roleReference: `app-${workload.name}` },
          status: {
            observedGeneration: 1,
            roleARN: `arn:aws:iam::${plan.identity.labels['infrastructure-account']?.slice(4)}:role/app-${workload.name}`,
          },
        },
      }),
    );
}

/** The schedules by which applications scale before a sale begins. */
export function growScalingSchedules(plan: ClusterPlan): KubeObject[] {
  return ['cyber-week', 'evening-peak'].map((name) =>
    makeObject(plan, {
      apiVersion: zalando,
      kind: 'ClusterScalingSchedule',
      resource: 'clusterscalingschedules.zalando.org',
      name,
      createdMs: plan.identity.createdMs + 1_200_000,
      generation: 3,
      manager: 'kubectl-client-side-apply',
      body: {
        spec: {
          schedules: [
            {
              type: 'Repeating',
              durationMinutes: 240,
              value: 100,
              period: { startTime: '17:00', timezone: 'Europe/Berlin', days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'] },
            },
          ],
        },
        status: { active: name === 'cyber-week' },
      },
    }),
  );
}

/** The VerticalPodAutoscalers of the cluster components that have one. */
export function growVerticalAutoscalers(plan: ClusterPlan): KubeObject[] {
  const named = new Set(['prometheus', 'kube-state-metrics', 'metrics-server', 'external-dns', 'stackset-controller', 'postgres-operator']);
  return plan.workloads
    .filter(({ name, namespace }) => namespace === 'kube-system' && named.has(name))
    .map((workload) => {
      const main = workload.containers[0];
      const cpu = `${Math.max(15, Math.floor((main?.cpuMillis ?? 50) * 0.8))}m`;
      const memory = `${Math.floor((main?.memoryMi ?? 100) * 0.9)}Mi`;
      return makeObject(plan, {
        apiVersion: 'autoscaling.k8s.io/v1',
        kind: 'VerticalPodAutoscaler',
        resource: 'verticalpodautoscalers.autoscaling.k8s.io',
        name: workload.name,
        namespace: workload.namespace,
        createdMs: workload.createdMs + 100,
        generation: 5,
        labels: workloadLabels(workload),
        manager: 'kubectl-client-side-apply',
        body: {
          spec: {
            targetRef: { apiVersion: 'apps/v1', kind: workload.kind, name: workload.name },
            updatePolicy: { updateMode: workload.name === 'prometheus' ? 'Off' : 'Auto' },
          },
          status: {
            conditions: [{ type: 'RecommendationProvided', status: 'True', lastTransitionTime: stamp(workload.createdMs + 200_000) }],
            recommendation: {
              containerRecommendations: [
                {
                  containerName: main?.name,
                  target: { cpu, memory },
                  lowerBound: { cpu: '15m', memory },
                  upperBound: { cpu: '2', memory },
                },
              ],
            },
          },
        },
      });
    });
}
