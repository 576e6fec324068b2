import { readFile } from 'node:fs/promises';
import { HindsightError } from '../../core/base/hindsight-error.ts';
import type { ClusterSource } from './cluster-source.ts';
import { type ListedCluster, listedTargets } from './listed-cluster.ts';
import { parseRegistryAnswer } from './registry-answer.ts';

/** A registry of clusters, and how to ask it. */
export interface RegistryOptions {
  /** Only its origin counts. */
  readonly url: string;
  /** Bearer token for the registry; also for the clusters, unless they have a file of their own. */
  readonly tokenFile: string | undefined;
  readonly clusterTokenFile: string | undefined;
  /** How long an answer holds. Default a minute, as kube-web-view has it. */
  readonly everyMs?: number;
  readonly deadlineMs?: number;
}

const mostBytes = 32 * 1024 * 1024;

/**
 * Clusters that a registry answers at `/kubernetes-clusters`, in the format of the talk. Throws HindsightError `registry-failed`; whoever asks again keeps what it has.
 * Source: kube-web-view `--cluster-registry-url` (web-view.md A.12).
 */
export function registrySource(q: RegistryOptions): ClusterSource {
  const address = registryAddress(q.url);
  return {
    label: `cluster registry ${address.host}`,
    async read() {
      return { targets: listedTargets(await askRegistry(q), q.clusterTokenFile ?? q.tokenFile), notices: [] };
    },
    watch(onChange) {
      const timer = setInterval(onChange, q.everyMs ?? 60_000);
      timer.unref();
      return () => clearInterval(timer);
    },
  };
}

/** The clusters that a registry has ready. Throws HindsightError `registry-failed`. */
export async function askRegistry(q: Pick<RegistryOptions, 'url' | 'tokenFile' | 'deadlineMs'>): Promise<readonly ListedCluster[]> {
  const address = registryAddress(q.url);
  const token = q.tokenFile === undefined ? undefined : await readToken(q.tokenFile);
  return parseRegistryAnswer(await fetchText(address, token, q.deadlineMs ?? 10_000), address.host);
}

function registryAddress(text: string): URL {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol)) return new URL('/kubernetes-clusters', url.origin);
  throw new HindsightError('usage', `the cluster registry needs an http or https address, not "${text}"`);
}

async function readToken(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new HindsightError('registry-failed', `the token of the cluster registry cannot be read from ${file}`, { cause: error });
  }
}

async function fetchText(url: URL, token: string | undefined, deadlineMs: number): Promise<string> {
  const fail = (reason: string, cause?: unknown): never => {
    throw new HindsightError('registry-failed', `the cluster registry ${url.host} ${reason}`, { cause });
  };
  try {
    const answer = await fetch(url, {
      // A redirect could carry the token elsewhere.
      redirect: 'error',
      signal: AbortSignal.timeout(deadlineMs),
      headers: { accept: 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    });
    if (!answer.ok) return fail(`answered ${answer.status}`);
    const text = await answer.text();
    return text.length > mostBytes ? fail('answered more than 32 MiB') : text;
  } catch (error) {
    if (error instanceof HindsightError) throw error;
    const timedOut = error instanceof DOMException && error.name === 'TimeoutError';
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    return fail(timedOut ? `did not answer within ${deadlineMs / 1000} s` : `cannot be asked: ${reason}`, error);
  }
}
