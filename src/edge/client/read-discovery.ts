import { groupVersionOf } from '../../core/kube/api-resource.ts';
import {
  type DiscoveredGroups,
  isAggregatedDiscovery,
  type LegacyGroupVersion,
  readAggregatedDiscovery,
  readLegacyGroups,
  readLegacyResources,
  readLegacyVersions,
} from '../../core/kube/discovery.ts';
import { ApiFailure, type DiscoveryAnswer } from './api-server.ts';
import { describeFailure } from './describe-failure.ts';
import { jsonObject } from './json-object.ts';
import { sharedResources } from './shared-resources.ts';

/** Source: k8s.io/client-go discovery/discovery_client.go AcceptV2, AcceptV2Beta1. */
const accept = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat('application/json')
  .join(',');

/** Aggregated discovery of a busy server waits in its queue, too. */
const deadlineMs = 30_000;

interface Answer {
  readonly status: number;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** One GET of the API server. */
export interface DiscoveryPort {
  get(path: string, q: { signal: AbortSignal; accept?: string; deadlineMs: number; headers?: Record<string, string> }): Promise<Answer>;
}

/** Discovery of one API server; remembers ETags, so that an unchanged server answers 304 and costs nothing. */
export class Discovery {
  readonly #port: DiscoveryPort;
  readonly #known = new Map<string, { readonly etag: string; readonly groups: DiscoveredGroups }>();

  constructor(port: DiscoveryPort) {
    this.#port = port;
  }

  /** Everything that is served. Throws ApiFailure when not even the root documents can be read. */
  async discover(signal: AbortSignal): Promise<DiscoveryAnswer> {
    const [core, groups] = await Promise.all([this.#root('/api', signal), this.#root('/apis', signal)]);
    return { resources: [...core.resources, ...groups.resources], broken: [...core.broken, ...groups.broken] };
  }

  async #root(path: '/api' | '/apis', signal: AbortSignal): Promise<DiscoveredGroups> {
    const known = this.#known.get(path);
    const answer = await this.#port.get(path, {
      signal,
      accept,
      deadlineMs,
      ...(known === undefined ? {} : { headers: { 'if-none-match': known.etag } }),
    });
    if (answer.status === 304 && known !== undefined) return known.groups;
    const document = parseJson(answer.body);
    if (!isAggregatedDiscovery(document)) {
      return this.#legacy(path === '/api' ? readLegacyVersions(document) : readLegacyGroups(document), signal);
    }
    const read = readAggregatedDiscovery(document);
    const groups = { ...read, resources: sharedResources(read.resources) };
    const { etag } = answer.headers;
    if (etag !== undefined) this.#known.set(path, { etag, groups });
    return groups;
  }

  async #legacy(versions: readonly LegacyGroupVersion[], signal: AbortSignal): Promise<DiscoveredGroups> {
    const found = await Promise.all(versions.map((version) => this.#groupVersion(version, signal)));
    return { resources: found.flatMap((groups) => groups.resources), broken: found.flatMap((groups) => groups.broken) };
  }

  /** A group whose aggregated API server is down is named, and does not hide the others. */
  async #groupVersion(at: LegacyGroupVersion, signal: AbortSignal): Promise<DiscoveredGroups> {
    const name = groupVersionOf(at);
    try {
      const { body } = await this.#port.get(at.group === '' ? `/api/${at.version}` : `/apis/${name}`, { signal, deadlineMs });
      return { resources: sharedResources(readLegacyResources(parseJson(body), at)), broken: [] };
    } catch (error) {
      if (!(error instanceof ApiFailure) || error.kind === 'aborted') throw error;
      return { resources: [], broken: [{ groupVersion: name, reason: describeFailure(error) }] };
    }
  }
}

function parseJson(body: Buffer): object {
  const document = jsonObject(body.toString('utf8'));
  if (document === undefined) throw new ApiFailure('garbage', 'discovery is no JSON object');
  return document;
}
