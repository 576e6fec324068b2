import type { DescribedSection } from './description.ts';
import type { Subject } from './subject.ts';
import { field, fields } from './values.ts';

/** Fields shown; the rest is counted. */
const mostFields = 40;
const longestValue = 200;
const deepest = 6;

/** Fields that other sections show. */
const shownElsewhere: ReadonlySet<string> = new Set(['status.conditions', 'spec.template', 'spec.selector']);

/** Spec and status of an object without sections of its own, as paths with values: any custom resource. Undefined where there is nothing. */
export function contentSection({ object }: Subject): DescribedSection | undefined {
  const found: [string, string][] = [];
  for (const part of ['spec', 'status'] as const) collect(object[part], part, found);
  if (found.length === 0) return undefined;
  const more = found.length - mostFields;
  return {
    id: 'content',
    title: 'Content',
    form: 'fields',
    fields: fields(found.slice(0, mostFields).map(([path, value]) => field(path, [value]))),
    ...(more > 0 ? { note: `and ${more} more fields: hindsight get … -o yaml` } : {}),
  };
}

function collect(value: unknown, path: string, found: [string, string][], depth = 0): void {
  if (value === undefined || value === null || shownElsewhere.has(path) || found.length > mostFields * 10) return;
  if (typeof value !== 'object') {
    const text = String(value);
    found.push([path, text.length > longestValue ? `${text.slice(0, longestValue)}…` : text]);
    return;
  }
  const entries = Array.isArray(value)
    ? value.map((each, i) => [`[${i}]`, each] as const)
    : Object.entries(value).map(([k, v]) => [`.${k}`, v] as const);
  if (entries.every(([, each]) => typeof each !== 'object' || each === null) && Array.isArray(value)) {
    if (value.length > 0) found.push([path, value.map(String).join(', ').slice(0, longestValue)]);
    return;
  }
  if (depth >= deepest) return;
  for (const [key, each] of entries) collect(each, path + key, found, depth + 1);
}
