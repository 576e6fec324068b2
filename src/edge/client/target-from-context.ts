import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { Clock } from '../../core/base/clock.ts';
import type { ConfigEntry, Kubeconfig } from '../config/kubeconfig-file.ts';
import { AuthProviderCredentials } from './auth-provider-credentials.ts';
import type { ClusterTarget, CredentialSource, TlsSettings } from './cluster-target.ts';
import { ExecCredentials, type ExecSharing } from './exec-credentials.ts';
import { execDefect, execPlugin } from './exec-plugin.ts';
import type { ExecRunner } from './exec-runner.ts';
import { StaticCredentials, type TextSource } from './static-credentials.ts';

type Content = Readonly<Record<string, unknown>>;

/** What a target is made with. */
export interface TargetContext {
  readonly config: Kubeconfig;
  readonly id: string;
  readonly plugins: { readonly runner: ExecRunner; readonly sharing: ExecSharing; readonly clock: Clock };
}

/** Makes a target of one context; whatever is wrong with it becomes its `defect`. */
export async function targetFromContext(context: ConfigEntry, q: TargetContext): Promise<ClusterTarget> {
  const aliases = context.name === q.id ? [] : [context.name];
  const namespace = text(context.content.namespace);
  const base = { id: q.id, aliases, labels: {}, namespace };
  try {
    const cluster = find(q.config.clusters, context.content.cluster, 'cluster');
    const server = serverOf(cluster);
    const tls = await tlsOf(cluster);
    return { ...base, server, tls, proxyUrl: proxyOf(cluster), credentials: credentialsOf(context, { cluster, server, tls, q }) };
  } catch (error) {
    if (!(error instanceof Defect)) throw error;
    const server = text(q.config.clusters.get(String(context.content.cluster))?.content.server) ?? '';
    return { ...base, server, tls: noTls, credentials: new StaticCredentials({}), proxyUrl: undefined, defect: error.message };
  }
}

class Defect extends Error {}

const noTls: TlsSettings = { ca: undefined, insecureSkipVerify: false, serverName: undefined };

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function find(entries: ReadonlyMap<string, ConfigEntry>, name: unknown, what: string): ConfigEntry {
  if (text(name) === undefined) throw new Defect(`the context names no ${what}`);
  const entry = entries.get(String(name));
  if (entry === undefined) throw new Defect(`there is no ${what} "${String(name)}"`);
  return entry;
}

function serverOf(cluster: ConfigEntry): string {
  const server = text(cluster.content.server);
  if (server === undefined) throw new Defect(`cluster "${cluster.name}" has no server`);
  // kubectl takes a host without a scheme as http.
  const url = URL.parse(server.includes('://') ? server : `http://${server}`);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new Defect(`server "${server}" of cluster "${cluster.name}" is no http or https address`);
  return url.href.replace(/\/$/, '');
}

function proxyOf(cluster: ConfigEntry): string | undefined {
  const proxy = text(cluster.content['proxy-url']);
  if (proxy === undefined) return undefined;
  const url = URL.parse(proxy);
  if (url === null || !/^(https?|socks5h?):$/.test(url.protocol)) {
    throw new Defect(`proxy-url of cluster "${cluster.name}" is no http, https or socks5 address`);
  }
  return proxy;
}

async function tlsOf(cluster: ConfigEntry): Promise<TlsSettings> {
  const { content } = cluster;
  const data = text(content['certificate-authority-data']);
  const file = text(content['certificate-authority']);
  const ca =
    data !== undefined
      ? decode(data, 'certificate-authority-data', cluster)
      : file === undefined
        ? undefined
        : await readPem(file, cluster);
  return { ca, insecureSkipVerify: content['insecure-skip-tls-verify'] === true, serverName: text(content['tls-server-name']) };
}

async function readPem(file: string, entry: ConfigEntry): Promise<string> {
  const path = resolvePath(file, entry);
  try {
    return checkPem(await readFile(path, 'utf8'), path);
  } catch (error) {
    if (error instanceof Defect) throw error;
    throw new Defect(
      `certificate-authority ${path} ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be read'}`,
    );
  }
}

/** Relative paths count from the folder of the file that names them. Source: k8s.io/client-go tools/clientcmd/loader.go ResolveLocalPaths. */
function resolvePath(path: string, entry: ConfigEntry): string {
  return isAbsolute(path) ? path : join(dirname(entry.place.file), path);
}

function decode(data: string, field: string, entry: ConfigEntry): string {
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(data)) throw new Defect(`${field} of "${entry.name}" is not base64`);
  return checkPem(Buffer.from(data, 'base64').toString('utf8'), `${field} of "${entry.name}"`);
}

function checkPem(pem: string, what: string): string {
  if (!pem.includes('-----BEGIN ')) throw new Defect(`${what} is no PEM`);
  return pem;
}

interface LoginContext {
  readonly cluster: ConfigEntry;
  readonly server: string;
  readonly tls: TlsSettings;
  readonly q: TargetContext;
}

/** Source: k8s.io/client-go tools/clientcmd/client_config.go getUserIdentificationPartialConfig (a token file wins over a token). */
function credentialsOf(context: ConfigEntry, c: LoginContext): CredentialSource {
  // A context without a user is anonymous, as with kubectl.
  if (text(context.content.user) === undefined) return new StaticCredentials({});
  const user = find(c.q.config.users, context.content.user, 'user');
  const { content } = user;
  const headers = impersonation(content);
  if (isMap(content.exec)) return execOf(user, { exec: content.exec, headers, c });
  if (isMap(content['auth-provider'])) {
    return new AuthProviderCredentials(content, { name: String(content['auth-provider'].name), server: c.server });
  }
  const username = text(content.username);
  return new StaticCredentials({
    token: tokenOf(user),
    basic: username === undefined ? undefined : { username, password: text(content.password) ?? '' },
    certificate: certificateOf(user),
    headers,
  });
}

function isMap(value: unknown): value is Content {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function tokenOf(user: ConfigEntry): TextSource | undefined {
  const file = text(user.content.tokenFile);
  if (file !== undefined) return { file: resolvePath(file, user) };
  const token = text(user.content.token);
  return token === undefined ? undefined : { text: token.trim() };
}

function certificateOf(user: ConfigEntry): { cert: TextSource; key: TextSource } | undefined {
  const cert = pemSource(user, 'client-certificate');
  const key = pemSource(user, 'client-key');
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) {
    throw new Defect(
      `user "${user.name}" has ${cert === undefined ? 'a client key without a certificate' : 'a client certificate without a key'}`,
    );
  }
  return { cert, key };
}

function pemSource(user: ConfigEntry, field: string): TextSource | undefined {
  const data = text(user.content[`${field}-data`]);
  if (data !== undefined) return { text: decode(data, `${field}-data`, user) };
  const file = text(user.content[field]);
  return file === undefined ? undefined : { file: resolvePath(file, user) };
}

/** Several groups are several headers: lines of one value here. Source: k8s.io/client-go transport/round_trippers.go NewImpersonatingRoundTripper. */
function impersonation(content: Content): Record<string, string> {
  const as = text(content.as);
  if (as === undefined) return {};
  const groups = Array.isArray(content['as-groups']) ? content['as-groups'].map(String) : [];
  const uid = text(content['as-uid']);
  return {
    'impersonate-user': as,
    ...(uid === undefined ? {} : { 'impersonate-uid': uid }),
    ...(groups.length === 0 ? {} : { 'impersonate-group': groups.join('\n') }),
  };
}

function execOf(user: ConfigEntry, more: { exec: Content; headers: Record<string, string>; c: LoginContext }): CredentialSource {
  const { exec, headers, c } = more;
  const defect = execDefect(exec);
  if (defect !== undefined) throw new Defect(`user "${user.name}": ${defect}`);
  const command = String(exec.command);
  const resolved = command.includes('/') ? resolvePath(command, user) : command;
  return new ExecCredentials(execPlugin({ ...exec, command: resolved }, clusterForPlugin(c)), { ...c.q.plugins, headers });
}

/** Source: k8s.io/client-go pkg/apis/clientauthentication/v1 types.go Cluster; the extension of this name is its `config`. */
function clusterForPlugin({ cluster, server, tls }: LoginContext): Content {
  const extensions = Array.isArray(cluster.content.extensions)
    ? (cluster.content.extensions as { name?: unknown; extension?: unknown }[])
    : [];
  const config = extensions.find(({ name }) => name === 'client.authentication.k8s.io/exec')?.extension;
  return {
    server,
    ...(tls.serverName === undefined ? {} : { 'tls-server-name': tls.serverName }),
    ...(tls.insecureSkipVerify ? { 'insecure-skip-tls-verify': true } : {}),
    ...(tls.ca === undefined ? {} : { 'certificate-authority-data': Buffer.from(tls.ca).toString('base64') }),
    ...(text(cluster.content['proxy-url']) === undefined ? {} : { 'proxy-url': cluster.content['proxy-url'] }),
    ...(config === undefined ? {} : { config }),
  };
}
