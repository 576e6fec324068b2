import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { plantedMarker } from '../../src/core/sim/planted-secrets.ts';
import { type RawTarget, rawRequest } from './raw-request.ts';

const namespace = 'kube-system';
/** Stands in objects where it may be read: if a search cannot find it, it could not have found a secret either. */
export const openValue = 'mAyBeSeEn-7f3a91';

/** Invented secrets that were written through the API, and what a search has to look for. */
export interface PlantedSecrets {
  /** Every form in which a planted value may stand in bytes: as it is, and in base64 at each offset. */
  readonly needles: readonly string[];
  /** How many values one writing of all planted objects carries, copies in annotations included. */
  readonly valuesInAll: number;
  /** Writes to every planted object again, with new secret values in the same places: open watches get them as events. */
  touch(): Promise<void>;
}

/** A value nobody else has; where it was planted can be read off it. */
function secret(where: string): string {
  return `${plantedMarker}${where}-${randomBytes(6).toString('hex')}`;
}

const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');

/** As kubectl's client-side apply writes it. Source: k8s.io/kubectl pkg/util/apply.go. */
function applied<T extends { metadata: object }>(manifest: T): T {
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': `${JSON.stringify(manifest)}\n` };
  return { ...manifest, metadata: { ...manifest.metadata, annotations } };
}

function container(where: string): object {
  return {
    name: 'main',
    image: 'registry.example.org/shop:1',
    env: [
      { name: 'LOG_LEVEL', value: openValue },
      { name: 'DB_PASSWORD', value: secret(`${where}-env`) },
      { name: 'apiToken', value: `${secret(`${where}-quote`)}"\\\u00e9` },
      { name: 'DATABASE_URL', value: `postgres://shop:${secret(`${where}-url`)}@db.example.org/shop` },
      { name: 'FROM_SECRET', valueFrom: { secretKeyRef: { name: 'shop', key: 'password' } } },
    ],
  };
}

const podSpec = (where: string): object => ({
  initContainers: [{ ...container(`${where}-init`), name: 'init' }],
  containers: [container(where)],
  ephemeralContainers: [{ ...container(`${where}-debug`), name: 'debug' }],
});
const labels = { application: 'planted', note: openValue };
const template = (where: string): object => ({ metadata: { labels }, spec: podSpec(where) });
const metadata = (name: string, more: object = {}): { name: string; namespace: string } => ({ name, namespace, labels, ...more }) as never;

/** An object to plant: its collection, and what it looks like each time it is written. */
interface Plant {
  readonly path: string;
  body(): object & { readonly metadata: { readonly name: string } };
}

const core = `/api/v1/namespaces/${namespace}`;
const group = (name: string): string => `/apis/${name}/namespaces/${namespace}`;
const selector = { matchLabels: labels };
const deployment = (name: string, more: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: metadata(name, more),
  spec: { replicas: 1, selector, template: template(name) },
});
const opaque = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  type: 'Opaque',
  metadata: metadata(name, more),
  data: { password: base64(secret(name)), 'tls.key': base64(`-----BEGIN ${secret(`${name}-pem`)}`) },
});

const plants: readonly Plant[] = [
  { path: `${core}/secrets`, body: () => opaque('by-create') },
  { path: `${core}/secrets`, body: () => applied({ ...opaque('by-apply'), stringData: { plain: secret('string-data') } }) },
  {
    path: `${core}/secrets`,
    body: () =>
      opaque('by-operator', {
        annotations: {
          'operator.example.org/initial-password': secret('operator'),
          'operator.example.org/previous': JSON.stringify({ password: secret('operator-json'), quoted: `"${secret('operator-quoted')}"` }),
          'operator.example.org/state': base64(secret('operator-base64')),
        },
      }),
  },
  {
    path: `${core}/secrets`,
    body: () => ({
      ...opaque('sh.helm.release.v1.shop.v1', { labels: { owner: 'helm', name: 'shop' } }),
      type: 'helm.sh/release.v1',
      data: { release: base64(base64(secret('helm-secret'))) },
    }),
  },
  {
    path: `${core}/configmaps`,
    body: () => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadata('sh.helm.release.v1.till.v1', { labels: { owner: 'helm', name: 'till' } }),
      data: { release: base64(secret('helm-config-map')), open: openValue },
    }),
  },
  {
    path: `${core}/pods`,
    body: () => applied({ apiVersion: 'v1', kind: 'Pod', metadata: metadata('pod-by-apply'), spec: podSpec('pod-by-apply') }),
  },
  {
    path: `${core}/pods`,
    body: () => ({ apiVersion: 'v1', kind: 'Pod', metadata: metadata('pod-by-create'), spec: podSpec('pod-by-create') }),
  },
  {
    path: `${core}/podtemplates`,
    body: () => ({ apiVersion: 'v1', kind: 'PodTemplate', metadata: metadata('template'), template: template('template') }),
  },
  {
    path: `${core}/replicationcontrollers`,
    body: () => ({
      apiVersion: 'v1',
      kind: 'ReplicationController',
      metadata: metadata('controller'),
      spec: { replicas: 0, selector: labels, template: template('controller') },
    }),
  },
  { path: `${group('apps/v1')}/deployments`, body: () => deployment('deployment-by-create') },
  { path: `${group('apps/v1')}/deployments`, body: () => applied(deployment('deployment-by-apply')) },
  {
    path: `${group('apps/v1')}/deployments`,
    body: () => {
      const before = deployment('deployment-by-operator');
      return deployment('deployment-by-operator', {
        annotations: {
          'open.example.org/note': openValue,
          'kapp.k14s.io/original': JSON.stringify(before),
          'operator.example.org/pretty': JSON.stringify(before, null, 2),
          'operator.example.org/list': JSON.stringify({ kind: 'List', items: [before, opaque('inside')] }),
          'objectset.rio.cattle.io/applied': base64(gzipSync(JSON.stringify(before))),
          'operator.example.org/packed': base64(zstdCompressSync(JSON.stringify(before))),
        },
      });
    },
  },
  {
    path: `${group('apps/v1')}/statefulsets`,
    body: () =>
      applied({
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        metadata: metadata('stateful'),
        spec: { replicas: 0, selector, serviceName: 'x', template: template('stateful') },
      }),
  },
  {
    path: `${group('apps/v1')}/daemonsets`,
    body: () =>
      applied({ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: metadata('daemon'), spec: { selector, template: template('daemon') } }),
  },
  {
    path: `${group('apps/v1')}/replicasets`,
    body: () => ({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: metadata('replica'),
      spec: { replicas: 0, selector, template: template('replica') },
    }),
  },
  {
    path: `${group('apps/v1')}/controllerrevisions`,
    body: () => ({
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      metadata: metadata('revision'),
      data: { spec: { template: { $patch: 'replace', spec: podSpec('revision') } } },
      revision: 1,
    }),
  },
  {
    path: `${group('batch/v1')}/jobs`,
    body: () => applied({ apiVersion: 'batch/v1', kind: 'Job', metadata: metadata('job'), spec: { template: template('job') } }),
  },
  {
    path: `${group('batch/v1')}/cronjobs`,
    body: () =>
      applied({
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: metadata('cron'),
        spec: { schedule: '0 3 * * *', suspend: true, jobTemplate: { spec: { template: template('cron') } } },
      }),
  },
  {
    path: `${group('zalando.org/v1')}/stacksets`,
    body: () =>
      applied({
        apiVersion: 'zalando.org/v1',
        kind: 'StackSet',
        metadata: metadata('custom'),
        spec: { stackTemplate: { spec: { podTemplate: template('custom') } }, manifest: opaque('manifest') },
      }),
  },
];

/** Plants secrets in one cluster, in every way in which they get into objects: by create, by client-side apply, by operators' own annotations, by Helm. */
export async function plantSecrets(admin: RawTarget): Promise<PlantedSecrets> {
  const ask = async (method: string, path: string, body?: object): Promise<{ status: number; text: string }> =>
    rawRequest(admin, { method, path, ...(body !== undefined && { body }) });
  for (const plant of plants) {
    const { status, text } = await ask('POST', plant.path, plant.body());
    if (status !== 201) throw new Error(`${plant.path}: ${status} ${text}`);
  }
  return {
    needles: [plantedMarker, ...inBase64(plantedMarker)],
    valuesInAll: plants.reduce((sum, plant) => sum + JSON.stringify(plant.body()).split(plantedMarker).length - 1, 0),
    async touch() {
      for (const plant of plants) {
        const body = plant.body();
        const { status, text } = await ask('PUT', `${plant.path}/${body.metadata.name}`, body);
        if (status !== 200) throw new Error(`${plant.path}: ${status} ${text}`);
      }
    },
  };
}

/** What base64 makes of a text wherever it begins: the characters that do not depend on its neighbours, for each of the three offsets, and encoded twice. */
function inBase64(text: string): readonly string[] {
  const once = [0, 1, 2].map((offset) =>
    base64(`${'x'.repeat(offset)}${text}`).slice(Math.ceil((offset * 4) / 3), Math.floor(((offset + text.length) * 4) / 3)),
  );
  return [...once, base64(once[0] as string).slice(0, Math.floor(((once[0] as string).length * 4) / 3))];
}

/** The text with everything in it that is gzip or zstd in base64 unpacked behind it, for values that no search for bytes would find. */
export function withUnpacked(text: string): string {
  const packed = text.match(/(H4sI|KLUv\/)[A-Za-z0-9+/]{20,}={0,2}/g) ?? [];
  return [text, ...packed.map(unpacked)].join('\n');
}

function unpacked(text: string): string {
  const bytes = Buffer.from(text, 'base64');
  try {
    return (text.startsWith('H4sI') ? gunzipSync(bytes) : zstdDecompressSync(bytes)).toString();
  } catch {
    return '';
  }
}
