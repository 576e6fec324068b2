import type { KeptCluster, KeptShard } from '../../core/fleet/kept-records.ts';

/** How a state file is to be opened. */
export interface OpenState {
  readonly folder: string;
  /** Bytes that live rows may take; what is freed is used again. */
  readonly maxBytes: number;
  /** Who writes: columns are derived anew from what another program wrote. */
  readonly program: string;
  /** True when what is there is to be replaced by the first commit, since nobody knows it any more. */
  readonly startOver: boolean;
}

/** What was found in a state file. */
export interface OpenedState {
  readonly program: string;
  /** Time of the last commit; 0 in a new file. */
  readonly atMs: number;
  readonly shards: readonly KeptShard[];
  readonly clusters: readonly KeptCluster[];
  readonly pieces: number;
  /** What happened to files that could not be used, in words. */
  readonly notes: readonly string[];
}

/** From the serving thread to the one that writes. Rows go as bytes, never as objects. */
export type ToStateThread =
  | { readonly type: 'open'; readonly open: OpenState }
  /** Reads the next pieces; beyond the end that is not answered. */
  | { readonly type: 'read'; readonly count: number }
  /** What was read makes no sense: to be set aside. */
  | { readonly type: 'break'; readonly reason: string }
  | { readonly type: 'piece'; readonly piece: PieceBytes }
  /** `news` is a KeptNews as JSON. */
  | { readonly type: 'commit'; readonly news: string; readonly dead: Uint32Array<ArrayBuffer> }
  | { readonly type: 'names'; readonly text: string }
  | { readonly type: 'records'; readonly id: number; readonly request: RecordRequest }
  | { readonly type: 'close' };

/** A piece on its way to the disk. */
export interface PieceBytes {
  readonly id: number;
  readonly resource: string;
  readonly rows: number;
  readonly columns: Uint8Array<ArrayBuffer>;
  /** Packed blocks, then loose objects, one after the other. */
  readonly objects: Uint8Array<ArrayBuffer>;
  /** Count of packed blocks and their lengths; then for each block to be packed the count of its objects and their lengths. */
  readonly layout: Uint32Array<ArrayBuffer>;
}

/** A piece on its way back. */
export interface ReadPiece {
  readonly id: number;
  readonly resource: string;
  readonly columns: Uint8Array<ArrayBuffer>;
  readonly objects: Uint8Array<ArrayBuffer>;
  readonly dead: Uint8Array<ArrayBuffer> | undefined;
}

/** From the thread that writes to the serving one. */
export type FromStateThread =
  | { readonly type: 'opened'; readonly opened: OpenedState }
  /** Another process has it. */
  | { readonly type: 'held'; readonly by: string }
  | { readonly type: 'unusable'; readonly reason: string }
  | { readonly type: 'piece'; readonly piece: ReadPiece }
  | { readonly type: 'read-end' }
  /** Something in it is damaged; it was set aside, and a new file begun. */
  | { readonly type: 'broken'; readonly reason: string }
  /** `cpuMs`: CPU time of the thread so far. */
  | { readonly type: 'committed'; readonly bytes: number; readonly liveBytes: number; readonly cpuMs: number }
  /** `lost`: what was kept before is not there any more. */
  | { readonly type: 'failed'; readonly reason: string; readonly lost: boolean }
  | { readonly type: 'records'; readonly id: number; readonly answer: RecordAnswer }
  | { readonly type: 'closed' };

/** One step of a transaction on durable records; values are JSON. */
export type RecordRequest =
  | { readonly step: 'begin' | 'commit' | 'rollback' }
  | { readonly step: 'get' | 'delete'; readonly table: string; readonly key: string }
  | { readonly step: 'put'; readonly table: string; readonly key: string; readonly value: string }
  | { readonly step: 'scan'; readonly table: string; readonly from: string; readonly to: string | undefined; readonly limit: number };

/** What a step answers. */
export type RecordAnswer =
  | { readonly ok: true; readonly value?: string; readonly rows?: readonly (readonly [string, string])[] }
  | { readonly ok: false; readonly reason: string };
