import { readFile, stat } from 'node:fs/promises';
import { ApiFailure } from './api-server.ts';
import type { CredentialSource, Credentials } from './cluster-target.ts';

/** A text that is known, or stands in a file that may be replaced while we run. */
export type TextSource = { readonly text: string } | { readonly file: string };

/** What a user of a kubeconfig says of itself, without plugins. */
export interface StaticLogin {
  readonly token?: TextSource | undefined;
  readonly basic?: { readonly username: string; readonly password: string } | undefined;
  readonly certificate?: { readonly cert: TextSource; readonly key: TextSource } | undefined;
  /** Impersonation headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Credentials from tokens, certificates and files; a file is read again when it has changed. */
export class StaticCredentials implements CredentialSource {
  readonly label: string;
  readonly #login: StaticLogin;
  readonly #files = new Map<string, { readonly version: string; readonly text: string }>();

  constructor(login: StaticLogin) {
    this.#login = login;
    this.label = labelOf(login);
  }

  async get(): Promise<Credentials> {
    const { token, basic, certificate, headers = {} } = this.#login;
    const authorization =
      token !== undefined ? `Bearer ${await this.#read(token, 'token')}` : basic === undefined ? undefined : basicHeader(basic);
    return {
      headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
      clientCertificate:
        certificate === undefined
          ? undefined
          : { cert: await this.#read(certificate.cert, 'client certificate'), key: await this.#read(certificate.key, 'client key') },
    };
  }

  async #read(source: TextSource, what: string): Promise<string> {
    if ('text' in source) return source.text;
    try {
      const { mtimeMs, size, ino } = await stat(source.file);
      const version = `${mtimeMs}-${size}-${ino}`;
      const known = this.#files.get(source.file);
      if (known?.version === version) return known.text;
      const text = (await readFile(source.file, 'utf8')).trim();
      if (text === '') throw new ApiFailure('credentials', `${what} file ${source.file} is empty`);
      this.#files.set(source.file, { version, text });
      return text;
    } catch (error) {
      if (error instanceof ApiFailure) throw error;
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      throw new ApiFailure('credentials', `${what} file ${source.file} ${missing ? 'does not exist' : 'cannot be read'}`, { cause: error });
    }
  }
}

function labelOf({ token, basic, certificate, headers }: StaticLogin): string {
  const parts = [
    certificate === undefined ? '' : 'client certificate',
    token === undefined ? '' : 'file' in token ? `token file ${token.file}` : 'token',
    token === undefined && basic !== undefined ? 'basic login' : '',
  ].filter((part) => part !== '');
  return `${parts.length === 0 ? 'none' : parts.join(' and ')}${impersonationLabel(headers)}`;
}

/** Whose rights are used, where they are not the login's own: `, as jane`. */
export function impersonationLabel(headers: Readonly<Record<string, string>> | undefined): string {
  const user = headers?.['impersonate-user'];
  return user === undefined ? '' : `, as ${user}`;
}

function basicHeader(basic: { username: string; password: string }): string {
  return `Basic ${Buffer.from(`${basic.username}:${basic.password}`).toString('base64')}`;
}
