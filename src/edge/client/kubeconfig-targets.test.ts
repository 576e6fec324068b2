import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { makeAuthority } from '../../../test/kit/real-certificates.ts';
import type { ApiFailure } from './api-server.ts';
import type { ClusterTarget } from './cluster-target.ts';
import { inClusterTarget } from './in-cluster-target.ts';
import { targetsFromKubeconfig } from './kubeconfig-targets.ts';

const folder = mkdtempSync(join(tmpdir(), 'hindsight-kubeconfig-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function write(content: string | object, name = `file-${files++}`): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const authority = makeAuthority('ca');
const issued = authority.issue({ commonName: 'viewer' });
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const env = { PATH: process.env.PATH, HOME: folder };
const signal = new AbortController().signal;

interface Parts {
  readonly cluster?: object;
  readonly user?: object;
  readonly name?: string;
}

const config = ({ cluster, user, name = 'x' }: Parts): object => ({
  clusters: [{ name: 'c', cluster: { server: 'https://api.example:6443', ...cluster } }],
  users: [{ name: 'u', user: user ?? {} }],
  contexts: [{ name, context: { cluster: 'c', user: 'u', namespace: 'ns' } }],
});

async function only(parts: Parts, clock?: { nowMs(): number }): Promise<ClusterTarget> {
  const [target] = await targetsFromKubeconfig({ files: [write(config(parts))], env, ...(clock === undefined ? {} : { clock }) });
  return target as ClusterTarget;
}

const credentials = (target: ClusterTarget, fresh = false) => target.credentials.get({ fresh, signal });

async function failureOf(promise: Promise<unknown>): Promise<ApiFailure> {
  return promise.then(
    () => expect.fail('should have failed'),
    (error: unknown) => error as ApiFailure,
  );
}

describe('which files and contexts', () => {
  const context = (name: string): object => ({ name, context: { cluster: 'c', user: 'u' } });
  const many = { ...config({}), contexts: ['prod/eu', 'prod:eu', 'prod-us', 'test-1'].map(context) };

  test('every context is a target; names are sanitised, equal ones numbered, the real name is an alias', async () => {
    const targets = await targetsFromKubeconfig({ files: [write(many)], env });
    expect(targets.map(({ id, aliases }) => [id, aliases])).toEqual([
      ['prod:eu', ['prod/eu']],
      ['prod:eu-2', ['prod:eu']],
      ['prod-us', []],
      ['test-1', []],
    ]);
    expect(targets[0]).toMatchObject({ server: 'https://api.example:6443', namespace: undefined });
  });

  test('contexts by name and glob', async () => {
    const file = write(many);
    const ids = async (contexts: string[]): Promise<string[]> =>
      (await targetsFromKubeconfig({ files: [file], contexts, env })).map(({ id }) => id);
    expect(await ids(['prod*'])).toEqual(['prod:eu', 'prod:eu-2', 'prod-us']);
    expect(await ids(['test-?', 'prod-us'])).toEqual(['prod-us', 'test-1']);
    expect(await ids(['prod.us'])).toEqual([]);
  });

  test('a named file must be there; the default file need not; of $KUBECONFIG one must', async () => {
    const missing = join(folder, 'no-such-file');
    await expect(targetsFromKubeconfig({ files: [missing], env })).rejects.toMatchObject({
      code: 'kubeconfig-missing',
      message: `${missing} does not exist`,
    });
    await expect(targetsFromKubeconfig({ env: { HOME: folder } })).resolves.toEqual([]);
    await expect(targetsFromKubeconfig({ env: { KUBECONFIG: missing } })).rejects.toMatchObject({ code: 'kubeconfig-missing' });
    await expect(targetsFromKubeconfig({ files: [folder], env })).rejects.toMatchObject({
      code: 'kubeconfig-missing',
      message: `${folder} cannot be read: it is a directory`,
    });
    const targets = await targetsFromKubeconfig({
      env: { KUBECONFIG: [missing, write(config({ name: 'one' })), write(config({ name: 'two' }))].join(':') },
    });
    expect(targets.map(({ id }) => id)).toEqual(['one', 'two']);
    write(config({ name: 'home' }), '.kube/config');
    expect((await targetsFromKubeconfig({ env: { HOME: folder } })).map(({ id }) => id)).toEqual(['home']);
  });
});

describe('broken contexts', () => {
  const broken = (content: object): object => ({
    ...config({}),
    contexts: [
      { name: 'fine', context: { cluster: 'c', user: 'u' } },
      { name: 'bad', context: { cluster: 'c', user: 'u', ...content } },
    ],
  });

  test('a missing user or cluster is a defect of that context only', async () => {
    const targets = await targetsFromKubeconfig({ files: [write(broken({ user: 'bob' }))], env });
    expect(targets.map(({ id, defect }) => [id, defect])).toEqual([
      ['fine', undefined],
      ['bad', 'there is no user "bob"'],
    ]);
    expect((await targetsFromKubeconfig({ files: [write(broken({ cluster: 'nope' }))], env }))[1]?.defect).toBe(
      'there is no cluster "nope"',
    );
  });

  test('asked for by name, or with nothing else to use, it is an error with its place', async () => {
    const file = write(broken({ user: 'bob' }));
    await expect(targetsFromKubeconfig({ files: [file], contexts: ['bad'], env })).rejects.toMatchObject({
      code: 'kubeconfig-invalid',
      message: expect.stringContaining('context "bad": there is no user "bob"'),
      place: { source: file, line: 1 },
    });
    await expect(targetsFromKubeconfig({ files: [file], contexts: ['b*'], env })).rejects.toMatchObject({ code: 'kubeconfig-invalid' });
  });

  test.each([
    [{ cluster: { server: 'ftp://x' } }, /is no http or https address/],
    [{ cluster: { server: '' } }, /has no server/],
    [{ cluster: { 'certificate-authority-data': '###' } }, /is not base64/],
    [{ cluster: { 'certificate-authority-data': base64('hello') } }, /is no PEM/],
    [{ cluster: { 'certificate-authority': 'missing.pem' } }, /missing\.pem does not exist/],
    [{ cluster: { 'proxy-url': 'gopher://x' } }, /proxy-url/],
    [{ user: { 'client-certificate-data': base64(issued.cert) } }, /without a key/],
    [{ user: { exec: { apiVersion: 'client.authentication.k8s.io/v1alpha1', command: 'x' } } }, /v1alpha1/],
    [{ user: { exec: { apiVersion: 'client.authentication.k8s.io/v1' } } }, /without a command/],
  ])('%j', async (parts, reason) => {
    await expect(only(parts)).rejects.toMatchObject({ code: 'kubeconfig-invalid', message: expect.stringMatching(reason) });
  });
});

describe('users', () => {
  test('tokens, basic logins, certificates and impersonation', async () => {
    const token = await only({ user: { token: 't1' } });
    expect(token.credentials.label).toBe('token');
    expect(await credentials(token)).toEqual({ headers: { authorization: 'Bearer t1' }, clientCertificate: undefined });
    const basic = await only({ user: { username: 'a', password: 'b', as: 'jane', 'as-groups': ['g1', 'g2'] } });
    expect((await credentials(basic)).headers).toEqual({
      authorization: `Basic ${base64('a:b')}`,
      'impersonate-user': 'jane',
      'impersonate-group': 'g1\ng2',
    });
    const certificate = await only({
      cluster: {
        'certificate-authority-data': base64(authority.cert),
        'tls-server-name': 'sn',
        'insecure-skip-tls-verify': true,
        'proxy-url': 'http://proxy:1',
      },
      user: { 'client-certificate-data': base64(issued.cert), 'client-key-data': base64(issued.key) },
    });
    expect(certificate).toMatchObject({
      tls: { ca: authority.cert, serverName: 'sn', insecureSkipVerify: true },
      proxyUrl: 'http://proxy:1',
      namespace: 'ns',
    });
    expect((await credentials(certificate)).clientCertificate).toEqual({ cert: issued.cert, key: issued.key });
  });

  test('files count from the folder of the kubeconfig and are read again when replaced', async () => {
    write('first', 'deep/token');
    write(authority.cert, 'deep/ca.pem');
    const file = write(
      config({ cluster: { 'certificate-authority': 'ca.pem' }, user: { tokenFile: 'token', token: 'ignored' } }),
      'deep/config',
    );
    const [target] = (await targetsFromKubeconfig({ files: [file], env })) as [ClusterTarget];
    expect(target.tls.ca).toBe(authority.cert);
    expect(target.credentials.label).toBe(`token file ${join(folder, 'deep/token')}`);
    expect((await credentials(target)).headers.authorization).toBe('Bearer first');
    write('second\n', 'deep/token');
    utimesSync(join(folder, 'deep/token'), 1, 1);
    expect((await credentials(target)).headers.authorization).toBe('Bearer second');
    rmSync(join(folder, 'deep/token'));
    expect(await failureOf(credentials(target))).toMatchObject({
      kind: 'credentials',
      message: expect.stringMatching(/deep\/token does not exist$/),
    });
  });

  test('in a cluster: the service account, named local', async () => {
    write('sa-token', 'sa/token');
    write(authority.cert, 'sa/ca.crt');
    write('team', 'sa/namespace');
    const inCluster = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
    const target = await inClusterTarget({ env: inCluster, folder: join(folder, 'sa') });
    expect(target).toMatchObject({ id: 'local', server: 'https://[fd00::1]:443', namespace: 'team' });
    expect((await credentials(target as ClusterTarget)).headers.authorization).toBe('Bearer sa-token');
    expect(await inClusterTarget({ env: {}, folder: join(folder, 'sa') })).toBeUndefined();
    expect(await inClusterTarget({ env: inCluster, folder: join(folder, 'nowhere') })).toBeUndefined();
  });
});

describe('exec plugins', () => {
  const apiVersion = 'client.authentication.k8s.io/v1';
  const answer = (status: object): string => JSON.stringify({ kind: 'ExecCredential', apiVersion, status });
  let plugins = 0;
  function plugin(script: string): string {
    const path = write(`#!/bin/sh\n${script}\n`, `plugins/plugin-${plugins++}`);
    chmodSync(path, 0o755);
    return path;
  }
  const user = (command: string, more: object = {}): Parts => ({
    user: { exec: { apiVersion, command, interactiveMode: 'IfAvailable', ...more } },
  });

  test('the token is kept until it expires, and renewed after a 401 when it is not brand new', async () => {
    const counter = join(folder, `count-${plugins}`);
    const command = plugin(
      `echo x >> ${counter}; printf '{"kind":"ExecCredential","apiVersion":"${apiVersion}","status":{"token":"t%s","expirationTimestamp":"1970-01-01T01:00:00Z"}}' "$(wc -l < ${counter} | tr -d ' ')"`,
    );
    let nowMs = 0;
    const target = await only(user(command), { nowMs: () => nowMs });
    expect(target.credentials.label).toMatch(/^exec plugin-\d+$/);
    const token = async (fresh = false): Promise<string | undefined> => (await credentials(target, fresh)).headers.authorization;
    expect(await Promise.all([token(), token()])).toEqual(['Bearer t1', 'Bearer t1']);
    expect(await token(true)).toBe('Bearer t1');
    nowMs = 20_000;
    expect(await token()).toBe('Bearer t1');
    expect(await token(true)).toBe('Bearer t2');
    nowMs = 3_595_000;
    expect(await token()).toBe('Bearer t3');
    expect(readFileSync(counter, 'utf8')).toBe('x\nx\nx\n');
  });

  test('identical commands share one run over all contexts; at most four run at once', async () => {
    const log = join(folder, 'runs');
    const command = plugin(
      `echo start >> ${log}; sleep 0.05; echo "$(grep -c start ${log})" "$(grep -c end ${log})" >> ${log}.most; echo end >> ${log}; echo '${answer({ token: 't' })}'`,
    );
    const context = (i: number): object => ({ name: `x${i}`, context: { cluster: 'c', user: `u${i}` } });
    const contexts = Array.from({ length: 14 }, (_, i) => i);
    const file = write({
      ...config({}),
      users: contexts.map((i) => ({ name: `u${i}`, user: { exec: { apiVersion, command, args: [`${i % 7}`] } } })),
      contexts: contexts.map(context),
    });
    const targets = await targetsFromKubeconfig({ files: [file], env });
    await Promise.all(targets.map((target) => credentials(target)));
    expect(readFileSync(log, 'utf8').match(/start/g)).toHaveLength(7);
    const most = readFileSync(`${log}.most`, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(' ').map(Number));
    for (const [started = 0, ended = 0] of most) expect(started - ended).toBeLessThanOrEqual(4);
  });

  test('gets its arguments, variables and, if it asks, the cluster', async () => {
    const command = plugin(
      `printf '{"kind":"ExecCredential","apiVersion":"${apiVersion}","status":{"token":"%s"}}' "$(printf '%s|%s|%s' "$1" "$REGION" "$KUBERNETES_EXEC_INFO" | base64 -w0)"`,
    );
    const extension = { name: 'client.authentication.k8s.io/exec', extension: { audience: 'a' } };
    const target = await only({
      cluster: { extensions: [extension], 'certificate-authority-data': base64(authority.cert) },
      ...user(command, { args: ['one'], env: [{ name: 'REGION', value: 'eu' }], provideClusterInfo: true }),
    });
    const said = Buffer.from((await credentials(target)).headers.authorization?.slice(7) ?? '', 'base64').toString();
    expect(said.slice(0, 7)).toBe('one|eu|');
    expect(JSON.parse(said.slice(7))).toEqual({
      kind: 'ExecCredential',
      apiVersion,
      spec: {
        interactive: false,
        cluster: { server: 'https://api.example:6443', 'certificate-authority-data': base64(authority.cert), config: { audience: 'a' } },
      },
    });
  });

  test('may answer a client certificate', async () => {
    const command = plugin(`cat <<'END'\n${answer({ clientCertificateData: issued.cert, clientKeyData: issued.key })}\nEND`);
    expect(await credentials(await only(user(command)))).toEqual({
      headers: {},
      clientCertificate: { cert: issued.cert, key: issued.key },
    });
  });

  test.each([
    ['exit 3', /failed with status 3$/],
    ['echo "please log in: run aws sso login" >&2; echo more >&2; exit 1', /failed with status 1: please log in: run aws sso login$/],
    ['echo "token=abc123 eyJhbGci.eyJzdWIi.sig refused" >&2; exit 1', /: token=<hidden> <token> refused$/],
    ['echo "<html>"', /printed something that is no ExecCredential$/],
    ['echo "{}"', /no ExecCredential$/],
    [
      `echo '${JSON.stringify({ kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1beta1', status: { token: 't' } })}'`,
      /another version/,
    ],
    [`echo '${JSON.stringify({ kind: 'ExecCredential', apiVersion })}'`, /without a status/],
    [`echo '${answer({})}'`, /neither a token nor a certificate/],
    ['yes | head -c 2000000', /more than 1 MiB/],
    ['kill -9 $$', /failed with signal SIGKILL/],
  ])('%s', async (script, message) => {
    const failure = await failureOf(credentials(await only(user(plugin(script)))));
    expect(failure).toMatchObject({ name: 'ApiFailure', kind: 'credentials', message: expect.stringMatching(message) });
  });

  test('one that is not installed says how to get it', async () => {
    const target = await only(user('no-such-plugin', { installHint: 'Install it with:\n brew install it' }));
    expect(await failureOf(credentials(target))).toMatchObject({
      kind: 'credentials',
      message: 'exec plugin no-such-plugin is not installed; Install it with:',
    });
  });

  test('one that is asked for beside others does not fail for a caller that gives up', async () => {
    const target = await only(user(plugin(`sleep 0.1; echo '${answer({ token: 't' })}'`)));
    const abort = new AbortController();
    const impatient = failureOf(target.credentials.get({ fresh: false, signal: abort.signal }));
    const patient = credentials(target);
    abort.abort();
    expect(await impatient).toMatchObject({ kind: 'aborted' });
    expect((await patient).headers.authorization).toBe('Bearer t');
  });
});
