import type { ResourceId } from '../../core/kube/api-resource.ts';

/** What a request wants to do. Source: https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb */
export type SimVerb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

/** Which requests a fault strikes; everything that is left out matches. */
export interface FaultMatch {
  readonly verbs?: readonly SimVerb[];
  readonly resources?: readonly ResourceId[];
  /** Names of users. */
  readonly users?: readonly string[];
  /** Requests whose path starts with this, e.g. `/readyz` or `/apis`. */
  readonly path?: string;
}

/** How a fault misbehaves. */
export type FaultKind =
  /** Nothing listens: connections are refused, open ones die. */
  | { readonly type: 'refuse' }
  /** Connections are accepted and nothing else happens, not even TLS; open ones freeze: no bytes in either direction. */
  | { readonly type: 'hang-connect' }
  /** Requests are read and never answered; open watches fall silent. */
  | { readonly type: 'hang-headers' }
  /** The answer stops after some bytes (default 1,000); open watches fall silent. */
  | { readonly type: 'hang-body'; readonly afterBytes?: number }
  /** Answers arrive at this speed. */
  | { readonly type: 'trickle'; readonly bytesPerSecond: number }
  /** The connection is reset (RST). */
  | { readonly type: 'reset' }
  /** The stream ends in the middle of a line or value, after some bytes (default 1,000) or just before its end. */
  | { readonly type: 'cut'; readonly afterBytes?: number }
  /** A Status instead of an answer. A 410 strikes open watches as an ERROR event. */
  | {
      readonly type: 'status';
      readonly status: 401 | 403 | 404 | 410 | 429 | 500 | 502 | 503 | 504;
      readonly retryAfterSeconds?: number;
      readonly message?: string;
    }
  /** 200 and bytes that are no JSON; open watches get one such line. */
  | { readonly type: 'garbage' }
  /** Every answer waits, without keeping the server busy. */
  | { readonly type: 'latency'; readonly latencyMs: number }
  /** Authorization denies the resources (of `match`), also inside one's own namespaces; open watches of them end. */
  | { readonly type: 'forbid' }
  /** Lists answer, watches open, and never say anything again: the silence that bookmarks would break on a healthy server. */
  | { readonly type: 'silent-watch' }
  /** Containers write so many lines a second, numbered without a gap since 1970: readers that lose or double one can be told. */
  | { readonly type: 'log-flood'; readonly linesPerSecond: number; readonly lineBytes?: number }
  /** An aggregated API whose backend is down: discovery calls the group stale, its paths answer 503. The version counts where none is served; default v1beta1. */
  | { readonly type: 'broken-group'; readonly group: string; readonly version?: string };

/** A way in which a simulated API server misbehaves, until it is lifted or used up. */
export type SimFault = FaultKind & {
  readonly match?: FaultMatch;
  /** How many requests it strikes before it lifts itself; without it, all. */
  readonly count?: number;
};

/** What a fault can be matched against. */
export interface FaultSubject {
  readonly verb: SimVerb;
  readonly resource: ResourceId | undefined;
  readonly user: string;
  readonly path: string;
}

/** Tells whether a fault strikes a request. */
export function faultMatches(match: FaultMatch | undefined, subject: FaultSubject): boolean {
  if (match === undefined) return true;
  if (match.verbs !== undefined && !match.verbs.includes(subject.verb)) return false;
  if (match.resources !== undefined && (subject.resource === undefined || !match.resources.includes(subject.resource))) return false;
  if (match.users !== undefined && !match.users.includes(subject.user)) return false;
  return match.path === undefined || subject.path.startsWith(match.path);
}

/** The faults of one cluster that are in force, with what is left of their counts. */
export class FaultBoard {
  #faults: readonly SimFault[] = [];
  readonly #struck = new Map<SimFault, number>();

  get faults(): readonly SimFault[] {
    return this.#faults;
  }

  /** Replaces all faults; counts start anew. */
  set(faults: readonly SimFault[]): void {
    this.#faults = faults;
    this.#struck.clear();
  }

  /** The faults in force of the given types that match, each charged with one strike. */
  strike<T extends SimFault['type']>(subject: FaultSubject, types: readonly T[]): (SimFault & { readonly type: T })[] {
    const hits = this.#faults.filter((fault): fault is SimFault & { readonly type: T } => {
      return (types as readonly string[]).includes(fault.type) && faultMatches(fault.match, subject);
    });
    for (const fault of hits) this.#charge(fault);
    return hits;
  }

  #charge(fault: SimFault): void {
    if (fault.count === undefined) return;
    const struck = (this.#struck.get(fault) ?? 0) + 1;
    this.#struck.set(fault, struck);
    if (struck >= fault.count) this.#faults = this.#faults.filter((other) => other !== fault);
  }
}
