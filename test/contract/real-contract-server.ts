import { type RealApiServer, startRealApiServer } from '../kit/real-api-server.ts';
import type { ContractServer } from './contract-server.ts';

/** A real kube-apiserver as the contract suite wants it. */
export async function startRealContractServer(): Promise<ContractServer> {
  const real = await startRealApiServer();
  return {
    name: 'real',
    target: (user) => real.target(user),
    viewerCertificate: real.viewerCertificate,
    async forget() {
      await real.compact();
      // What etcd has forgotten the API server may still hold in its watch caches.
      await real.restart();
    },
    killAndRestart: () => real.restart(),
    snapshot: () => real.snapshotEtcd(),
    restore: (snapshot) => real.restoreEtcd(snapshot as string),
    breakGroup: () => breakGroup(real),
    stop: () => real.stop(),
  };
}

/** An APIService whose service nobody has. */
async function breakGroup(real: RealApiServer): ReturnType<ContractServer['breakGroup']> {
  const [group, version] = ['broken.hindsight.test', 'v1beta1'];
  const apiServices = '/apis/apiregistration.k8s.io/v1/apiservices';
  await real.must('POST', apiServices, {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: `${version}.${group}` },
    spec: {
      group,
      version,
      groupPriorityMinimum: 100,
      versionPriority: 100,
      insecureSkipTLSVerify: true,
      service: { namespace: 'default', name: 'not-there' },
    },
  });
  return { group, version, mend: async () => void (await real.must('DELETE', `${apiServices}/${version}.${group}`)) };
}
