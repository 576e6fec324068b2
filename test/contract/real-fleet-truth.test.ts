import { type FaultyProxy, type ProxyFault, startFaultyProxy } from '../kit/faulty-proxy.ts';
import { type RealApiServer, startRealApiServer } from '../kit/real-api-server.ts';
import { testFleetTruth } from './fleet-truth.ts';
import { type TruthFault, type TruthServer, writeByApi } from './truth-server.ts';

const networkFaults: Readonly<Record<string, ProxyFault>> = {
  refuse: { type: 'refuse' },
  hang: { type: 'hang' },
  trickle: { type: 'trickle', bytesPerSecond: 2000 },
  reset: { type: 'reset', afterBytes: 3000 },
  'cut mid-line': { type: 'cut', afterBytes: 2500 },
  latency: { type: 'latency', latencyMs: 200 },
};

const throttled = 'hindsight-throttled';
const flowControl = '/apis/flowcontrol.apiserver.k8s.io/v1';

/** A priority level without any seat for the collector's user: 429 from priority and fairness itself. */
function throttle(real: RealApiServer, proxy: FaultyProxy): TruthFault {
  const apiVersion = 'flowcontrol.apiserver.k8s.io/v1';
  const level = {
    type: 'Limited',
    limited: { nominalConcurrencyShares: 0, lendablePercent: 0, borrowingLimitPercent: 0, limitResponse: { type: 'Reject' } },
  };
  const subjects = [{ kind: 'User', user: { name: 'viewer' } }];
  const everything = { verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'] };
  const rules = [{ subjects, resourceRules: [everything], nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }] }];
  return {
    name: '429 of priority and fairness',
    async begin() {
      await real.must('POST', `${flowControl}/prioritylevelconfigurations`, {
        apiVersion,
        kind: 'PriorityLevelConfiguration',
        metadata: { name: throttled },
        spec: level,
      });
      await real.must('POST', `${flowControl}/flowschemas`, {
        apiVersion,
        kind: 'FlowSchema',
        metadata: { name: throttled },
        spec: { priorityLevelConfiguration: { name: throttled }, matchingPrecedence: 2, rules },
      });
      // Open watches have their seats already.
      await proxy.setFault({ type: 'refuse' });
      await proxy.setFault(undefined);
    },
    async end() {
      await real.must('DELETE', `${flowControl}/flowschemas/${throttled}`);
      await real.must('DELETE', `${flowControl}/prioritylevelconfigurations/${throttled}`);
    },
  };
}

/** The collector's user loses its rights and gets them back. */
function forbid(real: RealApiServer): TruthFault {
  const bindings = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings';
  let binding: { metadata: Record<string, unknown> } | undefined;
  return {
    name: '403, rights taken away',
    async begin() {
      binding = await real.must('GET', `${bindings}/viewer`);
      await real.must('DELETE', `${bindings}/viewer`);
      // Open watches stay allowed; new connections are not.
      await real.restart();
    },
    async end() {
      await real.must('POST', bindings, { ...binding, metadata: { name: 'viewer' } });
    },
  };
}

/** All history is forgotten while the collector cannot watch. */
function forget(real: RealApiServer, proxy: FaultyProxy): TruthFault {
  return {
    name: '410, history compacted',
    begin: () => proxy.setFault({ type: 'refuse' }),
    async end() {
      await real.compact();
      await real.restart();
      await proxy.setFault(undefined);
    },
  };
}

async function start(): Promise<TruthServer> {
  const real = await startRealApiServer();
  const proxy = await startFaultyProxy(Number(new URL(real.url).port));
  const network = Object.entries(networkFaults).map(([name, fault]): TruthFault => {
    return { name, begin: () => proxy.setFault(fault), end: () => proxy.setFault(undefined) };
  });
  return {
    target: { ...real.target('viewer'), url: `https://127.0.0.1:${proxy.port}` },
    admin: real.target('admin'),
    write: (change) => writeByApi(real.target('admin'), change),
    faults: [...network, throttle(real, proxy), forbid(real), forget(real, proxy)],
    killAndRestart: () => real.restart(),
    snapshot: () => real.snapshotEtcd(),
    restore: (snapshot) => real.restoreEtcd(snapshot as string),
    async stop() {
      await proxy.close();
      await real.stop();
    },
  };
}

testFleetTruth(start, [...Object.keys(networkFaults), '429 of priority and fairness', '403, rights taken away', '410, history compacted']);
