import { HindsightError } from '../../core/base/hindsight-error.ts';
import type { Check } from '../../core/checks/check.ts';
import { type CheckSetting, defaultCheckSetting } from '../../core/checks/check-setting.ts';
import { fitsOne } from '../../core/checks/object-match.ts';
import { checkList } from '../../core/checks/registry.gen.ts';
import { assertKnown } from '../../core/checks/select-checks.ts';
import type { CheckContent } from './check-schema.ts';
import type { EffectiveSettings } from './effective-settings.ts';
import { settings } from './settings.ts';

/** What the configuration makes of the checks. */
export interface ConfiguredChecks {
  /** Those that are asked: ours, further ones and those of the house, without what is switched off. */
  readonly checks: readonly Check[];
  /** All that there are. */
  readonly all: readonly Check[];
  readonly setting: CheckSetting;
}

/**
 * Reads `checks` of the configuration; `further` are those of plugins. HindsightError `config-invalid` with the place where a check does not exist,
 * a name is taken, or an expression is none.
 */
export async function configuredChecks(effective: EffectiveSettings, further: readonly Check[] = []): Promise<ConfiguredChecks> {
  const content = effective.value(settings.checks) as CheckContent;
  const house = content.custom === undefined ? [] : await houseChecks(content.custom, effective);
  const all = [...checkList, ...further, ...house];
  assertNamesOnce(all);
  assertNames(content, all, effective);
  return { checks: chosenChecks(content, all), all, setting: settingOf(content, all) };
}

/** The evaluator of expressions is only loaded where there are some. */
async function houseChecks(rules: NonNullable<CheckContent['custom']>, effective: EffectiveSettings): Promise<readonly Check[]> {
  const { houseCheck } = await import('./house-check.ts');
  return rules.map((rule, i) => {
    try {
      return houseCheck(rule);
    } catch (error) {
      throw mistake(effective, `checks.custom.${i}.expression`, `the expression of ${rule.id} is no CEL: ${(error as Error).message}`);
    }
  });
}

function settingOf(content: CheckContent, all: readonly Check[]): CheckSetting {
  const { suppression = {}, platformNamespaces = [], exclude, namespaces } = content;
  const central = suppression.allowedFrom === 'central' ? [{ checks: undefined, namespaces: undefined }] : [];
  return {
    ...defaultCheckSetting,
    platformNamespaces: new Set([...defaultCheckSetting.platformNamespaces, ...platformNamespaces]),
    severities: new Map(Object.entries(content.severities ?? {})),
    thresholds: new Map(Object.entries(content.thresholds ?? {})),
    annotations: {
      refused: [...central, ...(suppression.refuse ?? []).map((one) => ({ checks: one.checks, namespaces: one.namespaces }))],
      peers: suppression.peers ?? true,
      peersSinceMs: suppression.peersSince === undefined ? undefined : Date.parse(suppression.peersSince),
    },
    known: new Map(all.map(({ id, rules }) => [id, new Set(rules.map((rule) => rule.id))])),
    ...(exclude === undefined ? {} : { exclusions: exclude.map(({ checks, reason, ...match }) => ({ checks, match })) }),
    ...(namespaces === undefined
      ? {}
      : { namespaces: namespaces.map((one) => ({ namespaces: one.namespaces, severities: new Map(Object.entries(one.severities)) })) }),
  };
}

function chosenChecks({ enable, disable = [] }: CheckContent, all: readonly Check[]): readonly Check[] {
  if (enable === undefined && disable.length === 0) return all;
  return all.flatMap((check) => {
    const rules = check.rules.filter(({ id }) => {
      const named = (patterns: readonly string[]): boolean => fitsOne(patterns, check.id) || fitsOne(patterns, `${check.id}/${id}`);
      return (enable === undefined || named(enable)) && !named(disable);
    });
    return rules.length === 0 ? [] : [{ ...check, rules }];
  });
}

/** Two checks of one name would be one for everybody who accepts, excludes or reads them. */
function assertNamesOnce(all: readonly Check[]): void {
  const seen = new Set<string>();
  for (const { id } of all) {
    if (seen.has(id))
      throw new HindsightError('config-invalid', `there are two checks "${id}"`, {
        hint: 'Rules of the house and plugins need names of their own.',
      });
    seen.add(id);
  }
}

/** Whatever is named must exist: a mistyped exception must not look like one. */
function assertNames(content: CheckContent, all: readonly Check[], effective: EffectiveSettings): void {
  const words: (readonly [string, string])[] = [
    ...(content.enable ?? []).map((word) => ['checks.enable', word] as const),
    ...(content.disable ?? []).map((word) => ['checks.disable', word] as const),
    ...Object.keys(content.severities ?? {}).map((word) => ['checks.severities', word] as const),
    ...Object.keys(content.thresholds ?? {}).map((word) => ['checks.thresholds', word.split('/').slice(0, 2).join('/')] as const),
    ...(content.exclude ?? []).flatMap(({ checks = [] }, i) => checks.map((word) => [`checks.exclude.${i}.checks`, word] as const)),
    ...(content.namespaces ?? []).flatMap(({ severities }, i) =>
      Object.keys(severities).map((word) => [`checks.namespaces.${i}.severities`, word] as const),
    ),
    ...(content.suppression?.refuse ?? []).flatMap(({ checks = [] }, i) =>
      checks.map((word) => [`checks.suppression.refuse.${i}.checks`, word] as const),
    ),
  ];
  for (const [key, word] of words) if (!/[*?]/.test(word)) assertName(key, word, { all, effective });
}

function assertName(key: string, word: string, q: { readonly all: readonly Check[]; readonly effective: EffectiveSettings }): void {
  try {
    assertKnown(word, q.all);
  } catch (error) {
    const { message, hint } = error as HindsightError;
    throw mistake(q.effective, key, message, hint);
  }
}

function mistake(effective: EffectiveSettings, key: string, reason: string, hint?: string): HindsightError {
  const place = effective.file?.place(key) ?? effective.file?.place('checks');
  const where = place === undefined ? '' : `${place.file}:${place.line}:${place.column}: `;
  return new HindsightError('config-invalid', `${where}${reason}`, {
    ...(place === undefined ? {} : { place: { source: place.file, line: place.line, column: place.column } }),
    ...(hint === undefined ? {} : { hint }),
  });
}
