/** What the store holds and what it costs, for `/metrics` and the bench. Bytes are exact for typed arrays and estimates for texts. */
export interface FleetStats {
  readonly clusters: number;
  readonly shards: number;
  readonly objects: number;
  /** Objects by resource. */
  readonly objectsByResource: ReadonlyMap<string, number>;
  readonly blocks: number;
  readonly bytes: {
    readonly columns: number;
    readonly dictionaries: number;
    readonly labels: number;
    readonly overlay: number;
    readonly blocks: number;
    readonly indexes: number;
    readonly journal: number;
  };
  /** Listeners that threw, so far. */
  readonly listenerFaults: number;
  /** Value functions of columns that threw, so far, in shards that are open. */
  readonly columnFaults: number;
}
