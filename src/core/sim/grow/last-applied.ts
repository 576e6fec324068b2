/** The annotation that client-side apply leaves: the whole manifest as JSON. Source: k8s.io/kubectl pkg/util/apply. */
export function lastApplied(manifest: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return { 'kubectl.kubernetes.io/last-applied-configuration': `${JSON.stringify(manifest)}\n` };
}
