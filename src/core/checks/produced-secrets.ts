import type { Inventory } from './inventory.ts';

/** Kinds that make a Secret (or ConfigMap), with where they say its name; without it the name is their own. */
const producers: readonly { readonly resource: string; readonly kind: 'Secret' | 'ConfigMap'; readonly path: readonly string[] }[] = [
  { resource: 'externalsecrets.external-secrets.io', kind: 'Secret', path: ['spec', 'target', 'name'] },
  { resource: 'sealedsecrets.bitnami.com', kind: 'Secret', path: ['spec', 'template', 'metadata', 'name'] },
  { resource: 'certificates.cert-manager.io', kind: 'Secret', path: ['spec', 'secretName'] },
  { resource: 'vaultstaticsecrets.secrets.hashicorp.com', kind: 'Secret', path: ['spec', 'destination', 'name'] },
  { resource: 'platformcredentialssets.zalando.org', kind: 'Secret', path: ['metadata', 'name'] },
  { resource: 'infisicalsecrets.secrets.infisical.com', kind: 'Secret', path: ['spec', 'managedSecretReference', 'secretName'] },
];

/** Names in a namespace that an object of the inventory will produce, so that their absence is a matter of order and not a mistake. */
export function producedNames(inventory: Inventory, kind: 'Secret' | 'ConfigMap', namespace: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const producer of producers) {
    if (producer.kind !== kind) continue;
    for (const object of inventory.list(producer.resource, namespace)) {
      let value: unknown = object;
      for (const key of producer.path)
        value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
      names.add(typeof value === 'string' ? value : object.metadata.name);
    }
  }
  return names;
}
