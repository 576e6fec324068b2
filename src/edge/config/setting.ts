import { HindsightError } from '../../core/base/hindsight-error.ts';

/** One thing that can be set: in the file, by a flag, by a variable of the environment. */
export interface Setting<T> {
  /** Its place in `hindsight.yaml`: `clusters.registry.url`. */
  readonly key: string;
  /** Flag without dashes. */
  readonly flag?: string;
  /** What kube-web-view called the flag; the oldest links and manifests go on working. */
  readonly formerFlags?: readonly string[];
  readonly env?: string;
  readonly fallback: T;
  /** Reads what a flag or variable says; HindsightError `usage` that names where the text comes from. */
  parse(texts: readonly string[], from: string): T;
  /** Set where it is accepted but means nothing yet: what to know instead. */
  readonly later?: string;
}

type Names = Pick<Setting<unknown>, 'key' | 'flag' | 'formerFlags' | 'env' | 'later'>;

/** A text; of several the last counts. */
export function textSetting<T extends string | undefined>(names: Names, fallback: T): Setting<string | T> {
  return { ...names, fallback, parse: (texts) => texts.at(-1) ?? fallback };
}

/** One of some words. */
export function choiceSetting<const W extends string>(names: Names, words: readonly W[], fallback: W): Setting<W> {
  return {
    ...names,
    fallback,
    parse(texts, from) {
      const text = texts.at(-1) ?? fallback;
      const found = words.find((word) => word === text);
      if (found !== undefined) return found;
      throw mistake(from, text, `takes ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`);
    },
  };
}

/** A whole number within bounds. */
export function integerSetting(names: Names, bounds: { readonly min: number; readonly max: number }, fallback: number): Setting<number> {
  return {
    ...names,
    fallback,
    parse(texts, from) {
      const text = texts.at(-1) ?? '';
      const number = Number(text);
      if (/^\d+$/.test(text) && number >= bounds.min && number <= bounds.max) return number;
      throw mistake(from, text, `takes a whole number from ${bounds.min} to ${bounds.max}`);
    },
  };
}

/** Yes or no; a flag without a value is yes. */
export function switchSetting(names: Names, fallback = false): Setting<boolean> {
  return {
    ...names,
    fallback,
    parse(texts, from) {
      const text = (texts.at(-1) ?? '').toLowerCase();
      if (['', 'true', '1', 'yes', 'on'].includes(text)) return true;
      if (['false', '0', 'no', 'off'].includes(text)) return false;
      throw mistake(from, text, 'takes true or false');
    },
  };
}

/** Texts, separated by commas. */
export function listSetting(names: Names): Setting<readonly string[]> {
  return { ...names, fallback: [], parse: (texts) => texts.flatMap(commaList) };
}

/** Lists by resource: `pods=app,version;deployments=team`. Source: kube-web-view (web-view.md A.12). */
export function byResourceSetting(names: Names): Setting<Readonly<Record<string, readonly string[]>>> {
  return {
    ...names,
    fallback: {},
    parse: (texts, from) =>
      Object.fromEntries(texts.flatMap((text) => pairs(text, { separator: ';', from })).map(([name, rest]) => [name, commaList(rest)])),
  };
}

/** Expressions by name by resource: `pods=Images=spec.containers[*].image;Other=…;;deployments=…`. Source: kube-web-view (web-view.md A.12). */
export function columnsSetting(names: Names): Setting<Readonly<Record<string, Readonly<Record<string, string>>>>> {
  return {
    ...names,
    fallback: {},
    parse: (texts, from) =>
      Object.fromEntries(
        texts
          .flatMap((text) => pairs(text, { separator: ';;', from }))
          .map(([resource, rest]) => [resource, Object.fromEntries(pairs(rest, { separator: ';', from }))]),
      ),
  };
}

/** Something that only the file can say. */
export function fileSetting<T>(names: Names, fallback: T): Setting<T> {
  return { ...names, fallback, parse: () => fallback };
}

function commaList(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function pairs(text: string, { separator, from }: { separator: string; from: string }): readonly (readonly [string, string])[] {
  return text
    .split(separator)
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const at = part.indexOf('=');
      if (at > 0) return [part.slice(0, at).trim(), part.slice(at + 1).trim()] as const;
      throw mistake(from, part.trim(), `takes name=value, separated by ${separator}`);
    });
}

function mistake(from: string, text: string, what: string): HindsightError {
  return new HindsightError('usage', `${from} ${what}, not "${text}"`, { place: { source: from, text, offset: 0, length: text.length } });
}
