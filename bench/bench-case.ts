/** Where and how a bench runs. */
export interface BenchContext {
  /** Shorter runs and smaller fleets; figures that need the full size are left out. */
  readonly quick: boolean;
  /** The built command line, run with the pinned Node. */
  readonly cliPath: string;
  /** A folder for files of this run. */
  readonly folder: string;
  log(line: string): void;
}

/** One set-up and the figures it measures, by the names in `bench/budgets.json`. */
export interface BenchCase {
  readonly name: string;
  /** Left out by `--quick`. */
  readonly slow: boolean;
  run(context: BenchContext): Promise<Readonly<Record<string, number>>>;
}
