import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { HindsightError } from '../../core/base/hindsight-error.ts';
import { targetsFromKubeconfig } from '../client/kubeconfig-targets.ts';
import { oneClusterEach } from './one-cluster-each.ts';

const folder = fileURLToPath(new URL('../../../test/fixtures/kubeconfigs/', import.meta.url));
const files = readdirSync(folder);

async function clustersOf(file: string, identity: 'cluster' | 'context' = 'cluster') {
  return oneClusterEach(await targetsFromKubeconfig({ files: [join(folder, file)], env: {} }), { identity });
}

/** Id, aliases, credential. */
const right: Readonly<Record<string, readonly (readonly [string, readonly string[], string])[]>> = {
  'eks.kubeconfig': [
    [
      'arn:aws:eks:eu-central-1:123456789012:cluster:shop-prod',
      ['arn:aws:eks:eu-central-1:123456789012:cluster/shop-prod', 'shop-prod-admin'],
      'exec aws',
    ],
    ['arn:aws:eks:us-east-1:123456789012:cluster:shop-test', ['arn:aws:eks:us-east-1:123456789012:cluster/shop-test'], 'exec aws'],
  ],
  'gke.kubeconfig': [
    ['gke_my-project_europe-west1_payments', [], 'exec gke-gcloud-auth-plugin'],
    ['connectgateway_my-project_global_edge-1', [], 'exec gke-gcloud-auth-plugin'],
    ['connectgateway_my-project_global_edge-2', [], 'exec gke-gcloud-auth-plugin'],
  ],
  'aks.kubeconfig': [['orders', ['orders-admin'], 'exec kubelogin']],
  'kind.kubeconfig': [
    ['kind-one', [], 'client certificate'],
    ['kind-two', [], 'client certificate'],
  ],
  'k3s.kubeconfig': [['default', [], 'client certificate']],
  'rancher.kubeconfig': [
    ['web', [], 'token'],
    ['web-fqdn', [], 'token'],
    ['data', [], 'token'],
  ],
  'teleport.kubeconfig': [
    ['teleport.example.org-alpha', ['alpha'], 'exec tsh'],
    ['teleport.example.org-beta', [], 'exec tsh'],
  ],
  'openshift.kubeconfig': [
    [
      'shop:api-ocp-example-org:6443:jane',
      ['shop/api-ocp-example-org:6443/jane', 'payments/api-ocp-example-org:6443/jane', 'default/api-ocp-example-org:6443/kube:admin'],
      'token',
    ],
  ],
  'oidc.kubeconfig': [['old', ['new'], 'oidc login.example.org']],
  'odd-bom-crlf.kubeconfig': [['windows', [], 'token']],
  'odd-anchors.kubeconfig': [['one', ['two'], 'token']],
  'odd-ports-and-case.kubeconfig': [
    ['a', ['b', 'c'], 'token'],
    ['d', [], 'token'],
  ],
};

/** Place (line and column), reason, remedy. */
const broken: Readonly<Record<string, readonly [string, RegExp, RegExp]>> = {
  'broken-tabs.kubeconfig': ['4:1', /not valid YAML: .*tab/i, /Mend/],
  'broken-duplicate-keys.kubeconfig': ['7:5', /Map keys must be unique/, /Mend/],
  'broken-duplicate-names.kubeconfig': ['6:3', /cluster "a" is there twice \(first in line 4\)/, /Rename or remove/],
  'broken-unknown-user.kubeconfig': ['8:3', /context "a": there is no user "nobody"/, /Mend/],
  'broken-unknown-cluster.kubeconfig': ['5:3', /context "a": there is no cluster "gone"/, /Mend/],
  'broken-cyclic-anchors.kubeconfig': ['6:5', /"cluster" refers to itself by an alias/, /Mend/],
  'broken-anchor-bomb.kubeconfig': ['10:5', /"cluster" has too many aliases/, /Mend/],
  'broken-base64.kubeconfig': ['4:3', /certificate-authority-data of "a" is not base64/, /Mend/],
  'broken-not-pem.kubeconfig': ['4:3', /is no PEM/, /Mend/],
  'broken-missing-ca-file.kubeconfig': ['4:3', /pki\/ca\.crt does not exist/, /Mend/],
  'broken-half-a-certificate.kubeconfig': ['13:3', /a client certificate without a key/, /Mend/],
  'broken-old-exec.kubeconfig': ['13:3', /v1alpha1; client\.authentication\.k8s\.io\/v1 and v1beta1 are understood/, /Mend/],
  'broken-interactive.kubeconfig': ['13:3', /needs a terminal/, /Mend/],
  'broken-shape.kubeconfig': ['4:3', /"clusters" must be a list/, /Mend/],
  'broken-truncated.kubeconfig': ['6:1', /not valid YAML/, /Mend/],
  'broken-binary.kubeconfig': ['1:1', /./, /Mend/],
  'broken-secret-manifest.kubeconfig': ['2:1', /a Secret, and no kubeconfig/, /Mend|kubectl/],
};

test('every file of the corpus has an expectation', () => {
  expect([...Object.keys(right), ...Object.keys(broken)].sort()).toEqual([...files].sort());
});

describe('right ones', () => {
  test.each(Object.keys(right))('%s', async (file) => {
    const { targets, notices } = await clustersOf(file);
    expect(targets.map(({ id, aliases, credentials }) => [id, aliases, credentials.label])).toEqual(right[file]);
    expect(targets.filter(({ defect }) => defect !== undefined)).toEqual([]);
    expect(notices).toEqual([]);
  });

  test('as contexts every one stays', async () => {
    expect((await clustersOf('openshift.kubeconfig', 'context')).targets.map(({ id }) => id)).toEqual([
      'shop:api-ocp-example-org:6443:jane',
      'payments:api-ocp-example-org:6443:jane',
      'default:api-ocp-example-org:6443:kube:admin',
    ]);
  });
});

describe('broken ones', () => {
  test.each(Object.keys(broken))('%s', async (file) => {
    const [place, reason, remedy] = broken[file] as readonly [string, RegExp, RegExp];
    const error = await clustersOf(file).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(HindsightError);
    const { code, message, hint } = error as HindsightError;
    expect({ code, message, hint }).toEqual({
      code: 'kubeconfig-invalid',
      message: expect.stringMatching(reason),
      hint: expect.stringMatching(remedy),
    });
    expect(message).toContain(`${join(folder, file)}:${place}: `);
  });

  test('a file that is not there', async () => {
    await expect(clustersOf('missing.kubeconfig')).rejects.toMatchObject({
      code: 'kubeconfig-missing',
      hint: 'Check the path in --kubeconfig.',
    });
  });
});
