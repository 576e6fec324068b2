import type { Clock } from '../../core/base/clock.ts';
import { ApiFailure } from './api-server.ts';
import type { CredentialSource, Credentials } from './cluster-target.ts';
import { type ExecPlugin, parseExecCredential } from './exec-plugin.ts';
import type { ExecRunner } from './exec-runner.ts';
import { impersonationLabel } from './static-credentials.ts';
import { untilAborted } from './until-aborted.ts';

/** Renewed so long before it expires, so that no request is sent with a token that dies on the way. */
const renewBeforeMs = 10_000;

/** A plugin that just ran is not run again because of a 401: it would answer the same. */
const youngMs = 10_000;

/** A failed plugin is not run again for so long: 148 contexts may share it. */
const failureKeptMs = 5_000;

type Outcome =
  | { readonly atMs: number; readonly credentials: Credentials; readonly expiresAtMs: number | undefined }
  | { readonly atMs: number; readonly failure: ApiFailure };

/** Runs that identical commands share, over all contexts of a process. */
export class ExecSharing {
  readonly outcomes = new Map<string, Outcome>();
  readonly running = new Map<string, Promise<Outcome>>();
}

/** Credentials from an exec plugin: cached until they expire; identical commands share one run. Source: k8s.io/client-go plugin/pkg/client/auth/exec/exec.go. */
export class ExecCredentials implements CredentialSource {
  readonly label: string;
  readonly #plugin: ExecPlugin;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #q: { readonly runner: ExecRunner; readonly sharing: ExecSharing; readonly clock: Clock };
  readonly #key: string;

  constructor(
    plugin: ExecPlugin,
    q: { runner: ExecRunner; sharing: ExecSharing; clock: Clock; headers?: Readonly<Record<string, string>> },
  ) {
    this.label = `exec ${plugin.command.split('/').at(-1)}${impersonationLabel(q.headers)}`;
    this.#plugin = plugin;
    this.#headers = q.headers ?? {};
    this.#q = q;
    this.#key = JSON.stringify([plugin.command, plugin.args, plugin.env, plugin.info]);
  }

  async get({ fresh, signal }: { fresh: boolean; signal: AbortSignal }): Promise<Credentials> {
    const outcome = this.#known(fresh) ?? (await untilAborted(this.#run(), signal));
    if ('failure' in outcome) throw outcome.failure;
    return { ...outcome.credentials, headers: { ...this.#headers, ...outcome.credentials.headers } };
  }

  #known(fresh: boolean): Outcome | undefined {
    const outcome = this.#q.sharing.outcomes.get(this.#key);
    if (outcome === undefined) return undefined;
    const nowMs = this.#q.clock.nowMs();
    const ageMs = nowMs - outcome.atMs;
    if ('failure' in outcome) return ageMs < failureKeptMs ? outcome : undefined;
    if (outcome.expiresAtMs !== undefined && nowMs > outcome.expiresAtMs - renewBeforeMs && ageMs > youngMs) return undefined;
    return fresh && ageMs > youngMs ? undefined : outcome;
  }

  #run(): Promise<Outcome> {
    const { sharing } = this.#q;
    const running = sharing.running.get(this.#key);
    if (running !== undefined) return running;
    const run = this.#runOnce().finally(() => sharing.running.delete(this.#key));
    sharing.running.set(this.#key, run);
    return run;
  }

  async #runOnce(): Promise<Outcome> {
    const { runner, sharing, clock } = this.#q;
    let outcome: Outcome;
    try {
      const { credentials, expiresAtMs } = parseExecCredential(await runner.run(this.#plugin), this.#plugin);
      outcome = { atMs: clock.nowMs(), credentials, expiresAtMs };
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      outcome = { atMs: clock.nowMs(), failure: error };
    }
    sharing.outcomes.set(this.#key, outcome);
    return outcome;
  }
}
