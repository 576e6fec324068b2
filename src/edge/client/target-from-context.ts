import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { Clock } from '../../core/base/clock.ts';
import type { ConfigEntry, ConfigPlace, Kubeconfig } from '../config/kubeconfig-file.ts';
import { AuthProviderCredentials } from './auth-provider-credentials.ts';
import type { ClusterTarget, CredentialSource, TlsSettings } from './cluster-target.ts';
import { ExecCredentials, type ExecSharing } from './exec-credentials.ts';
import { type ExecCommand, execDefect, execPlugin } from './exec-plugin.ts';
import type { ExecRunner } from './exec-runner.ts';
import { OidcCredentials } from './oidc-credentials.ts';
import { StaticCredentials, type TextSource } from './static-credentials.ts';

type Content = Readonly<Record<string, unknown>>;

/** What a target is made with. */
export interface TargetContext {
  readonly config: Kubeconfig;
  readonly id: string;
  readonly plugins: PluginShare;
}

/** What the plugins of all contexts share: places to run, runs that are the same, and whether they may be run at all. */
export interface PluginShare {
  readonly runner: ExecRunner;
  readonly sharing: ExecSharing;
  readonly clock: Clock;
  /** True where somebody sits at a terminal whom a plugin may ask. */
  readonly interactive: boolean;
  /** Logins of `auth-provider` entries: equal entries share their refreshed token. */
  readonly logins: Map<string, CredentialSource>;
  /** Why a command may not be run; undefined when it may. */
  refuse?(command: ExecCommand): string | undefined;
}

/** Makes a target of one context; whatever is wrong with it becomes its `defect`. */
export async function targetFromContext(context: ConfigEntry, q: TargetContext): Promise<ClusterTarget> {
  const user = text(context.content.user);
  const base: Omit<ClusterTarget, keyof Reach> = {
    id: q.id,
    aliases: context.name === q.id ? [] : [context.name],
    labels: {},
    namespace: text(context.content.namespace),
    context: context.name,
    place: context.place,
    ...(user === undefined ? {} : { user }),
  };
  const way = await wayTo(context, q.config);
  if ('defect' in way) return { ...base, ...way, credentials: nobody };
  const { cluster, ...found } = way;
  const routedTo = teleportCluster(user === undefined ? undefined : q.config.users.get(user), way.tls);
  const reached = { ...base, ...found, ...(routedTo === undefined ? {} : { routedTo }) };
  try {
    return { ...reached, credentials: credentialsOf(context, { cluster, server: way.server, tls: way.tls, q }) };
  } catch (error) {
    if (!(error instanceof Defect)) throw error;
    return { ...reached, credentials: nobody, defect: error.message, ...(error.place && { place: error.place }) };
  }
}

/**
 * Behind a Teleport proxy all clusters have the proxy's address and CA; which one is meant says the login. A login that does not say it stands for itself.
 * Source: tsh writes `tsh kube credentials --kube-cluster=… --teleport-cluster=…` as exec plugin (goteleport.com/docs, Kubernetes access).
 */
function teleportCluster(user: ConfigEntry | undefined, tls: TlsSettings): string | undefined {
  const exec = user?.content.exec;
  const args = isMap(exec) && Array.isArray(exec.args) ? exec.args.map(String) : [];
  const isTeleport =
    (isMap(exec) && /(^|\/)tsh(\.exe)?$/.test(String(exec.command))) || tls.serverName?.startsWith('kube-teleport-proxy-alpn.') === true;
  if (!isTeleport || user === undefined) return undefined;
  const named = args.filter((arg) => /^--(kube|teleport)-cluster=/.test(arg));
  return named.length === 0 ? user.name : named.sort().join(' ');
}

const nobody = new StaticCredentials({});

type Reach = Pick<ClusterTarget, 'server' | 'tls' | 'proxyUrl' | 'credentials'>;
type Way = Omit<Reach, 'credentials'> & ({ readonly cluster: ConfigEntry } | { readonly defect: string; readonly place?: ConfigPlace });

/** How the cluster of a context is reached. */
async function wayTo(context: ConfigEntry, config: Kubeconfig): Promise<Way> {
  try {
    const cluster = find(config.clusters, context.content.cluster, 'cluster');
    return { cluster, server: serverOf(cluster), tls: await tlsOf(cluster), proxyUrl: proxyOf(cluster) };
  } catch (error) {
    if (!(error instanceof Defect)) throw error;
    const server = text(config.clusters.get(String(context.content.cluster))?.content.server) ?? '';
    return { server, tls: noTls, proxyUrl: undefined, defect: error.message, ...(error.place && { place: error.place }) };
  }
}

/** What is wrong with a context, and where: in the entry of its cluster or user, else in the context itself. */
class Defect extends Error {
  readonly place: ConfigPlace | undefined;

  constructor(message: string, entry?: ConfigEntry) {
    super(message);
    this.place = entry?.place;
  }
}

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
  if (server === undefined) throw new Defect(`cluster "${cluster.name}" has no server`, cluster);
  // kubectl takes a host without a scheme as http.
  const url = URL.parse(server.includes('://') ? server : `http://${server}`);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new Defect(`server "${server}" of cluster "${cluster.name}" is no http or https address`, cluster);
  return url.href.replace(/\/$/, '');
}

function proxyOf(cluster: ConfigEntry): string | undefined {
  const proxy = text(cluster.content['proxy-url']);
  if (proxy === undefined) return undefined;
  const url = URL.parse(proxy);
  if (url === null || !/^(https?|socks5h?):$/.test(url.protocol)) {
    throw new Defect(`proxy-url of cluster "${cluster.name}" is no http, https or socks5 address`, cluster);
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
    return checkPem(await readFile(path, 'utf8'), path, entry);
  } catch (error) {
    if (error instanceof Defect) throw error;
    throw new Defect(
      `certificate-authority ${path} ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be read'}`,
      entry,
    );
  }
}

/** Relative paths count from the folder of the file that names them. Source: k8s.io/client-go tools/clientcmd/loader.go ResolveLocalPaths. */
function resolvePath(path: string, entry: ConfigEntry): string {
  return isAbsolute(path) ? path : join(dirname(entry.place.file), path);
}

function decode(data: string, field: string, entry: ConfigEntry): string {
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(data)) throw new Defect(`${field} of "${entry.name}" is not base64`, entry);
  return checkPem(Buffer.from(data, 'base64').toString('utf8'), `${field} of "${entry.name}"`, entry);
}

function checkPem(pem: string, what: string, entry: ConfigEntry): string {
  if (!pem.includes('-----BEGIN ')) throw new Defect(`${what} is no PEM`, entry);
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
    return authProviderOf(user, content['auth-provider'], c);
  }
  const username = text(content.username);
  return new StaticCredentials({
    token: tokenOf(user),
    basic: username === undefined ? undefined : { username, password: text(content.password) ?? '' },
    certificate: certificateOf(user),
    headers,
  });
}

/** Equal entries are one login, also when the file is read again: a refreshed token is kept, and refreshed once for all contexts. */
function authProviderOf(user: ConfigEntry, provider: Content, { server, q: { plugins } }: LoginContext): CredentialSource {
  const config = isMap(provider.config) ? provider.config : {};
  const command = text(config['cmd-path']);
  const refusal = command === undefined ? undefined : plugins.refuse?.({ command, args: [String(config['cmd-args'] ?? '')], env: {} });
  if (refusal !== undefined) throw new Defect(`user "${user.name}": ${refusal}`, user);
  const key = JSON.stringify(provider);
  const known = plugins.logins.get(key);
  if (known !== undefined) return known;
  const name = String(provider.name);
  const folder = dirname(user.place.file);
  const login =
    name === 'oidc'
      ? new OidcCredentials(config, { clock: plugins.clock, folder })
      : new AuthProviderCredentials({ 'auth-provider': provider }, { name, server });
  plugins.logins.set(key, login);
  return login;
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
      user,
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
  const { plugins } = c.q;
  const defect = execDefect(exec, plugins.interactive);
  if (defect !== undefined) throw new Defect(`user "${user.name}": ${defect}`, user);
  const command = String(exec.command);
  const resolved = command.includes('/') ? resolvePath(command, user) : command;
  const plugin = execPlugin({ ...exec, command: resolved }, clusterForPlugin(c));
  const refusal = plugins.refuse?.(plugin);
  if (refusal !== undefined) throw new Defect(`user "${user.name}": ${refusal}`, user);
  return new ExecCredentials(plugin, { ...plugins, headers });
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
