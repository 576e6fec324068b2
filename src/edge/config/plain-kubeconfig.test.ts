import { expect, test } from 'vitest';
import { parseKubeconfig } from './parse-kubeconfig.ts';
import { readPlainKubeconfig } from './plain-kubeconfig.ts';

const written = `# by a program
apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJ+abc/w==
    server: https://10.0.0.1:6443
  name: arn:aws:eks:eu-central-1:123456789012:cluster/shop
- name: "two"
  cluster:
    insecure-skip-tls-verify: true
    server: 'https://two.example.org'
contexts:
  - context:
      cluster: two
      namespace: kube-system
      user: dev
    name: two

  - name: "one: odd"
    context:
      cluster: arn:aws:eks:eu-central-1:123456789012:cluster/shop
      user: dev
current-context: two
kind: Config
preferences: {}
users:
- name: dev
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      args:
      - --region
      - "eu-central-1"
      - eks
      command: aws
      env:
      - name: AWS_PROFILE
        value: "dev"
      interactiveMode: IfAvailable
      provideClusterInfo: false
- name: empty
  user: {}
`;

test('what programs write is read as the YAML parser reads it, places included', () => {
  // An argument that begins with a dash is no plain text here.
  expect(readPlainKubeconfig(written, 'f')).toBeUndefined();
  const plain = written.replace('- --region', '- "--region"');
  const read = readPlainKubeconfig(plain, 'f');
  expect(read).toEqual(parseKubeconfig(plain, 'f'));
  expect(read?.users.get('dev')?.content).toMatchObject({ exec: { args: ['--region', 'eu-central-1', 'eks'], provideClusterInfo: false } });
});

test.each([
  'contexts: {a: b}',
  'contexts:\n- 7',
  'contexts:\n- context: {}',
  'contexts:\n- name: x\n  context: text',
  'contexts:\n- name: x\n  context: {}\n- name: x\n  context: {}',
  'contexts:\n- name: 1234\n  context: {}',
  'contexts:\n- name: x\n  context:\n    cluster: 0x10',
  'contexts:\n- name: x\n  context:\n    cluster: 1e5',
  'contexts:\n- name: x\n  context:\n    cluster: 2001-12-14',
  'contexts:\n- name: x\n  context:\n    cluster: "a": b',
  'contexts:\n- name: x\n  context:\n    cluster: a: b',
  'contexts:\n- name: x\n  context:\n    cluster: a # comment',
  'contexts:\n- name: x\n  context:\n    cluster: "a\\tb"',
  'contexts:\n- name: x\n  context:\n    cluster: &a b',
  'contexts:\n- name: x\n  context:\n    cluster: >-\n      folded\n',
  'contexts:\n- name: x\n  context:\n    cluster: over\n      two lines',
  'contexts:\n- name: x\n   context: {}',
  'contexts:\n- name: x\n  context:\n    cluster: yes',
  'contexts:\n- name: x\n  context:\n    cluster: ä',
  'contexts:\n- name: x\n  context:\n    __proto__: b',
  'contexts:\n- name: x\n  context:\n  cluster: b',
  'contexts:\n- name: x\n  name: y\n  context: {}',
  'contexts:\n\t- name: x',
  'contexts:\n-\n  name: x',
  '---\nkind: Config',
  '{"kind": "Config"}',
  'kind: Config\n  more: x',
  'kind: Config\n...\n',
  '',
])('%j is left to the YAML parser', (text) => {
  expect(readPlainKubeconfig(text, 'f')).toBeUndefined();
});
