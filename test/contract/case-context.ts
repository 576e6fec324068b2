import { type RawAnswer, type RawWatch, rawRequest, rawWatch } from '../kit/raw-request.ts';
import type { CaseContext, ContractCase, ContractServer } from './contract-server.ts';

let namespaces = 0;

/** Runs one case in a namespace of its own, and ends the watches it opened. */
export async function runCase(server: ContractServer, contractCase: ContractCase): Promise<void> {
  const namespace = `case-${++namespaces}-${contractCase.id.replace(/[^a-z0-9]+/g, '-')}`.slice(0, 60).replace(/-$/, '');
  const watches: RawWatch[] = [];
  const context = caseContext(server, namespace, watches);
  await context.must('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  try {
    await contractCase.run(context);
  } finally {
    for (const watch of watches) watch.close();
  }
}

function caseContext(server: ContractServer, namespace: string, watches: RawWatch[]): CaseContext {
  const configMaps = `/api/v1/namespaces/${namespace}/configmaps`;
  const send: CaseContext['send'] = (method, path, body, headers) =>
    rawRequest(server.target('admin'), {
      method,
      path,
      ...(body === undefined ? {} : { body }),
      ...(headers === undefined ? {} : { headers }),
    });
  const must: CaseContext['must'] = async (method, path, body, headers) =>
    okBody(await send(method, path, body, headers), `${method} ${path}`);
  return {
    server,
    namespace,
    configMaps,
    get: (path, { user = 'viewer', ...more } = {}) => rawRequest(server.target(user), { path, ...more }),
    read: async (path, headers) => okBody(await rawRequest(server.target('viewer'), { path, ...(headers ? { headers } : {}) }), path),
    send,
    must,
    configMap: (name, labels = {}, data = {}) =>
      must('POST', configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, labels }, data }),
    watch: async (path, headers) => {
      const watch = await rawWatch(server.target('viewer'), { path, ...(headers ? { headers } : {}) });
      watches.push(watch);
      return watch;
    },
  };
}

function okBody(answer: RawAnswer, what: string): unknown {
  if (answer.status < 200 || answer.status > 299) throw new Error(`${what}: ${answer.status} ${answer.text.slice(0, 500)}`);
  return answer.json();
}

/** Tries until the check passes, for what a server does a moment later; fails with the check's own last failure. */
export async function eventually(check: () => Promise<void>, withinMs = 10_000): Promise<void> {
  const startedMs = Date.now();
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() - startedMs > withinMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** An Accept header for a Table, a PartialObjectMetadata or a list of those. */
export function acceptAs(kind: 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList'): Readonly<Record<string, string>> {
  return { accept: `application/json;as=${kind};v=v1;g=meta.k8s.io` };
}
