import { countColumn } from './admission-columns.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** Validating webhook configurations. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printValidatingWebhook. */
export const validatingWebhookConfigurations: ResourceDef = declareResource({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  plural: 'validatingwebhookconfigurations',
  kind: 'ValidatingWebhookConfiguration',
  namespaced: false,
  shortNames: [],
  categories: ['api-extensions'],
  columns: [nameColumn, countColumn('Webhooks', (configuration) => configuration.webhooks), ageColumn],
});
