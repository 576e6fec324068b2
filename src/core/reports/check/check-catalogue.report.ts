import { type Check, checkGroups } from '../../checks/check.ts';
import { type Severity, severityRank } from '../../checks/severity.ts';
import { harmlessJson } from '../harmless-json.ts';
import { counted } from './finding-words.ts';

const paints: Readonly<Record<Severity, string>> = { critical: '31', warning: '33', info: '36' };

/** The checks by group, one a line, for a terminal. */
export function checkCatalogue(checks: readonly Check[], { colour }: { readonly colour: boolean }): string {
  const width = Math.max(0, ...checks.map(({ id }) => id.length));
  const lines = checkGroups.flatMap((group) => {
    const own = checks.filter((check) => check.group === group);
    if (own.length === 0) return [];
    return [colour ? `\x1b[1m${group}\x1b[0m` : group, ...own.map((check) => `  ${checkLine(check, { colour, width })}`), ''];
  });
  const rules = checks.flatMap((check) => check.rules).length;
  return `${lines.join('\n')}\n${counted(checks.length, 'check')} with ${counted(rules, 'rule')}. \`hindsight checks explain CHECK\` prints the page of one.\n`;
}

function checkLine(check: Check, { colour, width }: { readonly colour: boolean; readonly width: number }): string {
  const worst = worstOf(check);
  const padded = worst.padEnd(8);
  return `${check.id.padEnd(width)}  ${colour ? `\x1b[${paints[worst]}m${padded}\x1b[0m` : padded}  ${runsOnOf(check).padEnd(13)}  ${check.title}`;
}

/** The worst severity with which a rule of a check starts. */
export function worstOf({ rules }: Check): Severity {
  return rules.reduce<Severity>((worst, { severity }) => (severityRank(severity) > severityRank(worst) ? severity : worst), 'info');
}

/** `manifest live`: what the rules of a check judge. */
export function runsOnOf({ rules }: Check): string {
  return (['manifest', 'live'] as const).filter((one) => rules.some(({ runsOn }) => runsOn.includes(one))).join(' ');
}

/** The whole catalogue for scripts, without the functions and the examples. */
export function checkCatalogueJson(checks: readonly Check[]): string {
  const value = checks.map(({ id, title, group, explanation, fix, sources, replaces, rules }) => ({
    id,
    title,
    group,
    explanation,
    fix,
    sources,
    replaces,
    rules: rules.map((rule) => ({
      id: rule.id,
      title: rule.title,
      severity: rule.severity,
      confidence: rule.confidence ?? 'certain',
      runsOn: rule.runsOn,
      symptom: rule.symptom === true,
      reads: rule.reads,
      judges: rule.anchor === 'object' ? rule.resources : rule.anchor,
    })),
  }));
  return `${harmlessJson(value, 2)}\n`;
}
