import type { ResourceId } from '../kube/api-resource.ts';
import type { KubeObject } from '../kube/object.ts';
import type { Inventory } from './inventory.ts';
import { LabelIndex, labelPairs, SelectorIndex } from './selector-index.ts';
import { matchesSelectorObject } from './selector-object.ts';
import { type Workload, workloadOf } from './workload.ts';

/** How the objects of one inventory hang together; every answer is computed once. */
export class Relations {
  readonly #inventory: Inventory;
  readonly #byNamespace = new Map<string, NamespaceIndex>();
  readonly #backends = new Map<string, ReadonlySet<string>>();
  readonly #workloads = new Map<string, LabelIndex<Workload>>();

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
  }

  /** Services of the workload's namespace whose selector, which is not empty, matches its pods. */
  servicesOf(workload: Workload): readonly KubeObject[] {
    return this.#index(workload.namespace)
      .services.candidates(workload.labels)
      .filter((service) => isFilled(service.spec?.selector) && containsLabels(workload.labels, service.spec.selector));
  }

  /** Whether traffic from outside the cluster reaches it: through a LoadBalancer, NodePort, Ingress or Route. */
  isExposed(workload: Workload): boolean {
    const backends = this.#backendsOf(workload.namespace);
    return this.servicesOf(workload).some(
      ({ spec, metadata }) => spec?.type === 'LoadBalancer' || spec?.type === 'NodePort' || backends.has(metadata.name),
    );
  }

  /** Whether an Ingress or a Route of the namespace sends traffic to a Service of this name. */
  isBackend(namespace: string, service: string): boolean {
    return this.#backendsOf(namespace).has(service);
  }

  /** Its PodDisruptionBudgets: a selector that is null selects none, an empty one all. Source: policy/v1 PodDisruptionBudgetSpec. */
  budgetsOf(workload: Workload): readonly KubeObject[] {
    return this.#index(workload.namespace)
      .budgets.candidates(workload.labels)
      .filter(({ spec }) => matchesSelectorObject(spec?.selector, workload.labels));
  }

  /** The autoscalers that scale it. */
  autoscalersOf(workload: Workload): readonly KubeObject[] {
    return this.#index(workload.namespace)
      .autoscalers.candidates({ target: `${workload.kind}/${workload.name}` })
      .filter(({ spec }) => {
        const target = spec?.scaleTargetRef;
        return target?.kind === workload.kind && target?.name === workload.name;
      });
  }

  /** Budgets of a namespace that may select pods with these labels; each must still be asked. */
  budgetCandidates(namespace: string, labels: Readonly<Record<string, string>>): readonly KubeObject[] {
    return this.#index(namespace).budgets.candidates(labels);
  }

  /** Everything of a namespace that runs pods, of the resources given. */
  workloads(namespace: string, resources: readonly ResourceId[]): readonly Workload[] {
    return this.#workloadIndex(namespace, resources).items;
  }

  /** Those of them that a plain selector or `matchLabels` may mean; each must still be asked. All, where it has no pairs. */
  workloadCandidates(namespace: string, resources: readonly ResourceId[], selector: unknown): readonly Workload[] {
    return this.#workloadIndex(namespace, resources).candidates(labelPairs(selector));
  }

  #workloadIndex(namespace: string, resources: readonly ResourceId[]): LabelIndex<Workload> {
    const key = `${namespace}\n${resources.join()}`;
    const known = this.#workloads.get(key);
    if (known !== undefined) return known;
    const workloads = resources
      .flatMap((resource) => this.#inventory.list(resource, namespace))
      .flatMap((object) => workloadOf(object) ?? []);
    const index = new LabelIndex(workloads, ({ labels }) => labels);
    this.#workloads.set(key, index);
    return index;
  }

  /** Pods that it is sure to run: the autoscaler's minimum, else its own replicas, else 1. */
  replicasOf(workload: Workload): number {
    const [scaler] = this.autoscalersOf(workload);
    if (scaler !== undefined) return numberOr(scaler.spec?.minReplicas, 1);
    return numberOr(workload.object.spec?.replicas, 1);
  }

  /** What the namespace's LimitRanges give to a container that asks for nothing, e.g. `memory`. */
  defaultRequest(namespace: string, resource: string): string | undefined {
    return this.#containerLimits(namespace).flatMap((item) => textOf(item.defaultRequest?.[resource] ?? item.default?.[resource]) ?? [])[0];
  }

  /** The limit that the namespace's LimitRanges give to a container without one. */
  defaultLimit(namespace: string, resource: string): string | undefined {
    return this.#containerLimits(namespace).flatMap((item) => textOf(item.default?.[resource]) ?? [])[0];
  }

  // biome-ignore lint/suspicious/noExplicitAny: the content of an object is whatever was written
  #containerLimits(namespace: string): readonly any[] {
    return this.#index(namespace)
      .limitRanges.flatMap(({ spec }) => (Array.isArray(spec?.limits) ? spec.limits : []))
      .filter((item) => item?.type === 'Container');
  }

  /** Names of Services that an Ingress or a Route of the namespace sends traffic to. */
  #backendsOf(namespace: string): ReadonlySet<string> {
    const known = this.#backends.get(namespace);
    if (known !== undefined) return known;
    const names = new Set<string>();
    for (const ingress of this.#inventory.list('ingresses.networking.k8s.io', namespace)) addIngressBackends(ingress, names);
    for (const resource of routeResources) for (const route of this.#inventory.list(resource, namespace)) addRouteBackends(route, names);
    this.#backends.set(namespace, names);
    return names;
  }

  #index(namespace: string): NamespaceIndex {
    const known = this.#byNamespace.get(namespace);
    if (known !== undefined) return known;
    const index: NamespaceIndex = {
      services: new SelectorIndex(this.#inventory.list('services', namespace), ({ spec }) => labelPairs(spec?.selector)),
      budgets: new SelectorIndex(this.#inventory.list('poddisruptionbudgets.policy', namespace), ({ spec }) =>
        labelPairs(spec?.selector?.matchLabels),
      ),
      autoscalers: new SelectorIndex(this.#inventory.list('horizontalpodautoscalers.autoscaling', namespace), ({ spec }) => [
        `target=${spec?.scaleTargetRef?.kind}/${spec?.scaleTargetRef?.name}`,
      ]),
      limitRanges: this.#inventory.list('limitranges', namespace),
    };
    this.#byNamespace.set(namespace, index);
    return index;
  }
}

interface NamespaceIndex {
  readonly services: SelectorIndex<KubeObject>;
  readonly budgets: SelectorIndex<KubeObject>;
  readonly autoscalers: SelectorIndex<KubeObject>;
  readonly limitRanges: readonly KubeObject[];
}

const routeResources: readonly ResourceId[] = ['httproutes.gateway.networking.k8s.io', 'grpcroutes.gateway.networking.k8s.io'];

function addIngressBackends({ spec }: KubeObject, names: Set<string>): void {
  const add = (backend: unknown): void => {
    const name = (backend as { service?: { name?: unknown }; serviceName?: unknown } | undefined)?.service?.name;
    const old = (backend as { serviceName?: unknown } | undefined)?.serviceName;
    if (typeof name === 'string') names.add(name);
    else if (typeof old === 'string') names.add(old);
  };
  add(spec?.defaultBackend ?? spec?.backend);
  for (const rule of arrayOf(spec?.rules)) for (const path of arrayOf(rule?.http?.paths)) add(path?.backend);
}

function addRouteBackends({ spec }: KubeObject, names: Set<string>): void {
  for (const rule of arrayOf(spec?.rules))
    for (const ref of arrayOf(rule?.backendRefs))
      if ((ref?.kind ?? 'Service') === 'Service' && typeof ref?.name === 'string') names.add(ref.name);
}

/** Whether labels have all pairs of a plain selector. */
export function containsLabels(labels: Readonly<Record<string, string>>, selector: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(selector).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
}

function isFilled(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

// biome-ignore lint/suspicious/noExplicitAny: the content of an object is whatever was written
function arrayOf(value: unknown): readonly any[] {
  return Array.isArray(value) ? value : [];
}

function numberOr(value: unknown, standard: number): number {
  return typeof value === 'number' ? value : standard;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}
