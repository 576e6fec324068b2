import type { Command, FlagDef } from '../command.ts';
import { everywhereFlags } from '../parse-arguments.ts';
import type { Candidate } from './candidate.ts';
import type { NameSource } from './name-source.ts';

/** A command line up to the cursor. */
export interface LineSoFar {
  /** Complete words after the program's name. */
  readonly words: readonly string[];
  /** The word at the cursor, perhaps empty. */
  readonly current: string;
}

/** How the word at the cursor can go on, best first; none where nobody can know. Reads names only where they are needed. */
export async function candidatesFor(
  line: LineSoFar,
  q: { readonly commands: readonly Command[]; readonly names: NameSource },
): Promise<readonly Candidate[]> {
  const shown = q.commands.filter(({ hidden }) => hidden !== true);
  const [name, ...rest] = line.words;
  if (name === undefined)
    return startingWith(
      line.current,
      shown.map(({ name: value, summary }) => ({ value, description: summary })),
    );
  const command = q.commands.find((one) => one.name === name);
  if (command === undefined) return [];
  const parsed = parseSoFar(command, rest);
  const place = { command, commands: shown, words: parsed.words, names: q.names };
  const [, flagName, value] = /^--([a-z-]+)=(.*)$/s.exec(line.current) ?? [];
  if (flagName !== undefined) {
    const found = await listed(value ?? '', await flagValues(flagName, place));
    return found.map((one) => ({ ...one, value: `--${flagName}=${one.value}` }));
  }
  if (parsed.waiting !== undefined) return listed(line.current, await flagValues(parsed.waiting.name, place));
  if (line.current.startsWith('-')) return startingWith(line.current, flagCandidates(command));
  return listed(line.current, await wordValues(place));
}

interface Place {
  readonly command: Command;
  readonly commands: readonly Command[];
  /** Words that are neither flags nor their values. */
  readonly words: readonly string[];
  readonly names: NameSource;
}

/** Sets flags aside; `waiting` is a flag that still wants its value. */
function parseSoFar(
  { flags }: Command,
  args: readonly string[],
): { readonly words: readonly string[]; readonly waiting: FlagDef | undefined } {
  const words: string[] = [];
  let waiting: FlagDef | undefined;
  for (const arg of args) {
    if (waiting !== undefined) waiting = undefined;
    else if (arg.startsWith('-') && arg.length > 1) {
      const def = flags.find(({ name, short }) => arg === `--${name}` || (short !== undefined && arg === `-${short}`));
      waiting = def?.value === undefined ? undefined : def;
    } else words.push(arg);
  }
  return { words, waiting };
}

function flagCandidates({ flags }: Command): readonly Candidate[] {
  return [...flags, ...everywhereFlags]
    .filter(({ hidden }) => hidden !== true)
    .map(({ name, value, help }) => ({ value: value === undefined ? `--${name}` : `--${name}=`, description: help }));
}

const plain = (values: readonly string[]): readonly Candidate[] => values.map((value) => ({ value, description: '' }));

/** What may stand behind a flag, by its name: flags of the same name mean the same everywhere. */
async function flagValues(flag: string, place: Place): Promise<readonly Candidate[]> {
  const { names, command } = place;
  switch (flag) {
    case 'namespace':
      return plain((await names.known()).namespaces);
    case 'context':
    case 'clusters':
      return clusterCandidates(names, flag === 'clusters');
    case 'channel':
      return plain([...new Set((await names.known()).clusters.flatMap(({ labels }) => labels.channel ?? []))].sort());
    case 'sort-by':
    case 'count-by':
    case 'hide-columns':
    case 'filter':
      return columnCandidates(flag, place);
    case 'output':
      return plain(await names.outputForms(command.name));
    case 'join':
      return plain(['metrics', 'nodes', 'namespaces']);
    case 'types':
      return plain(['Normal', 'Warning']);
    case 'require':
      return plain(['100%']);
    case 'log-level':
      return plain(['error', 'warn', 'info', 'debug']);
    case 'secrets':
      return plain(['off', 'metadata']);
    case 'for':
      return (await names.resources()).map(({ value, description }) => ({ value: `${value}/`, description }));
    default:
      return [];
  }
}

async function columnCandidates(flag: string, { command, words, names }: Place): Promise<readonly Candidate[]> {
  const asked = command.name === 'events' ? 'events' : (words[0] ?? '');
  const columns = await names.columns(asked.split(/[/,]/)[0] ?? '');
  if (flag !== 'filter') return plain(columns);
  return [
    { value: 'problems', description: 'what is broken, by the resource’s own rules' },
    ...columns.map((value) => ({ value: `${value}=`, description: '' })),
  ];
}

async function clusterCandidates(names: NameSource, withLabels: boolean): Promise<readonly Candidate[]> {
  const { clusters } = await names.known();
  const pairs = withLabels
    ? [...new Set(clusters.flatMap(({ labels }) => Object.entries(labels).map(([key, value]) => `${key}=${value}`)))].sort()
    : [];
  return [...clusters.map(({ name, labels }) => ({ value: name, description: labelText(labels) })), ...plain(pairs)];
}

function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
}

/** What the next word of a command may be. */
async function wordValues(place: Place): Promise<readonly Candidate[]> {
  const { command, commands, words, names } = place;
  switch (command.name) {
    case 'get':
    case 'describe':
      return words.length === 0 ? names.resources() : plain(await names.objects(words[0] as string));
    case 'top':
      return words.length === 0 ? plain(['pods', 'nodes']) : plain(await names.objects(words[0] as string));
    case 'logs':
      return words.length === 0 ? plain(await names.objects('pods')) : [];
    case 'clusters':
      return clusterCandidates(names, true);
    case 'diff':
      return [
        ...(await clusterCandidates(names, true)),
        ...(words.length === 0 ? [] : (await names.resources()).map(({ value, description }) => ({ value: `${value}/`, description }))),
      ];
    case 'help':
      return commands.map(({ name, summary }) => ({ value: name, description: summary }));
    case 'completion':
      return plain(['bash', 'zsh', 'fish']);
    default:
      return [];
  }
}

/** Candidates for the last part of a comma list, with the parts before it in front; a leading `!` stays. */
function listed(current: string, candidates: readonly Candidate[]): readonly Candidate[] {
  const comma = current.lastIndexOf(',') + 1;
  const lead = current.slice(0, comma) + (current[comma] === '!' ? '!' : '');
  const taken = new Set(current.slice(0, comma).split(','));
  return startingWith(
    current,
    candidates.filter(({ value }) => !taken.has(value)).map((one) => ({ ...one, value: lead + one.value })),
  );
}

/** By exact beginning; whatever the case where none begins so. */
function startingWith(current: string, candidates: readonly Candidate[]): readonly Candidate[] {
  const exact = candidates.filter(({ value }) => value.startsWith(current));
  return exact.length > 0 ? exact : candidates.filter(({ value }) => value.toLowerCase().startsWith(current.toLowerCase()));
}
