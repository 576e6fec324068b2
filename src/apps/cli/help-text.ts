import type { Command, FlagDef } from './command.ts';
import { everywhereFlags } from './parse-arguments.ts';

/** Lines of help are never longer, so that they stay readable in a narrow terminal and in a log. */
const columns = 80;

/** What `hindsight` alone prints: the commands, and where to start. */
export function overview(commandList: readonly Command[]): string {
  const commands = commandList.filter(({ hidden }) => hidden !== true);
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'hindsight: one view over every Kubernetes cluster you run.',
    '',
    'Commands:',
    ...commands.flatMap(({ name, summary }) => hanging(`  ${name.padEnd(width)}  `, summary)),
    '',
    'Start here:',
    ...hanging('  hindsight demo        ', 'a simulated fleet in your browser, no cluster needed'),
    ...hanging('  hindsight get nodes   ', 'every node of every cluster of your kubeconfig'),
    ...hanging('  hindsight serve       ', 'the same, kept in memory and kept true by watches'),
    ...hanging('  hindsight help get    ', 'what a command can do, with examples'),
    '',
  ].join('\n');
}

/** The help of one command. */
export function commandHelp(command: Command): string {
  const flags = [...command.flags, ...everywhereFlags].filter(({ hidden }) => hidden !== true);
  return [
    ...hanging('', command.summary),
    '',
    `Usage: hindsight ${command.name}${command.usage === '' ? '' : ` ${command.usage}`} [flags]`,
    '',
    'Examples:',
    ...command.examples.flatMap(({ line, answers }) => [...hanging('  # ', answers), `  ${line}`, '']),
    'Flags:',
    ...flags.flatMap(flagLines),
    '',
  ].join('\n');
}

/** Names longer than this stand on a line of their own. */
const widestName = 26;

function flagLines(flag: FlagDef): readonly string[] {
  const short = flag.short === undefined ? '    ' : `-${flag.short}, `;
  const name = `  ${short}--${flag.name}${flag.value === undefined ? '' : ` ${flag.value}`}`;
  const lead = ' '.repeat(widestName + 2);
  if (name.length > widestName) return [name, ...hanging(lead, flag.help)];
  return hanging(name.padEnd(widestName + 2), flag.help);
}

/** Running text behind a lead; further lines begin below its first word. */
function hanging(lead: string, text: string): readonly string[] {
  const lines: string[] = [];
  let line = lead;
  for (const word of text.split(' ')) {
    const empty = line.length === lead.length;
    if (!empty && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = ' '.repeat(lead.length) + word;
    } else line += empty ? word : ` ${word}`;
  }
  return [...lines, line];
}
