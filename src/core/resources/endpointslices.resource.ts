import type { KubeObject } from '../kube/object.ts';
import { itemsOf, numberOrNull, stringOrNull, textOf, textOrNull } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** How many ports or addresses stand in a cell before `+ N more...`. */
const shown = 3;

/** The first three of a list; null when that says nothing. Source: printers.go listWithMoreString. */
function firstThree(all: readonly string[]): string | null {
  const text = all.slice(0, shown).join(',');
  return all.length > shown ? `${text} + ${all.length - shown} more...` : text || null;
}

/** Port numbers, else port names, else `*`. Source: printers.go formatDiscoveryPorts. */
function ports(slice: KubeObject): string | null {
  const texts = itemsOf(slice.ports).map((each) => {
    const port = numberOrNull(each?.port);
    return port === null ? (stringOrNull(each?.name) ?? '*') : String(port);
  });
  return firstThree(texts);
}

/** All addresses, ready or not. Source: printers.go formatDiscoveryEndpoints. */
function addresses(slice: KubeObject): string | null {
  return firstThree(itemsOf(slice.endpoints).flatMap((endpoint) => itemsOf(endpoint?.addresses).map(textOf)));
}

/** Endpoint slices. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printEndpointSlice. */
export const endpointSlices: ResourceDef = declareResource({
  group: 'discovery.k8s.io',
  version: 'v1',
  plural: 'endpointslices',
  kind: 'EndpointSlice',
  namespaced: true,
  shortNames: [],
  categories: [],
  columns: [
    nameColumn,
    { name: 'AddressType', type: 'text', missing: '', value: (slice) => textOrNull(slice.addressType) },
    { name: 'Ports', type: 'text', missing: '<unset>', value: ports },
    { name: 'Endpoints', type: 'text', missing: '<unset>', value: addresses },
    ageColumn,
  ],
});
