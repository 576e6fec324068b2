import { type Random, seededRandom } from '../../base/random.ts';
import type { KubeObject, OwnerReference } from '../../kube/object.ts';
import { base64 } from '../base64.ts';
import { planted, readsCredentials } from '../plan/application-profile.ts';
import type { ClusterPlan, WorkloadPlan } from '../plan/cluster-plan.ts';
import { lastApplied } from './last-applied.ts';
import { makeObject } from './make-object.ts';
import { workloadLabels } from './metadata.ts';

/** The Secrets of a cluster. Every value in them is invented and begins with `plantedMarker`. */
export function growSecrets(plan: ClusterPlan): KubeObject[] {
  const random = seededRandom(`${plan.identity.seed}/${plan.identity.name}/secrets`);
  const applications = plan.workloads.flatMap((workload) => workloadSecrets(plan, workload, random));
  return [
    ...plan.namespaces.map(({ name, createdMs }) => pullSecret(plan, { namespace: name, createdMs }, random)),
    ...applications,
    ...systemSecrets(plan, random),
  ];
}

interface SecretDraft {
  readonly name: string;
  readonly namespace: string;
  readonly createdMs: number;
  readonly type: string;
  readonly data: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly owners?: readonly OwnerReference[];
  readonly manager: string;
}

function makeSecret(plan: ClusterPlan, draft: SecretDraft): KubeObject {
  const { type, data, ...rest } = draft;
  const encoded = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, base64(value)]));
  return makeObject(plan, { apiVersion: 'v1', kind: 'Secret', resource: 'secrets', ...rest, body: { data: encoded, type } });
}

function workloadSecrets(plan: ClusterPlan, workload: WorkloadPlan, random: Random): KubeObject[] {
  const { name, namespace } = workload;
  const secrets: KubeObject[] = [];
  if (workload.madeBy === 'postgresql') secrets.push(...postgresSecrets(plan, workload, random));
  if (readsCredentials(workload) && workload.trouble !== 'missing-secret' && workload.team !== 'teapot') {
    secrets.push(credentials(plan, workload, random));
  }
  if (workload.team === 'teapot' || !random.chance(0.08)) return secrets;
  secrets.push(
    makeSecret(plan, {
      name: `sh.helm.release.v1.${name}.v${1 + random.int(20)}`,
      namespace,
      createdMs: workload.createdMs + 1,
      type: 'helm.sh/release.v1',
      // Helm encodes once more before Kubernetes does. Source: helm.sh/helm pkg/storage/driver.
      data: { release: base64(`${planted('helm', name, random)}{"name":"${name}","info":{"status":"deployed"}}`) },
      labels: { name, owner: 'helm', status: 'deployed', version: '1' },
      manager: 'helm',
    }),
  );
  return secrets;
}

/** A Secret of an application: from the credentials provider, by client-side apply, or created by hand. */
function credentials(plan: ClusterPlan, workload: WorkloadPlan, random: Random): KubeObject {
  const { name, namespace, createdMs } = workload;
  const secret = `${name}-credentials`;
  const value = (place: string): string => planted(place, name, random);
  const draft = { name: secret, namespace, createdMs: createdMs - 500, type: 'Opaque', labels: workloadLabels(workload) };
  if (workload.credentials === true) {
    const owner = {
      apiVersion: 'zalando.org/v1',
      kind: 'PlatformCredentialsSet',
      name: secret,
      uid: plan.mint.uid('platformcredentialssets.zalando.org', `${namespace}/${secret}`),
    };
    const data = { 'database-password': value('secret'), 'token-type': 'Bearer', 'token-secret': value('secret') };
    // This operator writes what it last issued into an annotation of its own.
    const annotations = { 'credentials-provider.example.org/last-issued': value('operator-annotation') };
    return makeSecret(plan, { ...draft, data, annotations, owners: [owner], manager: 'credentials-provider' });
  }
  const data = { 'database-password': value('secret'), 'api-key': value('secret') };
  if (!random.chance(0.5)) return makeSecret(plan, { ...draft, data, manager: 'kubectl-create' });
  const encoded = Object.fromEntries(Object.entries(data).map(([key, text]) => [key, base64(text)]));
  const manifest = {
    apiVersion: 'v1',
    data: encoded,
    kind: 'Secret',
    metadata: { annotations: {}, labels: draft.labels, name: secret, namespace },
    type: 'Opaque',
  };
  return makeSecret(plan, { ...draft, data, annotations: lastApplied(manifest), manager: 'kubectl-client-side-apply' });
}

function postgresSecrets(plan: ClusterPlan, workload: WorkloadPlan, random: Random): KubeObject[] {
  return ['postgres', 'standby', 'app_owner'].map((user) =>
    makeSecret(plan, {
      name: `${user.replace('_', '-')}.${workload.name}.credentials.postgresql.acid.zalan.do`,
      namespace: workload.namespace,
      createdMs: workload.createdMs + 5000,
      type: 'Opaque',
      data: { password: planted('secret', workload.name, random), username: user },
      labels: { application: 'spilo', 'cluster-name': workload.name, team: workload.team },
      manager: 'postgres-operator',
    }),
  );
}

function pullSecret(plan: ClusterPlan, q: { namespace: string; createdMs: number }, random: Random): KubeObject {
  const auth = planted('registry', q.namespace, random);
  return makeSecret(plan, {
    name: 'registry-pull',
    namespace: q.namespace,
    createdMs: q.createdMs + 4000,
    type: 'kubernetes.io/dockerconfigjson',
    data: {
      '.dockerconfigjson': `{"auths":{"registry.example.org":{"username":"pull","password":"${auth}","auth":"${base64(`pull:${auth}`)}"}}}`,
    },
    manager: 'credentials-injector',
  });
}

function systemSecrets(plan: ClusterPlan, random: Random): KubeObject[] {
  const { createdMs, name } = plan.identity;
  const system = { namespace: 'kube-system', createdMs: createdMs + 950_000 };
  return [
    makeSecret(plan, {
      ...system,
      name: 'logging-agent',
      type: 'Opaque',
      data: { 'api-key': planted('secret', 'logging-agent', random) },
      manager: 'kubectl-client-side-apply',
    }),
    makeSecret(plan, {
      ...system,
      name: 'admission-controller-tls',
      type: 'kubernetes.io/tls',
      data: { 'tls.crt': '-----BEGIN CERTIFICATE-----\n', 'tls.key': planted('tls-key', name, random) },
      manager: 'kubectl-create',
    }),
    makeSecret(plan, {
      ...system,
      name: `bootstrap-token-${plan.mint.digest('bootstrap').slice(0, 6)}`,
      type: 'bootstrap.kubernetes.io/token',
      data: { 'token-id': plan.mint.digest('bootstrap').slice(0, 6), 'token-secret': planted('bootstrap', name, random) },
      manager: 'cluster-lifecycle-manager',
    }),
    makeSecret(plan, {
      ...system,
      name: 'deployer-token-legacy',
      type: 'kubernetes.io/service-account-token',
      data: { token: planted('service-account', name, random), namespace: 'kube-system' },
      annotations: { 'kubernetes.io/service-account.name': 'default' },
      manager: 'kubectl-create',
    }),
  ];
}
