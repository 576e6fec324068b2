import { ApiFailure } from './api-server.ts';
import type { Credentials } from './cluster-target.ts';
import { jsonObject } from './json-object.ts';

/** What is run. */
export interface ExecCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to our environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** A credential plugin as a kubeconfig declares it, ready to run. */
export interface ExecPlugin extends ExecCommand {
  /** True when it cannot do without a person at a terminal: it is run alone, with ours. */
  readonly interactive: boolean;
  /** JSON for KUBERNETES_EXEC_INFO. */
  readonly info: string;
  readonly apiVersion: string;
  readonly installHint: string | undefined;
}

const group = 'client.authentication.k8s.io';

/** Why a declaration cannot be used, or undefined; `interactive` where a person sits at a terminal. Source: k8s.io/client-go tools/clientcmd/validation.go, v1alpha1 is gone since 1.24. */
export function execDefect(exec: Readonly<Record<string, unknown>>, interactive: boolean): string | undefined {
  if (typeof exec.command !== 'string' || exec.command === '') return 'exec plugin without a command';
  if (exec.apiVersion !== `${group}/v1` && exec.apiVersion !== `${group}/v1beta1`) {
    return `exec plugin with apiVersion ${String(exec.apiVersion)}; ${group}/v1 and v1beta1 are understood`;
  }
  const mode = exec.interactiveMode;
  if (mode === 'Always' && !interactive) return 'exec plugin needs a terminal to ask at (interactiveMode Always), and there is none';
  if (mode !== undefined && !interactiveModes.has(String(mode))) return `exec plugin with interactiveMode ${String(mode)}`;
  return undefined;
}

/** v1 requires one of them, v1beta1 takes `IfAvailable` where it is missing; so do we. Source: k8s.io/client-go tools/clientcmd/api/types.go ExecInteractiveMode. */
const interactiveModes: ReadonlySet<string> = new Set(['Never', 'IfAvailable', 'Always']);

/** Makes a checked declaration runnable. `cluster` is passed on when it asks for it (`provideClusterInfo`). */
export function execPlugin(exec: Readonly<Record<string, unknown>>, cluster: Readonly<Record<string, unknown>>): ExecPlugin {
  const env = Array.isArray(exec.env) ? (exec.env as { name?: unknown; value?: unknown }[]) : [];
  const apiVersion = String(exec.apiVersion);
  // `IfAvailable` gets no terminal: plugins of many contexts run beside each other.
  const interactive = exec.interactiveMode === 'Always';
  return {
    interactive,
    command: String(exec.command),
    args: Array.isArray(exec.args) ? exec.args.map(String) : [],
    env: Object.fromEntries(
      env.filter(({ name }) => typeof name === 'string').map(({ name, value }) => [String(name), String(value ?? '')]),
    ),
    apiVersion,
    installHint: typeof exec.installHint === 'string' && exec.installHint !== '' ? exec.installHint : undefined,
    info: JSON.stringify({
      kind: 'ExecCredential',
      apiVersion,
      spec: { ...(exec.provideClusterInfo === true ? { cluster } : {}), interactive },
    }),
  };
}

/** Reads what a plugin printed. Throws ApiFailure `credentials`; what it printed is never quoted, as it may be a token. */
export function parseExecCredential(stdout: string, plugin: ExecPlugin): { credentials: Credentials; expiresAtMs: number | undefined } {
  const fail = (reason: string): never => {
    throw new ApiFailure('credentials', `exec plugin ${plugin.command} ${reason}`);
  };
  const answer: ExecAnswer = jsonObject(stdout) ?? fail('printed something that is no ExecCredential');
  if (answer.kind !== 'ExecCredential') fail('printed something that is no ExecCredential');
  if (answer.apiVersion !== plugin.apiVersion) fail(`answered in another version than ${plugin.apiVersion}`);
  const status = answer.status ?? fail('answered without a status');
  const { token, clientCertificateData: cert, clientKeyData: key, expirationTimestamp } = status;
  const hasToken = typeof token === 'string' && token !== '';
  const hasCertificate = typeof cert === 'string' && cert !== '' && typeof key === 'string' && key !== '';
  if (!hasToken && !hasCertificate) fail('answered neither a token nor a certificate with its key');
  const expiresAtMs = typeof expirationTimestamp === 'string' ? Date.parse(expirationTimestamp) : Number.NaN;
  return {
    credentials: {
      headers: hasToken ? { authorization: `Bearer ${token}` } : {},
      clientCertificate: hasCertificate ? { cert, key } : undefined,
    },
    expiresAtMs: Number.isNaN(expiresAtMs) ? undefined : expiresAtMs,
  };
}

interface ExecAnswer {
  readonly kind?: unknown;
  readonly apiVersion?: unknown;
  readonly status?: Readonly<Record<string, unknown>> | null;
}
