import { parseArgs } from 'node:util';
import { HindsightError } from '../../core/base/hindsight-error.ts';
import { nearest } from '../../core/base/nearest.ts';
import type { Command, FlagDef, GivenFlags } from './command.ts';

/** Flags that every command has. */
export const everywhereFlags: readonly FlagDef[] = [{ name: 'help', short: 'h', help: 'Say what the command does, with examples.' }];

/** Reads the words and flags of one command; HindsightError `usage` names what is not understood and the nearest flag. */
export function parseArguments(
  command: Command,
  args: readonly string[],
): { readonly words: readonly string[]; readonly flags: GivenFlags } {
  const defs = [...command.flags, ...everywhereFlags];
  const options = Object.fromEntries(
    defs.map((def) => [
      def.name,
      {
        type: def.value === undefined ? ('boolean' as const) : ('string' as const),
        multiple: true,
        ...(def.short && { short: def.short }),
      },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({ args: asKubectl(defs, args), options, allowPositionals: true, strict: true });
    const given = new Map(Object.entries(values).map(([name, list]) => [name, (list as (string | boolean)[]).map(String)]));
    return { words: positionals, flags: givenFlags(given) };
  } catch (error) {
    throw usageError(command, defs, error);
  }
}

/** Ways of writing that kubectl allows besides: `-o=wide`, `--watch=true`, `--watch=false`. What follows `--` stays as it is. */
function asKubectl(defs: readonly FlagDef[], args: readonly string[]): string[] {
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  const mended = args.slice(0, end).flatMap((arg): readonly string[] => {
    const short = /^-([a-zA-Z])=(.*)$/s.exec(arg);
    if (short !== null) return [`-${short[1]}${short[2]}`];
    const [, name, value] = /^--([a-z-]+)=(true|false)$/.exec(arg) ?? [];
    if (!defs.some((def) => def.name === name && def.value === undefined)) return [arg];
    return value === 'true' ? [`--${name}`] : [];
  });
  return [...mended, ...args.slice(end)];
}

/** Turns Node's complaint into one that says what to type instead. */
function usageError(command: Command, defs: readonly FlagDef[], error: unknown): HindsightError {
  const message = error instanceof Error ? error.message : String(error);
  const unknown = /Unknown option '(-{1,2}[^']*)'/.exec(message)?.[1];
  const hint = `Read \`hindsight help ${command.name}\`.`;
  if (unknown === undefined) return new HindsightError('usage', message.split('. ')[0] ?? message, { hint });
  const near = nearest(
    unknown.replace(/^-+/, ''),
    defs.map((def) => def.name),
  )[0];
  return new HindsightError('usage', `\`hindsight ${command.name}\` has no flag ${unknown}`, {
    hint: near === undefined ? hint : `Did you mean --${near}? \`hindsight help ${command.name}\` lists all flags.`,
  });
}

function givenFlags(given: ReadonlyMap<string, readonly string[]>): GivenFlags {
  const text = (name: string): string | undefined => given.get(name)?.at(-1);
  return {
    has: (name) => given.has(name),
    text,
    texts: (name) => given.get(name) ?? [],
    list: (name) =>
      (given.get(name) ?? []).flatMap((value) =>
        value
          .split(',')
          .map((part) => part.trim())
          .filter((part) => part !== ''),
      ),
    integer(name, { min, max }) {
      const value = text(name);
      if (value === undefined) return undefined;
      const number = Number(value);
      if (/^\d+$/.test(value) && number >= min && number <= max) return number;
      throw new HindsightError('usage', `--${name} takes a whole number from ${min} to ${max}, not "${value}"`, {
        place: { source: `--${name}`, text: value, offset: 0, length: value.length },
      });
    },
  };
}
