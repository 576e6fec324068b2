import { ApiFailure } from './api-server.ts';
import type { CredentialSource, Credentials } from './cluster-target.ts';
import { safeLine } from './failure-text.ts';

/** Credentials of the legacy `auth-provider` kind (OIDC and cloud ones), by the official client, which is loaded on first use: it costs a second. */
export class AuthProviderCredentials implements CredentialSource {
  readonly label: string;
  readonly #name: string;
  readonly #user: Readonly<Record<string, unknown>>;
  readonly #server: string;
  #authorize: Promise<() => Promise<string | undefined>> | undefined;

  constructor(user: Readonly<Record<string, unknown>>, q: { name: string; server: string }) {
    this.label = `auth provider ${q.name}`;
    this.#name = q.name;
    this.#user = user;
    this.#server = q.server;
  }

  async get(): Promise<Credentials> {
    try {
      this.#authorize ??= this.#load();
      const authorization = await (await this.#authorize)();
      if (authorization === undefined) throw new Error('it gave no token');
      return { headers: { authorization }, clientCertificate: undefined };
    } catch (error) {
      const reason = error instanceof Error ? safeLine(error.message) : 'unknown reason';
      throw new ApiFailure('credentials', `auth provider ${this.#name} failed: ${reason}`, { cause: error });
    }
  }

  async #load(): Promise<() => Promise<string | undefined>> {
    const { KubeConfig } = await import('@kubernetes/client-node');
    const config = new KubeConfig();
    config.loadFromOptions({
      clusters: [{ name: 'c', server: this.#server, skipTLSVerify: false }],
      users: [{ name: 'u', authProvider: this.#user['auth-provider'] }],
      contexts: [{ name: 'x', cluster: 'c', user: 'u' }],
      currentContext: 'x',
    });
    return async () => {
      const options: { headers: Record<string, string> } = { headers: {} };
      await config.applyToHTTPSOptions(options);
      return options.headers.Authorization ?? options.headers.authorization;
    };
  }
}
