import { stringOrNull, textOrNull } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** Volume attachments. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printVolumeAttachment. */
export const volumeAttachments: ResourceDef = declareResource({
  group: 'storage.k8s.io',
  version: 'v1',
  plural: 'volumeattachments',
  kind: 'VolumeAttachment',
  namespaced: false,
  shortNames: [],
  categories: [],
  columns: [
    nameColumn,
    { name: 'Attacher', type: 'text', missing: '', value: (attachment) => textOrNull(attachment.spec?.attacher) },
    { name: 'PV', type: 'text', missing: '', value: (attachment) => stringOrNull(attachment.spec?.source?.persistentVolumeName) },
    { name: 'Node', type: 'text', missing: '', value: (attachment) => textOrNull(attachment.spec?.nodeName) },
    { name: 'Attached', type: 'boolean', value: (attachment) => attachment.status?.attached === true },
    ageColumn,
  ],
});
