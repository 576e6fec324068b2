import { cellText } from '../../resources/cell-text.ts';
import { timeOf } from '../../resources/content.ts';
import { statusLevel } from '../status-look.ts';
import type { DescribedField, DescribedSection } from './description.ts';
import { ownersOf } from './owners.ts';
import type { Subject } from './subject.ts';
import { field, fields, pairs, text, time } from './values.ts';

/** Columns that other fields and sections show better. */
const shownElsewhere: ReadonlySet<string> = new Set(['Name', 'Age', 'Containers', 'Images', 'Selector', 'Labels', 'Port(s)']);
/** Annotations that repeat the object itself. */
const noisyAnnotations: ReadonlySet<string> = new Set(['kubectl.kubernetes.io/last-applied-configuration']);
/** Longer annotation values are cut: they are documents, which `-o yaml` shows. */
const longestAnnotation = 160;

/** What the object is at a glance: its columns as `kubectl get -o wide` prints them, age, owners, labels and annotations. */
export function summarySection(subject: Subject): DescribedSection {
  const { object } = subject;
  const { metadata } = object;
  const owners = ownersOf(subject);
  const list = fields([
    ...columnFields(subject),
    field('Created', [time(timeOf(metadata.creationTimestamp))]),
    field('Deleted', [time(timeOf(metadata.deletionTimestamp))]),
    field('Finalizers', metadata.finalizers ?? []),
    field(
      'Owners',
      owners.map((owner) => ({ type: 'object', object: owner })),
    ),
    field('Labels', pairs(metadata.labels)),
    field('Annotations', annotationTexts(metadata.annotations)),
  ]);
  return { id: 'summary', title: '', form: 'fields', fields: list };
}

/** Every column but name and age; those that say nothing are left out. */
function columnFields({ shard, row, nowMs }: Subject): readonly (DescribedField | undefined)[] {
  return shard.resource.columns
    .filter(({ name }) => !shownElsewhere.has(name))
    .map(({ name }) => {
      const column = shard.column(name);
      const cell = column?.cell(row) ?? null;
      if (column === undefined || cell === null) return undefined;
      const printed = cellText(column.def, cell, nowMs);
      return field(name, [text(printed, statusLevel(shard.resource.id, name, printed))]);
    });
}

function annotationTexts(annotations: Readonly<Record<string, string>> | undefined): readonly string[] {
  return pairs(annotations)
    .filter((pair) => !noisyAnnotations.has(pair.slice(0, pair.indexOf('='))))
    .map((pair) => (pair.length > longestAnnotation ? `${pair.slice(0, longestAnnotation)}…` : pair));
}
