import type { ColumnDef } from './column.ts';
import { textOrNull } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import { nodeAddress } from './node-address.ts';
import { nodeKernel } from './node-kernel.ts';
import { nodeRoles } from './node-roles.ts';
import { nodeStatus } from './node-status.ts';
import { nodeProblems } from './nodes.problems.ts';
import type { ResourceDef } from './resource.ts';

const wideUnknown = { type: 'text', wide: true, missing: '<unknown>' } as const satisfies Partial<ColumnDef>;

/** Nodes. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printNode. */
export const nodes: ResourceDef = declareResource({
  group: '',
  version: 'v1',
  plural: 'nodes',
  kind: 'Node',
  namespaced: false,
  shortNames: ['no'],
  categories: [],
  problems: nodeProblems,
  columns: [
    nameColumn,
    { name: 'Status', type: 'text', description: 'Ready or not, and whether new pods may come', value: nodeStatus },
    { name: 'Roles', type: 'text', value: nodeRoles },
    ageColumn,
    { name: 'Version', type: 'text', missing: '', value: (node) => textOrNull(node.status?.nodeInfo?.kubeletVersion) },
    { name: 'Internal-IP', type: 'text', wide: true, value: (node) => nodeAddress(node, 'InternalIP') },
    { name: 'External-IP', type: 'text', wide: true, value: (node) => nodeAddress(node, 'ExternalIP') },
    { name: 'OS-Image', ...wideUnknown, value: (node) => textOrNull(node.status?.nodeInfo?.osImage) },
    { name: 'Kernel-Version', ...wideUnknown, value: nodeKernel },
    { name: 'Container-Runtime', ...wideUnknown, value: (node) => textOrNull(node.status?.nodeInfo?.containerRuntimeVersion) },
  ],
});
