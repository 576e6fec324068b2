import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterTarget } from './cluster-target.ts';
import { StaticCredentials } from './static-credentials.ts';

/** Source: k8s.io/client-go rest/config.go InClusterConfig. */
const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The cluster that this process runs in, named `local`, by the pod's service account; undefined outside a cluster. */
export async function inClusterTarget(q: {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Default: where Kubernetes mounts it. */
  readonly folder?: string;
}): Promise<ClusterTarget | undefined> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = q.env;
  if (host === undefined || host === '' || port === undefined || port === '') return undefined;
  const folder = q.folder ?? serviceAccountFolder;
  const read = async (name: string): Promise<string | undefined> => {
    try {
      return (await readFile(join(folder, name), 'utf8')).trim();
    } catch {
      return undefined;
    }
  };
  if ((await read('token')) === undefined) return undefined;
  return {
    id: 'local',
    aliases: [],
    labels: {},
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    namespace: await read('namespace'),
    tls: { ca: await read('ca.crt'), insecureSkipVerify: false, serverName: undefined },
    credentials: new StaticCredentials({ token: { file: join(folder, 'token') } }),
    proxyUrl: undefined,
  };
}
