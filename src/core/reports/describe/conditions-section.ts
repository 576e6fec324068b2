import { fieldsOf, itemsOf, textOf, timeOf } from '../../resources/content.ts';
import type { StatusLevel } from '../status-look.ts';
import type { DescribedSection, DescribedValue } from './description.ts';
import type { Subject } from './subject.ts';
import { text, time } from './values.ts';

/** Conditions that are bad when they hold; all others are bad when they do not. Source: api-conventions.md, node and CRD conditions. */
const badWhenTrue =
  /(Pressure|Unavailable|Failed|Failure|Degraded|Stalled|Error|Violat|NonStructural|Terminating|Disruption|Invalid|Limited|Suspended|Dangling)/;

/** The conditions of any object; undefined where it has none. Those that are not as they should be stand first. */
export function conditionsSection({ object }: Subject): DescribedSection | undefined {
  const conditions = itemsOf(object.status?.conditions).map(fieldsOf);
  if (conditions.length === 0) return undefined;
  const rows = conditions
    .map((condition) => ({ condition, level: conditionLevel(textOf(condition.type), textOf(condition.status)) }))
    .sort((a, b) => Number(b.level === 'bad') - Number(a.level === 'bad'))
    .map(({ condition, level }): readonly DescribedValue[] => [
      text(textOf(condition.type)),
      text(textOf(condition.status), level),
      time(timeOf(condition.lastTransitionTime)) ?? text(''),
      text(textOf(condition.reason)),
      text(textOf(condition.message)),
    ]);
  return { id: 'conditions', title: 'Conditions', form: 'table', columns: ['Type', 'Status', 'Since', 'Reason', 'Message'], rows, more: 0 };
}

/** How bad a condition is; undefined for a status that is neither True, False nor Unknown. */
export function conditionLevel(type: string, status: string): StatusLevel | undefined {
  if (status === 'Unknown') return 'warn';
  if (status !== 'True' && status !== 'False') return undefined;
  return (status === 'True') === badWhenTrue.test(type) ? 'bad' : 'ok';
}
