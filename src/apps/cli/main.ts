import { errorCatalogue } from '../../core/base/error-catalogue.ts';
import { HindsightError } from '../../core/base/hindsight-error.ts';
import { errorText } from './error-text.ts';
import { findCommand } from './find-command.ts';
import { commandHelp, overview } from './help-text.ts';
import { parseArguments } from './parse-arguments.ts';
import { commandList } from './registry.gen.ts';
import { openTerminal, type Terminal, type TerminalStreams } from './terminal.ts';
import { packageVersion } from './user-agent.ts';

/** Exit code after SIGTERM: an answer that was cut short must not look like an empty one. */
const terminated = 143;

/** Runs one command line; answers the exit code (design §9) and never throws. */
export async function runCommandLine(
  args: readonly string[],
  q: { streams: TerminalStreams; env: Readonly<Record<string, string | undefined>>; onTerminal?: (terminal: Terminal) => void },
): Promise<number> {
  const terminal = openTerminal(q.streams, q.env);
  q.onTerminal?.(terminal);
  try {
    return await dispatch(args, terminal, q.env);
  } catch (error) {
    if (terminal.interruptedWith !== undefined) return terminal.interruptedWith;
    terminal.note(errorText(error, { colour: terminal.colour, debug: (q.env.HINDSIGHT_DEBUG ?? '') !== '' }));
    return error instanceof HindsightError ? errorCatalogue[error.code].exit : 70;
  }
}

async function dispatch(args: readonly string[], terminal: Terminal, env: Readonly<Record<string, string | undefined>>): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--version' || name === '-v' || name === 'version') {
    await terminal.write(`hindsight ${packageVersion()}\n`);
    return 0;
  }
  if (name === undefined || name === '--help' || name === '-h') {
    await terminal.write(overview(commandList));
    return 0;
  }
  const command = findCommand(commandList, name);
  const { words, flags } = command.raw === true ? { ...parseArguments(command, []), words: rest } : parseArguments(command, rest);
  if (flags.has('help')) {
    await terminal.write(commandHelp(command));
    return 0;
  }
  const endedWell = (): boolean => command.serves === true && terminal.interruptedWith === terminated;
  try {
    const code = await command.run({ words, flags, terminal, env, commands: commandList });
    return endedWell() ? 0 : (terminal.interruptedWith ?? code);
  } catch (error) {
    // Stopped while it was still starting.
    if (endedWell()) return 0;
    throw error;
  }
}

/** Runs this process's own command line, and ends the process with its exit code. */
export async function runProcess(): Promise<void> {
  let signals = 0;
  const code = await runCommandLine(process.argv.slice(2), {
    streams: process,
    env: process.env,
    onTerminal(terminal) {
      const stop = (exitCode: number) => (): void => {
        terminal.interrupt(exitCode);
        if (++signals > 1) process.exit(exitCode);
      };
      process.on('SIGINT', stop(130));
      process.on('SIGTERM', stop(terminated));
    },
  });
  process.exitCode = code;
  // What a command left open (keep-alive sockets of API servers that hang) must not keep the process alive.
  if (process.stdout.writableLength === 0) process.exit(code);
  process.stdout.end(() => process.exit(code));
}

if (import.meta.main) await runProcess();
