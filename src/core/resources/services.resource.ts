import { textOrNull } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { labelText } from './label-text.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';
import { serviceExternalIp } from './service-external-ip.ts';
import { servicePorts } from './service-ports.ts';
import { serviceProblems } from './services.problems.ts';

/** Services. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printService. */
export const services: ResourceDef = declareResource({
  group: '',
  version: 'v1',
  plural: 'services',
  kind: 'Service',
  namespaced: true,
  shortNames: ['svc'],
  categories: ['all'],
  problems: serviceProblems,
  columns: [
    nameColumn,
    { name: 'Type', type: 'text', missing: '', value: (service) => textOrNull(service.spec?.type) },
    // Servers before 1.20 sent clusterIP alone.
    { name: 'Cluster-IP', type: 'text', value: (service) => textOrNull(service.spec?.clusterIPs?.[0] ?? service.spec?.clusterIP) },
    { name: 'External-IP', type: 'text', value: serviceExternalIp },
    { name: 'Port(s)', type: 'text', value: servicePorts },
    ageColumn,
    { name: 'Selector', type: 'text', wide: true, value: (service) => labelText(service.spec?.selector) || null },
  ],
});
