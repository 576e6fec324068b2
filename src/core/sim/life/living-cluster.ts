import { type Random, seededRandom } from '../../base/random.ts';
import type { ResourceId } from '../../kube/api-resource.ts';
import { type KubeObject, type NamespacedName, namespacedName } from '../../kube/object.ts';
import { type EventDraft, growEvent } from '../grow/event-object.ts';
import { type PlannedService, plannedServices } from '../grow/services.ts';
import type { GrownCluster } from '../grown-cluster.ts';
import { nameSuffix } from '../names.ts';
import type { ClusterPlan, NodePlan, PodPlan, WorkloadPlan } from '../plan/cluster-plan.ts';
import { Placement } from '../plan/placement.ts';
import type { Timeline } from './timeline.ts';

/** A workload with its pods as they are now. */
export interface Crew {
  /** As it was planned: what its Service was made for. */
  readonly origin: WorkloadPlan;
  workload: WorkloadPlan;
  pods: PodPlan[];
  /** A rollout or a run is under way. */
  busy: boolean;
  /** A settling is planned. */
  settling: boolean;
  /** What was last written of its counts and endpoints. */
  written: string;
}

/** One cluster that changes: its store, its plan as it is now, and the time line it shares with the fleet. */
export class LivingCluster {
  readonly cluster: GrownCluster;
  readonly timeline: Timeline;
  readonly random: Random;
  readonly crews: readonly Crew[];
  readonly nodes: NodePlan[];
  readonly #services: ReadonlyMap<WorkloadPlan, PlannedService>;
  readonly #placement: Placement;
  #changes = 0;
  #writing = false;

  constructor(cluster: GrownCluster, timeline: Timeline) {
    const { plan, identity } = cluster;
    this.cluster = cluster;
    this.timeline = timeline;
    this.random = seededRandom(`${identity.seed}/${identity.name}/life`);
    this.nodes = [...plan.nodes];
    this.#placement = new Placement(plan.nodes, this.random);
    this.#services = new Map(plannedServices(plan).map((service) => [service.workload, service]));
    const pods = Map.groupBy(plan.pods, (pod) => pod.workload);
    this.crews = plan.workloads.map((workload) => ({
      origin: workload,
      workload,
      pods: [...(pods.get(workload) ?? [])],
      busy: false,
      settling: false,
      written: '',
    }));
    for (const pod of plan.pods) if (pod.node !== undefined) this.#placement.take(pod.node);
  }

  get plan(): ClusterPlan {
    return this.cluster.plan;
  }

  /** How many changes were written so far. */
  get changes(): number {
    return this.#changes;
  }

  /** Whether the change that a watch tells of was written from here. */
  get isWriting(): boolean {
    return this.#writing;
  }

  service(crew: Crew): PlannedService | undefined {
    return this.#services.get(crew.origin);
  }

  /** A node for one more pod, and the address there. */
  place(hostNetwork: boolean): { node: NodePlan; ip: string } {
    const node = this.#placement.place();
    return { node, ip: hostNetwork ? node.ip : this.#placement.address(node) };
  }

  suffix(): string {
    return nameSuffix(this.random, 5);
  }

  /** Creates the object; false when one of its name is there already. */
  create(resource: ResourceId, object: KubeObject, atMs: number): boolean {
    return this.#write(() => this.cluster.objects.create(resource, object, atMs) !== 'exists');
  }

  /** Replaces the object by what is made of it; false when it is gone. */
  change(resource: ResourceId, key: NamespacedName, make: (stored: KubeObject) => KubeObject): boolean {
    const stored = this.cluster.objects.get(resource, key);
    if (stored === undefined) return false;
    return this.#write(() => typeof this.cluster.objects.update(resource, make(stored.object)) === 'object');
  }

  /** Replaces the status, and who wrote it last; spec, labels and annotations stay as they are stored. */
  changeStatus(resource: ResourceId, grown: KubeObject): boolean {
    return this.change(resource, namespacedName(grown.metadata), (stored) => ({
      ...stored,
      metadata: { ...stored.metadata, managedFields: grown.metadata.managedFields ?? [] },
      status: observed(grown.status, stored.metadata.generation),
    }));
  }

  /** Replaces spec and status under the next generation; labels and annotations are the new ones. */
  changeSpec(resource: ResourceId, grown: KubeObject): boolean {
    return this.change(resource, namespacedName(grown.metadata), (stored) => {
      const generation = (stored.metadata.generation ?? 0) + 1;
      const { uid, creationTimestamp } = stored.metadata;
      const metadata = { ...grown.metadata, uid, generation, ...(creationTimestamp === undefined ? {} : { creationTimestamp }) };
      return { ...grown, metadata, ...(grown.status === undefined ? {} : { status: observed(grown.status, generation) }) };
    });
  }

  remove(resource: ResourceId, key: NamespacedName): boolean {
    return this.#write(() => this.cluster.objects.remove(resource, key) !== undefined);
  }

  /** Writes an Event, or counts one more on the Event that says the same. */
  say(draft: EventDraft): void {
    const event = growEvent(this.plan, draft);
    if (!this.create('events', event, draft.lastMs)) {
      this.change('events', namespacedName(event.metadata), (stored) => ({
        ...stored,
        lastTimestamp: event.lastTimestamp,
        count: (stored.count ?? 1) + 1,
      }));
    }
  }

  #write(write: () => boolean): boolean {
    this.#writing = true;
    const done = write();
    this.#writing = false;
    if (done) this.#changes++;
    return done;
  }
}

function observed(status: KubeObject['status'], generation: number | undefined): unknown {
  return generation === undefined || status?.observedGeneration === undefined ? status : { ...status, observedGeneration: generation };
}
