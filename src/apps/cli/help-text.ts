import type { Command, FlagDef } from './command.ts';
import { everywhereFlags } from './parse-arguments.ts';

/** What `hindsight` alone prints: the commands, and where to start. */
export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'hindsight: one view over every Kubernetes cluster you run.',
    '',
    'Commands:',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'Start here:',
    '  hindsight demo                 a simulated fleet of 148 clusters in your browser, no cluster needed',
    '  hindsight get nodes            every node of every cluster of your kubeconfig',
    '  hindsight serve                the same, kept in memory and kept true by watches',
    '  hindsight help get             what a command can do, with examples',
    '',
  ].join('\n');
}

/** The help of one command. */
export function commandHelp(command: Command): string {
  const flags = [...command.flags, ...everywhereFlags];
  const names = flags.map(flagName);
  const width = Math.max(...names.map((name) => name.length));
  return [
    `${command.summary}`,
    '',
    `Usage: hindsight ${command.name}${command.usage === '' ? '' : ` ${command.usage}`} [flags]`,
    '',
    'Examples:',
    ...command.examples.flatMap(({ line, answers }) => [`  # ${answers}`, `  ${line}`, '']),
    'Flags:',
    ...flags.map((flag, i) => `  ${(names[i] as string).padEnd(width)}  ${flag.help}`),
    '',
  ].join('\n');
}

function flagName(flag: FlagDef): string {
  const short = flag.short === undefined ? '    ' : `-${flag.short}, `;
  return `${short}--${flag.name}${flag.value === undefined ? '' : ` ${flag.value}`}`;
}
