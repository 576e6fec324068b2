import type { Terminal } from './terminal.ts';

/** One flag of a command. */
export interface FlagDef {
  /** Long name without dashes. */
  readonly name: string;
  /** One letter, as kubectl has it. */
  readonly short?: string;
  /** What stands for the value in help, e.g. `NAME`; a flag without it is a switch. */
  readonly value?: string;
  /** Given several times: all values are kept. */
  readonly repeatable?: boolean;
  /** Understood, but left out of help. */
  readonly hidden?: boolean;
  readonly help: string;
}

/** Flags as given, by long name: switches are `true`, values are all the texts given, in order. */
export interface GivenFlags {
  has(name: string): boolean;
  /** The last value given. */
  text(name: string): string | undefined;
  /** Every value given, as it is. */
  texts(name: string): readonly string[];
  /** Every value given, split at commas, trimmed, empties dropped. */
  list(name: string): readonly string[];
  /** A whole number within bounds; HindsightError `usage` with the flag's name otherwise. */
  integer(name: string, bounds: { readonly min: number; readonly max: number }): number | undefined;
}

/** What a command is run with. */
export interface CommandInput {
  readonly words: readonly string[];
  readonly flags: GivenFlags;
  readonly terminal: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Every command there is, for help and completion. */
  readonly commands: readonly Command[];
}

/** One command of the CLI; one file per command. Loads what it needs when it runs, so that starting stays cheap. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows the name, e.g. `RESOURCE[,RESOURCE] [NAME…]`. */
  readonly usage: string;
  readonly flags: readonly FlagDef[];
  /** Whole command lines, each with what it answers. */
  readonly examples: readonly { readonly line: string; readonly answers: string }[];
  /** Understood, but left out of help and suggestions. */
  readonly hidden?: true;
  /** Takes its words as they are, flags and all. */
  readonly raw?: true;
  /** Runs until it is stopped: SIGTERM ends it well, with 0. */
  readonly serves?: true;
  /** Answers the exit code; throws HindsightError for a user's mistake. */
  run(input: CommandInput): Promise<number>;
}
