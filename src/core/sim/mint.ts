import type { ResourceId } from '../kube/api-resource.ts';
import type { NamespacedName } from '../kube/object.ts';

/** Makes the identities of one cluster's objects: from what an object is, not from when it was asked for. */
export interface Mint {
  /** `metadata.uid` in the shape of a version 4 UUID; `life` tells a recreated object from its predecessor. */
  uid(resource: ResourceId, key: NamespacedName, life?: number): string;
  /** A resourceVersion below the version the cluster starts at. */
  version(resource: ResourceId, key: NamespacedName): string;
  /** A hexadecimal digest of 64 characters. */
  digest(text: string): string;
}

const hexDigits = Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
const uuid = new Array<number>(36);
const sha = new Array<number>(64);

/** The mint of a cluster. */
export function mintFor(q: { seed: number; cluster: string; baseVersion: number }): Mint {
  const first = fold(0x811c9dc5, `${q.seed}/${q.cluster}/`);
  const second = fold(0x9e3779b9, `${q.cluster}/${q.seed}/`);
  // Most objects of a living cluster were written lately, few long ago.
  const window = Math.min(q.baseVersion - 1, 40_000_000);
  return {
    uid: (resource, key, life = 0) => {
      const a = fold(fold(first, resource), key) ^ Math.imul(life | 0, 0x85ebca6b);
      return writeUuid(mix(a), mix(fold(fold(second, key), resource) + life));
    },
    version: (resource, key) => {
      const share = mix(fold(fold(first, key), resource)) / 4294967296;
      return String(q.baseVersion - 1 - Math.floor(share * share * window));
    },
    digest: (text) => {
      let state = mix(fold(first, text));
      for (let i = 0; i < 64; i++) {
        if (i % 8 === 0) state = mix(state + 0x6d2b79f5 + i);
        sha[i] = hexDigits[(state >>> ((i % 8) * 4)) & 15] as number;
      }
      return String.fromCharCode(...sha);
    },
  };
}

/** FNV-1a from a given state. */
function fold(state: number, text: string): number {
  let hash = state;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return Math.imul(hash ^ 47, 0x01000193);
}

/** Avalanche of MurmurHash3, unsigned. */
function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function writeUuid(a: number, b: number): string {
  const words = [a, b, mix(a + b + 1), mix(a ^ (b << 1))];
  let at = 0;
  for (let i = 0; i < 32; i++) {
    if (i === 8 || i === 12 || i === 16 || i === 20) uuid[at++] = 45;
    uuid[at++] = hexDigits[((words[i >>> 3] as number) >>> ((i & 7) * 4)) & 15] as number;
  }
  uuid[14] = 52;
  uuid[19] = hexDigits[8 + ((words[2] as number) & 3)] as number;
  // One string of its own instead of a rope of 36 pieces: worlds hold half a million of these.
  return String.fromCharCode(...uuid);
}
