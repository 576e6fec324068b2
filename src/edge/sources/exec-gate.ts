import type { ExecCommand } from '../client/exec-plugin.ts';

/** Programs that do whatever their arguments say: for them the arguments are part of the command. */
const interpreters =
  /^(?:(?:ba|da|z|k|c|tc|fi)?sh|env|python[\d.]*|node|deno|bun|perl|ruby|php|lua|awk|xargs|sudo|doas|nice|nohup|timeout|docker|podman|ssh)(?:\.exe)?$/;

/**
 * Knows which commands may be run as credential plugins. What stands in files that the user named when the process started is trusted; a kubeconfig that was found in
 * a folder, or changed while we run, may use these commands, and new ones only when they are allowed by name. A variable that a trusted command did not have
 * makes it a new one, since variables can make a program run another. Source: design §5.
 */
export class ExecGate {
  readonly #allowed: ReadonlySet<string>;
  readonly #trusted = new Set<string>();

  /** `allowed`: commands as written or by their last part; `*` allows all. */
  constructor(allowed: readonly string[]) {
    this.#allowed = new Set(allowed);
  }

  /** From now on the command may be run. */
  trust(command: ExecCommand): void {
    this.#trusted.add(keyOf(command));
  }

  /** Why the command may not be run; undefined when it may. */
  refuse(command: ExecCommand): string | undefined {
    const name = lastPart(command.command);
    if (['*', command.command, name].some((word) => this.#allowed.has(word)) || this.#trusted.has(keyOf(command))) return undefined;
    return `the exec command ${command.command} is new, and new commands are run only when --allow-exec ${name} says so`;
  }
}

function keyOf({ command, args, env }: ExecCommand): string {
  return JSON.stringify([command, Object.keys(env).sort(), interpreters.test(lastPart(command)) ? [args, env] : []]);
}

function lastPart(command: string): string {
  return command.split('/').at(-1) ?? command;
}
