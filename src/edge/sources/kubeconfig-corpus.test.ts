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
  'eks.yaml': [
    [
      'arn:aws:eks:eu-central-1:123456789012:cluster:shop-prod',
      ['arn:aws:eks:eu-central-1:123456789012:cluster/shop-prod', 'shop-prod-admin'],
      'exec aws',
    ],
    ['arn:aws:eks:us-east-1:123456789012:cluster:shop-test', ['arn:aws:eks:us-east-1:123456789012:cluster/shop-test'], 'exec aws'],
  ],
  'gke.yaml': [
    ['gke_my-project_europe-west1_payments', [], 'exec gke-gcloud-auth-plugin'],
    ['connectgateway_my-project_global_edge-1', [], 'exec gke-gcloud-auth-plugin'],
    ['connectgateway_my-project_global_edge-2', [], 'exec gke-gcloud-auth-plugin'],
  ],
  'aks.yaml': [['orders', ['orders-admin'], 'exec kubelogin']],
  'kind.yaml': [
    ['kind-one', [], 'client certificate'],
    ['kind-two', [], 'client certificate'],
  ],
  'k3s.yaml': [['default', [], 'client certificate']],
  'rancher.yaml': [
    ['web', [], 'token'],
    ['web-fqdn', [], 'token'],
    ['data', [], 'token'],
  ],
  'teleport.yaml': [
    ['teleport.example.org-alpha', ['alpha'], 'exec tsh'],
    ['teleport.example.org-beta', [], 'exec tsh'],
  ],
  'openshift.yaml': [
    [
      'shop:api-ocp-example-org:6443:jane',
      ['shop/api-ocp-example-org:6443/jane', 'payments/api-ocp-example-org:6443/jane', 'default/api-ocp-example-org:6443/kube:admin'],
      'token',
    ],
  ],
  'oidc.yaml': [['old', ['new'], 'oidc login.example.org']],
  'odd-bom-crlf.yaml': [['windows', [], 'token']],
  'odd-anchors.yaml': [['one', ['two'], 'token']],
  'odd-ports-and-case.yaml': [
    ['a', ['b', 'c'], 'token'],
    ['d', [], 'token'],
  ],
};

/** Place (line and column), reason, remedy. */
const broken: Readonly<Record<string, readonly [string, RegExp, RegExp]>> = {
  'broken-tabs.yaml': ['4:1', /not valid YAML: .*tab/i, /Mend/],
  'broken-duplicate-keys.yaml': ['7:5', /Map keys must be unique/, /Mend/],
  'broken-duplicate-names.yaml': ['6:3', /cluster "a" is there twice \(first in line 4\)/, /Rename or remove/],
  'broken-unknown-user.yaml': ['8:3', /context "a": there is no user "nobody"/, /Mend/],
  'broken-unknown-cluster.yaml': ['5:3', /context "a": there is no cluster "gone"/, /Mend/],
  'broken-cyclic-anchors.yaml': ['6:5', /"cluster" refers to itself by an alias/, /Mend/],
  'broken-anchor-bomb.yaml': ['10:5', /"cluster" has too many aliases/, /Mend/],
  'broken-base64.yaml': ['4:3', /certificate-authority-data of "a" is not base64/, /Mend/],
  'broken-not-pem.yaml': ['4:3', /is no PEM/, /Mend/],
  'broken-missing-ca-file.yaml': ['4:3', /pki\/ca\.crt does not exist/, /Mend/],
  'broken-half-a-certificate.yaml': ['13:3', /a client certificate without a key/, /Mend/],
  'broken-old-exec.yaml': ['13:3', /v1alpha1; client\.authentication\.k8s\.io\/v1 and v1beta1 are understood/, /Mend/],
  'broken-interactive.yaml': ['13:3', /needs a terminal/, /Mend/],
  'broken-shape.yaml': ['4:3', /"clusters" must be a list/, /Mend/],
  'broken-truncated.yaml': ['6:1', /not valid YAML/, /Mend/],
  'broken-binary.yaml': ['1:1', /./, /Mend/],
  'broken-secret-manifest.yaml': ['2:1', /a Secret, and no kubeconfig/, /Mend|kubectl/],
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
    expect((await clustersOf('openshift.yaml', 'context')).targets.map(({ id }) => id)).toEqual([
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
    await expect(clustersOf('missing.yaml')).rejects.toMatchObject({ code: 'kubeconfig-missing', hint: 'Check the path in --kubeconfig.' });
  });
});
