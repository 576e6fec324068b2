import type { KubeObject } from '../kube/object.ts';
import { parseQuantity } from '../kube/quantity.ts';
import type { ColumnDef, QuantityValue } from './column.ts';
import { fieldsOf, itemsOf, stringOrNull, textOf, textOrNull } from './content.ts';

/** Each access mode with its abbreviation, in the order in which they print. Source: pkg/apis/core/helper GetAccessModesAsString. */
const accessModes: readonly (readonly [string, string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
];

/** Access modes abbreviated: `RWO,ROX`; null without any. */
export function accessModesText(modes: unknown): string | null {
  const asked = itemsOf(modes);
  const short = accessModes.filter(([mode]) => asked.includes(mode)).map(([, abbreviation]) => abbreviation);
  return short.length === 0 ? null : short.join(',');
}

/** The storage of a capacity map; `0` where it does not say, as Go prints a quantity that is not set. */
export function storageQuantity(capacity: unknown): QuantityValue {
  const storage = fieldsOf(capacity).storage;
  const text = typeof storage === 'number' ? String(storage) : textOf(storage) || '0';
  return { text, number: parseQuantity(text) ?? 0 };
}

/** `Terminating` once deleted, else the phase; null when neither is known. */
export function volumePhase(volume: KubeObject): string | null {
  return volume.metadata?.deletionTimestamp ? 'Terminating' : textOrNull(volume.status?.phase);
}

/** The storage class; an old annotation outranks the field. Source: pkg/apis/core/helper GetPersistentVolumeClass. */
export const storageClassColumn: ColumnDef = {
  name: 'StorageClass',
  type: 'text',
  missing: '',
  value: (volume) =>
    stringOrNull(fieldsOf(volume.metadata?.annotations)['volume.beta.kubernetes.io/storage-class']) ??
    textOrNull(volume.spec?.storageClassName),
};

/** The class of attributes that a driver may change while the volume is in use. */
export const volumeAttributesClassColumn: ColumnDef = {
  name: 'VolumeAttributesClass',
  type: 'text',
  missing: '<unset>',
  value: (volume) => stringOrNull(volume.spec?.volumeAttributesClassName),
};

/** Filesystem or Block. */
export const volumeModeColumn: ColumnDef = {
  name: 'VolumeMode',
  type: 'text',
  wide: true,
  missing: '<unset>',
  value: (volume) => stringOrNull(volume.spec?.volumeMode),
};
