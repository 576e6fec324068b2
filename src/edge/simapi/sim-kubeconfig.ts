/** One context of a generated kubeconfig. */
export interface KubeconfigEntry {
  readonly name: string;
  readonly url: string;
  readonly caPem: string;
  readonly namespace?: string;
}

/** How all contexts of a generated kubeconfig log in. */
export type KubeconfigUser =
  | { readonly name: string; readonly token: string }
  | { readonly name: string; readonly certPem: string; readonly keyPem: string };

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** A kubeconfig as YAML, with one context per cluster named like it; the first is current. Names are quoted as JSON, which YAML reads. */
export function kubeconfigText(entries: readonly KubeconfigEntry[], user: KubeconfigUser): string {
  const quoted = JSON.stringify;
  const lines = ['apiVersion: v1', 'kind: Config', 'preferences: {}', `current-context: ${quoted(entries[0]?.name ?? '')}`, 'clusters:'];
  for (const { name, url, caPem } of entries) {
    lines.push(`- name: ${quoted(name)}`, '  cluster:', `    server: ${quoted(url)}`, `    certificate-authority-data: ${base64(caPem)}`);
  }
  lines.push('contexts:');
  for (const { name, namespace } of entries) {
    lines.push(`- name: ${quoted(name)}`, '  context:', `    cluster: ${quoted(name)}`, `    user: ${quoted(user.name)}`);
    if (namespace !== undefined) lines.push(`    namespace: ${quoted(namespace)}`);
  }
  lines.push('users:', `- name: ${quoted(user.name)}`, '  user:');
  if ('token' in user) lines.push(`    token: ${quoted(user.token)}`);
  else lines.push(`    client-certificate-data: ${base64(user.certPem)}`, `    client-key-data: ${base64(user.keyPem)}`);
  return `${lines.join('\n')}\n`;
}
