import { textOrNull, timeOf } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** Device taint rules. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printDeviceTaint. */
export const deviceTaintRules: ResourceDef = declareResource({
  group: 'resource.k8s.io',
  version: 'v1',
  plural: 'devicetaintrules',
  kind: 'DeviceTaintRule',
  namespaced: false,
  shortNames: [],
  categories: [],
  columns: [
    nameColumn,
    { name: 'Key', type: 'text', missing: '', value: (rule) => textOrNull(rule.spec?.taint?.key) },
    { name: 'Value', type: 'text', missing: '', value: (rule) => textOrNull(rule.spec?.taint?.value) },
    { name: 'Effect', type: 'text', missing: '', value: (rule) => textOrNull(rule.spec?.taint?.effect) },
    { name: 'TimeAdded', type: 'time', missing: '', value: (rule) => timeOf(rule.spec?.taint?.timeAdded) },
    ageColumn,
  ],
});
