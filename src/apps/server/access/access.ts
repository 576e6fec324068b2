import type { IncomingHttpHeaders } from 'node:http';
import type { Scope } from '../../../core/fleet/fleet-view.ts';

/** What of a request decides who asks. */
export interface AccessRequest {
  readonly headers: IncomingHttpHeaders;
  /** Names and values as they arrived, repeats and all. */
  readonly rawHeaders: readonly string[];
  /** The `token` parameter of the address. */
  readonly token: string | undefined;
  /** Address of the peer. */
  readonly remoteAddress: string;
}

/** Who asks, or why not. */
export type AccessDecision =
  | { readonly allowed: true; readonly viewer: string; readonly scope: Scope }
  /** The token of the printed address was right: hand the cookie over and redirect to the address without it. */
  | { readonly allowed: 'redeemed'; readonly cookie: string }
  | { readonly allowed: false; readonly message: string };

/** Decides who may look. One per server; OIDC and per-viewer scopes come behind the same interface. */
export interface Access {
  /** Says in the log what it means. */
  readonly label: string;
  decide(request: AccessRequest): AccessDecision;
  /** The name that the browser used, where somebody trusted stands between; default the Host header. */
  hostOf?(request: AccessRequest): string | undefined;
}
