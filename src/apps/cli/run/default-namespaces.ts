/** Namespaces that stand in where none is named: as kubectl for one context, all of them for several. */
export function defaultNamespaces(targets: readonly { readonly namespace: string | undefined }[]): readonly string[] {
  const only = targets.length === 1 ? targets[0] : undefined;
  return only === undefined ? ['_all'] : [only.namespace ?? 'default'];
}
