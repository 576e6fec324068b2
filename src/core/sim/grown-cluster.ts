import type { ApiResource, ResourceId } from '../kube/api-resource.ts';
import type { KubeObject } from '../kube/object.ts';
import type { ClusterIdentity } from './cluster-identity.ts';
import { growers } from './grow/growers.ts';
import { nodeMetrics, podMetrics } from './grow/metrics.ts';
import { logLines } from './log-lines.ts';
import { mintFor } from './mint.ts';
import type { ClusterPlan } from './plan/cluster-plan.ts';
import { planCluster } from './plan/plan-cluster.ts';
import { servedResources } from './served-resources.ts';
import type { SimCluster, SimLogLine, SimStore } from './sim-cluster.ts';
import { SimObjectStore, type TableSource } from './sim-object-store.ts';

/** One simulated cluster: plans itself when first asked for an object, and grows each resource on its own. */
export class GrownCluster implements SimCluster {
  readonly identity: ClusterIdentity;
  readonly objects: SimStore;
  /** The cluster's own time: the epoch until a life moves it on. */
  nowMs: number;
  #plan: ClusterPlan | undefined;
  #served: { readonly from: readonly unknown[]; readonly list: readonly ApiResource[] } | undefined;

  constructor(identity: ClusterIdentity) {
    this.identity = identity;
    this.nowMs = identity.epochMs;
    const mint = mintFor({ seed: identity.seed, cluster: identity.name, baseVersion: identity.baseVersion });
    const source: TableSource = {
      grow: (resource) => this.#grow(resource),
      computed: (resource) => this.#computed(resource),
      uid: (resource, key, version) => mint.uid(resource, key, version),
    };
    this.objects = new SimObjectStore({ source, baseVersion: identity.baseVersion });
  }

  get name(): string {
    return this.identity.name;
  }

  get channel(): SimCluster['channel'] {
    return this.identity.channel;
  }

  get labels(): Readonly<Record<string, string>> {
    return this.identity.labels;
  }

  get version(): string {
    return this.identity.version;
  }

  /** What the objects are derived from, as of the epoch. */
  get plan(): ClusterPlan {
    this.#plan ??= planCluster(this.identity);
    return this.#plan;
  }

  resources(): readonly ApiResource[] {
    const from = [
      this.objects.list('customresourcedefinitions.apiextensions.k8s.io'),
      this.objects.list('apiservices.apiregistration.k8s.io'),
    ];
    if (this.#served === undefined || this.#served.from.some((list, i) => list !== from[i])) {
      this.#served = { from, list: servedResources(this.version, this.objects) };
    }
    return this.#served.list;
  }

  logs(q: Parameters<SimCluster['logs']>[0]): SimLogLine[] | undefined {
    const pod = this.objects.get('pods', `${q.namespace}/${q.pod}`)?.object;
    return pod && logLines(this.identity, pod, q);
  }

  /** Metrics exist while metrics-server is registered, and only at the moment of asking. */
  #computed(resource: ResourceId): readonly KubeObject[] | undefined {
    if (resource === 'pods.metrics.k8s.io') return podMetrics(this.objects, this.nowMs);
    return resource === 'nodes.metrics.k8s.io' ? nodeMetrics(this.objects, this.nowMs) : undefined;
  }

  #grow(resource: ResourceId): readonly KubeObject[] | undefined {
    return growers.get(resource)?.(this.plan);
  }
}
