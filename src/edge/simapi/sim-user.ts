import { randomBytes } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

/** Somebody that a simulated API server knows. */
export interface SimUser {
  readonly name: string;
  readonly groups: readonly string[];
  /** Bearer token; undefined for users that have certificates only. */
  readonly token?: string;
  /**
   * What the user may do beyond the RBAC objects of the cluster: `read` is get, list and watch of everything but secrets,
   * limited to `namespaces` where they are given.
   */
  readonly grant?: 'read' | 'read-secrets-too';
  readonly namespaces?: readonly string[];
}

/** Who a request comes from. */
export interface Requester {
  readonly name: string;
  readonly groups: readonly string[];
  readonly grant?: SimUser['grant'];
  readonly namespaces?: readonly string[];
}

/** Nobody in particular. Source: k8s.io/apiserver pkg/authentication/request/anonymous */
export const anonymous: Requester = { name: 'system:anonymous', groups: ['system:unauthenticated'] };

/** The users every simulated cluster has: `admin` may do everything, `viewer` may read all but secrets. */
export function defaultUsers(): SimUser[] {
  return [
    { name: 'admin', groups: ['system:masters'], token: newToken() },
    { name: 'viewer', groups: [], token: newToken(), grant: 'read' },
  ];
}

/** A random bearer token. */
export function newToken(): string {
  return randomBytes(24).toString('base64url');
}

/** Knows the users of all endpoints by token. */
export class UserDirectory {
  readonly #byToken = new Map<string, Requester>();
  readonly #users: SimUser[] = [];

  constructor(users: readonly SimUser[]) {
    for (const user of users) this.add(user);
  }

  get users(): readonly SimUser[] {
    return this.#users;
  }

  add(user: SimUser): void {
    this.#users.push(user);
    if (user.token !== undefined) this.#byToken.set(user.token, authenticated(user));
  }

  /** A user by name, as somebody who is logged in. */
  find(name: string): Requester | undefined {
    const user = this.#users.find((candidate) => candidate.name === name);
    return user && authenticated(user);
  }

  /** Who sends the request; undefined when it carries credentials that are not valid. */
  identify(authorization: string | undefined, socket: TLSSocket): Requester | undefined {
    if (authorization !== undefined) {
      const token = /^Bearer +(.+)$/i.exec(authorization)?.[1];
      return token === undefined ? undefined : this.#byToken.get(token.trim());
    }
    return this.#fromCertificate(socket) ?? anonymous;
  }

  /**
   * What a user was granted by name holds for his certificates too.
   * Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#x509-client-certificates
   */
  #fromCertificate(socket: TLSSocket): Requester | undefined {
    if (!socket.authorized) return undefined;
    const subject = socket.getPeerCertificate().subject as { CN?: string; O?: string | string[] } | undefined;
    if (subject?.CN === undefined) return undefined;
    const groups = subject.O === undefined ? [] : [subject.O].flat();
    return authenticated({ ...this.#users.find(({ name }) => name === subject.CN), name: subject.CN, groups });
  }
}

function authenticated(user: SimUser): Requester {
  return { ...user, groups: [...user.groups, 'system:authenticated'] };
}
