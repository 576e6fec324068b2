import { dirname, isAbsolute, join } from 'node:path';
import type { ConfigFile } from './config-file.ts';
import type { Setting } from './setting.ts';
import { settings } from './settings.ts';

/** Where a value comes from, in words: `default`, `/etc/hindsight/hindsight.yaml:3`, `--port`, `$HINDSIGHT_PORT`. */
export type Origin = { readonly from: 'default' | 'file' | 'flag' | 'environment'; readonly text: string };

/** The flags of a command line, as far as settings need them. */
export interface FlagReader {
  has(name: string): boolean;
  /** Every value given, as it is. */
  texts(name: string): readonly string[];
}

/** What holds, from flags, environment, file and defaults, in this order. */
export class EffectiveSettings {
  readonly file: ConfigFile | undefined;
  readonly #flags: FlagReader;
  readonly #env: Readonly<Record<string, string | undefined>>;

  constructor(q: { file: ConfigFile | undefined; flags: FlagReader; env: Readonly<Record<string, string | undefined>> }) {
    this.file = q.file;
    this.#flags = q.flags;
    this.#env = q.env;
  }

  /** The value that holds. HindsightError `usage` when a flag or variable says something that is not understood. */
  value<T>(setting: Setting<T>): T {
    const flag = this.#flagOf(setting);
    if (flag !== undefined) return setting.parse(this.#flags.texts(flag), `--${flag}`);
    const text = this.#envText(setting);
    if (text !== undefined) return setting.parse([text], `$${setting.env}`);
    const value = this.file?.value(setting.key);
    return value === undefined
      ? setting.fallback
      : (fromFile(setting, value, { file: this.file as ConfigFile, home: this.#env.HOME ?? '' }) as T);
  }

  origin(setting: Setting<unknown>): Origin {
    const flag = this.#flagOf(setting);
    if (flag !== undefined) return { from: 'flag', text: `--${flag}` };
    if (this.#envText(setting) !== undefined) return { from: 'environment', text: `$${setting.env}` };
    const place = this.file?.place(setting.key);
    return place === undefined || this.file?.value(setting.key) === undefined
      ? { from: 'default', text: 'default' }
      : { from: 'file', text: `${place.file}:${place.line}` };
  }

  /** What was set and means nothing yet, in sentences. */
  notices(): readonly string[] {
    return Object.values(settings as Readonly<Record<string, Setting<unknown>>>).flatMap((setting) => {
      const origin = this.origin(setting);
      if (setting.later === undefined || origin.from === 'default') return [];
      const name = origin.from === 'file' ? `${setting.key} (${origin.text})` : origin.text;
      return [`${name} is accepted and changes nothing: ${setting.later}.`];
    });
  }

  #flagOf(setting: Setting<unknown>): string | undefined {
    return [setting.flag, ...(setting.formerFlags ?? [])].find((name) => name !== undefined && this.#flags.has(name));
  }

  #envText({ env }: Setting<unknown>): string | undefined {
    const text = env === undefined ? undefined : this.#env[env];
    return text === '' ? undefined : text;
  }
}

const paths: ReadonlySet<string> = new Set(
  [
    settings.kubeconfig,
    settings.kubeconfigDirs,
    settings.registryTokenFile,
    settings.clusterTokenFile,
    settings.proxySecretFile,
    settings.stateDir,
  ].map(({ key }) => key),
);

/** One text stands for a list of one; paths count from the folder of the file that names them, and `~/` from home. */
function fromFile(setting: Setting<unknown>, value: unknown, q: { readonly file: ConfigFile; readonly home: string }): unknown {
  const listed = Array.isArray(setting.fallback) && typeof value === 'string' ? [value] : value;
  if (!paths.has(setting.key)) return listed;
  const resolved = (path: string): string => {
    if (path.startsWith('~/')) return join(q.home, path.slice(2));
    return isAbsolute(path) ? path : join(dirname(q.file.path), path);
  };
  return Array.isArray(listed) ? listed.map((path) => resolved(String(path))) : resolved(String(listed));
}
