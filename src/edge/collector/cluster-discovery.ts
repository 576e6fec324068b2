import { type BackoffBounds, backoffMs } from '../../core/base/backoff.ts';
import type { Clock } from '../../core/base/clock.ts';
import type { Random } from '../../core/base/random.ts';
import { type ApiResource, groupVersionOf, type ResourceId, resourceId } from '../../core/kube/api-resource.ts';
import type { KubeObject } from '../../core/kube/object.ts';
import { builtinById } from '../../core/resources/builtin-resources.ts';
import { minimalResource, resourceDefFromCrd } from '../../core/resources/custom-resource.ts';
import type { ResourceDef } from '../../core/resources/resource.ts';
import { ApiFailure, type ApiServer, type DiscoveryAnswer } from '../client/api-server.ts';
import { asApiFailure, failureReason, isClusterWide } from './failure-reason.ts';
import { failOnStatus } from './latest-version.ts';
import { findApiResource, findServed } from './resource-names.ts';
import { sleep, type Timers } from './timers.ts';

/** What discovery of one cluster is made of. */
export interface ClusterDiscoveryOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  /** Between two looks at a cluster where nobody says that something changed. */
  readonly everyMs: number;
  /** Definitions of custom resources by what they are made of: clusters that have the same CRD share one, so that the store's columns do. */
  readonly definitions: Map<string, ResourceDef>;
  api(): ApiServer;
  mayAsk(signal: AbortSignal): Promise<void>;
  unanswered(failure: ApiFailure): void;
  /** What is served changed, or was learnt for the first time. */
  onChange(): void;
  /** Looked again, whether anything changed or not. */
  onLooked(): void;
  log(level: 'info' | 'warn', message: string, keys?: Readonly<Record<string, unknown>>): void;
}

const retryBounds: BackoffBounds = { firstMs: 1000, maxMs: 60_000 };
/** Unknown names must not make us ask all the time. */
const leastGapMs = 10_000;
/** Events of CRDs come in crowds while an operator is installed. */
const gatherMs = 1000;

/** Knows which resources one cluster serves, and the definitions of its custom resources. A group that cannot be read keeps what was known of it. */
export class ClusterDiscovery {
  readonly #q: ClusterDiscoveryOptions;
  readonly #stopped = new AbortController();
  /** Of resources that are not built in, once read. */
  readonly #definitions = new Map<ResourceId, ResourceDef>();
  #nap = new AbortController();
  #run: Promise<void> | undefined;
  #asking: Promise<void> | undefined;
  #answer: DiscoveryAnswer | undefined;
  #askedAtMs = Number.NEGATIVE_INFINITY;
  #failing: ApiFailure | undefined;
  #print = '';

  constructor(q: ClusterDiscoveryOptions) {
    this.#q = q;
  }

  /** Undefined until discovery has answered once. */
  get answer(): DiscoveryAnswer | undefined {
    return this.#answer;
  }

  /** Why the last attempt failed. */
  get failing(): ApiFailure | undefined {
    return this.#failing;
  }

  /** Looks now and then from now on. */
  start(firstAfterMs: number): void {
    this.#run ??= this.#loop(firstAfterMs);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#nap.abort();
    await this.#run;
  }

  /** A CRD or APIService changed: looks soon. */
  changed(): void {
    this.#nap.abort();
  }

  /** True when asking would teach nothing about the name: it is known with its definition, or was looked for a moment ago. */
  knows(name: string): boolean {
    const found = this.find(name);
    if (found !== undefined) return builtinById.has(resourceId(found)) || this.#definitions.has(resourceId(found));
    const asked = this.#answer !== undefined || this.#failing !== undefined;
    return asked && this.#q.clock.nowMs() - this.#askedAtMs < leastGapMs;
  }

  /** Looks for what the name means if that is not known, and reads its definition if it is a custom resource. Never rejects. */
  async learn(name: string, signal: AbortSignal): Promise<void> {
    if (this.find(name) === undefined && !this.knows(name)) await this.#ask();
    const found = this.find(name);
    if (found !== undefined && !this.knows(name)) await this.readDefinition(found, signal);
  }

  /** What a name means here; undefined: nothing, or not yet known. */
  find(name: string): ApiResource | undefined {
    return this.#answer === undefined ? undefined : findApiResource(this.#answer.resources, name);
  }

  /** The resource as served here. `unknown` before discovery has answered, and where its group is broken. */
  served(id: ResourceId, wantedVersion: string): ApiResource | 'unknown' | undefined {
    if (this.#answer === undefined) return 'unknown';
    const found = findServed(this.#answer.resources, id, wantedVersion);
    if (found !== undefined) return found;
    const group = id.includes('.') ? id.slice(id.indexOf('.') + 1) : '';
    return this.#answer.broken.some((broken) => (broken.groupVersion.split('/')[0] ?? '') === group) ? 'unknown' : undefined;
  }

  /** The definition of a resource that is not built in: its CRD's, once read, else Name and Age. */
  definition(resource: ApiResource): ResourceDef {
    const known = this.#definitions.get(resourceId(resource));
    return known !== undefined && known.version === resource.version ? known : this.#shared(resource, undefined);
  }

  /** Reads the CRD of a resource, so that `definition` has its columns. True when the definition is another one than before. Never rejects. */
  async readDefinition(resource: ApiResource, signal: AbortSignal): Promise<boolean> {
    const id = resourceId(resource);
    try {
      // The group of a CRD always has a dot; an aggregated API's may have one too, and answers 404.
      const crd = resource.group.includes('.') ? await this.#readCrd(id, signal) : undefined;
      const definition = this.#shared(resource, crd);
      const changed = this.#definitions.get(id) !== definition;
      this.#definitions.set(id, definition);
      return changed;
    } catch (error) {
      const failure = asApiFailure(error);
      if (failure === undefined) throw error;
      this.#q.log('info', `columns of ${id} are not known: ${failureReason(failure)}`);
      return false;
    }
  }

  #shared(resource: ApiResource, crd: KubeObject | undefined): ResourceDef {
    const print = JSON.stringify([resource, crd === undefined ? null : printerColumnsOf(crd, resource.version)]);
    const known = this.#q.definitions.get(print);
    if (known !== undefined) return known;
    const made = crd === undefined ? minimalResource(resource) : resourceDefFromCrd(crd, resource.version);
    this.#q.definitions.set(print, made);
    return made;
  }

  async #readCrd(id: ResourceId, signal: AbortSignal): Promise<KubeObject | undefined> {
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${id}`;
    try {
      const answer = await this.#q.api().get(path, { signal, deadlineMs: 15_000 });
      failOnStatus(answer.status, answer.body);
      return JSON.parse(answer.body) as KubeObject;
    } catch (error) {
      if (error instanceof ApiFailure && (error.kind === 'not-found' || error.kind === 'forbidden')) return undefined;
      if (error instanceof SyntaxError) throw new ApiFailure('garbage', 'a CRD that is not JSON', { cause: error });
      throw error;
    }
  }

  async #loop(firstAfterMs: number): Promise<void> {
    const signal = this.#stopped.signal;
    let delay = firstAfterMs;
    for (let attempt = 0; !signal.aborted; ) {
      this.#nap = new AbortController();
      await sleep(this.#q.timers, delay, this.#nap.signal);
      if (this.#nap.signal.aborted) await sleep(this.#q.timers, gatherMs, signal);
      await this.#q.mayAsk(signal);
      if (signal.aborted) return;
      await this.#ask();
      if (this.#failing === undefined) attempt = 0;
      // A tenth of jitter, so that a fleet does not fall into step.
      delay =
        this.#failing === undefined
          ? this.#q.everyMs * (0.9 + this.#q.random.next() / 5)
          : backoffMs(attempt++, retryBounds, this.#q.random);
    }
  }

  /** One look; callers at the same time share it. Never rejects. */
  #ask(): Promise<void> {
    this.#asking ??= this.#askOnce().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #askOnce(): Promise<void> {
    this.#askedAtMs = this.#q.clock.nowMs();
    try {
      const answer = await this.#q.api().discover(this.#stopped.signal);
      this.#failing = undefined;
      this.#take(answer);
    } catch (error) {
      const failure = asApiFailure(error);
      if (failure === undefined) throw error;
      if (this.#stopped.signal.aborted) return;
      this.#failing = failure;
      if (isClusterWide(failure)) this.#q.unanswered(failure);
    }
  }

  #take(answer: DiscoveryAnswer): void {
    const kept = (this.#answer?.resources ?? []).filter((resource) =>
      answer.broken.some((broken) => broken.groupVersion === groupVersionOf(resource)),
    );
    this.#answer = { resources: [...answer.resources, ...kept], broken: answer.broken };
    for (const broken of answer.broken) this.#q.log('info', `API group ${broken.groupVersion} cannot be discovered: ${broken.reason}`);
    const print = this.#answer.resources.map((r) => `${r.plural}.${r.version}.${r.group}.${r.preferred}`).join();
    const changed = print !== this.#print;
    this.#print = print;
    if (changed) this.#q.onChange();
    this.#q.onLooked();
  }
}

/** What a CRD declares for a version; for all versions together in v1beta1. */
function printerColumnsOf(crd: KubeObject, version: string): unknown {
  const versions: unknown = crd.spec?.versions;
  const found = Array.isArray(versions) ? versions.find((entry: { name?: unknown } | null) => entry?.name === version) : undefined;
  return (
    (found as { additionalPrinterColumns?: unknown } | undefined)?.additionalPrinterColumns ?? crd.spec?.additionalPrinterColumns ?? []
  );
}
