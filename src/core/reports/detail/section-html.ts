import type { DescribedField, DescribedItem, DescribedSection, DescribedValue } from '../describe/description.ts';
import { type Markup, markup } from '../markup.ts';
import { ageHtml, statusHtml, type ValueWriting, valueHtml } from './value-html.ts';

/** One section of a description as HTML, with its id as anchor. */
export function sectionHtml(section: DescribedSection, writing: ValueWriting): Markup {
  const title = section.title === '' ? 'Summary' : section.title;
  return markup`<section id="${section.id}" aria-labelledby="${section.id}-title"><h2 id="${section.id}-title">${headingHtml(title)}</h2>${contentHtml(section, writing)}${section.note !== undefined && markup`<p class="note">${section.note}</p>`}</section>`;
}

/** `Pods (12)`: the count stands back. */
function headingHtml(title: string): Markup {
  const [, words = title, count = ''] = /^(.*) \((\d+)\)$/.exec(title) ?? [];
  return count === '' ? markup`${words}` : markup`${words} <small>${count}</small>`;
}

function contentHtml(section: DescribedSection, writing: ValueWriting): Markup {
  switch (section.form) {
    case 'fields':
      return fieldsHtml(section.fields, writing);
    case 'items':
      return markup`${section.items.map((item) => itemHtml(item, writing))}`;
    case 'table':
      return tableHtml(section, writing);
  }
}

/** Problems, one line each: what, since when, what the cluster says; below it where to look next. */
export function problemsHtml(section: DescribedSection, writing: ValueWriting): Markup {
  if (section.form !== 'items') return sectionHtml(section, writing);
  const items = section.items.map(({ name, level, fields }) => {
    const values = (field: string): readonly DescribedValue[] => fields.find((one) => one.name === field)?.values ?? [];
    const next = values('Next').map((value) => markup`<li>${valueHtml(value, writing)}</li>`);
    return markup`<li class="problem">${statusHtml(name, level ?? 'bad')} <span class="since">${values('Since').map((value) => valueHtml(value, writing))}</span> <span class="says">${values('Says').map((value) => valueHtml(value, writing))}</span>${next.length > 0 && markup`<ul>${next}</ul>`}</li>`;
  });
  return markup`<section id="problems" aria-labelledby="problems-title"><h2 id="problems-title" class="unseen">Problems</h2><ul class="problems">${items}</ul></section>`;
}

/** Fields as a list of terms. */
export function fieldsHtml(fields: readonly DescribedField[], writing: ValueWriting): Markup {
  return markup`<dl class="fields">${fields.map(({ name, values }) => markup`<dt>${name}</dt><dd>${valuesHtml(values, writing)}</dd>`)}</dl>`;
}

function valuesHtml(values: readonly DescribedValue[], writing: ValueWriting): Markup {
  const [first, ...rest] = values;
  if (first === undefined) return markup``;
  if (rest.length === 0) return valueHtml(first, writing);
  // A state, since when, and what it said read as one line.
  const isSentence = values.some(({ type }) => type === 'time');
  return isSentence
    ? markup`${values.map((value, i) => (i === 0 ? valueHtml(value, writing) : markup` <span class="more">${valueHtml(value, writing)}</span>`))}`
    : markup`<ul>${values.map((value) => markup`<li>${valueHtml(value, writing)}</li>`)}</ul>`;
}

function itemHtml(item: DescribedItem, writing: ValueWriting): Markup {
  const name = item.level === undefined ? markup`${item.name}` : statusHtml(item.name, item.level);
  return markup`<div class="item"><h3>${name}</h3>${fieldsHtml(item.fields, writing)}</div>`;
}

function tableHtml({ columns, rows, more, title }: Extract<DescribedSection, { form: 'table' }>, writing: ValueWriting): Markup {
  if (rows.length === 0) return markup``;
  const heads = columns.map((name) => markup`<th scope="col">${name}</th>`);
  const body = rows.map(
    (row) =>
      markup`<tr>${row.map((value, c) => markup`<td class="${cellClass(columns[c] ?? '', value)}"${c > 0 && markup` data-l="${columns[c]}"`}>${cellHtml(value, writing)}</td>`)}</tr>`,
  );
  return markup`<div class="wrap" tabindex="0" role="region" aria-label="${title}"><table class="rel"><thead><tr>${heads}</tr></thead><tbody>${body}</tbody></table></div>${more > 0 && markup`<p class="note">and ${more} more</p>`}`;
}

function cellHtml(value: DescribedValue, writing: ValueWriting): Markup {
  return value.type === 'time' ? ageHtml(value.atMs, writing.nowMs) : valueHtml(value, writing);
}

function cellClass(column: string, value: DescribedValue): string {
  if (column === 'Message') return 'text';
  return value.type === 'object' ? 'name' : value.type === 'time' ? 'age' : '';
}
