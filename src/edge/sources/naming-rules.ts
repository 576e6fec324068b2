import { RE2JS } from 're2js';
import type { NamingRule } from '../config/naming-rule.ts';

/** Names and labels of clusters, from the names of their contexts. */
export interface Naming {
  /** The name that the first rule with one gives to the first context it fits; undefined when none does. */
  name(contexts: readonly string[]): string | undefined;
  /** Labels of all rules that fit; of two that say the same label the first counts. */
  labels(contexts: readonly string[]): Readonly<Record<string, string>>;
}

/** Compiles the rules of the configuration; patterns were checked when it was read. Every pattern runs in linear time. */
export function namingRules(rules: readonly NamingRule[]): Naming {
  const compiled = rules.flatMap((rule) =>
    rule.context === undefined ? [] : [{ rule, pattern: RE2JS.compile(RE2JS.translateRegExp(rule.context)) }],
  );
  return {
    name(contexts) {
      for (const { rule, pattern } of compiled) {
        if (rule.name === undefined) continue;
        const groups = firstMatch(pattern, contexts);
        const name = groups === undefined ? '' : filled(rule.name, groups);
        if (name !== '') return name;
      }
      return undefined;
    },
    labels(contexts) {
      const labels = new Map<string, string>();
      for (const { rule, pattern } of compiled) {
        const groups = firstMatch(pattern, contexts);
        if (groups === undefined) continue;
        for (const [label, template] of Object.entries(rule.labels ?? {})) {
          const value = filled(template, groups);
          if (value !== '' && !labels.has(label)) labels.set(label, value);
        }
      }
      return Object.fromEntries(labels);
    },
  };
}

type Groups = ReadonlyMap<string, string>;

function firstMatch(pattern: RE2JS, contexts: readonly string[]): Groups | undefined {
  for (const context of contexts) {
    const matcher = pattern.matcher(context);
    if (!matcher.find()) continue;
    const groups = new Map<string, string>();
    for (let n = 0; n <= matcher.groupCount(); n++) groups.set(String(n), matcher.group(n) ?? '');
    for (const name of Object.keys(pattern.namedGroups())) groups.set(name, matcher.group(name) ?? '');
    return groups;
  }
  return undefined;
}

/** `${team}`, `${1}` and `$1` stand for groups; `$$` for a dollar. A group that does not exist is empty. */
function filled(template: string, groups: Groups): string {
  return template.replace(/\$(?:\$|\{(\w+)\}|(\d+))/g, (all, braced?: string, bare?: string) =>
    all === '$$' ? '$' : (groups.get(braced ?? bare ?? '') ?? ''),
  );
}
