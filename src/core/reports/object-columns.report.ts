import { HindsightError } from '../base/hindsight-error.ts';
import { compileJsonPath } from '../kube/jsonpath.ts';
import { relaxedJsonPath } from '../kube/relaxed-jsonpath.ts';
import type { AnswerObject } from '../query/answer-objects.ts';
import { goText } from './go-text.ts';
import { textGrid } from './text-grid.ts';
import { visibleText } from './visible-text.ts';

/** One column of `-o custom-columns`: a heading and what it reads. */
export interface ObjectColumn {
  readonly heading: string;
  readonly read: (object: unknown) => readonly unknown[];
}

/**
 * Reads `NAME:.metadata.name,IMAGE:.spec.containers[*].image`; HindsightError `query-invalid` with the place.
 * Source: k8s.io/kubectl pkg/cmd/get customcolumn.go NewCustomColumnsPrinterFromSpec.
 */
export function parseObjectColumns(spec: string): readonly ObjectColumn[] {
  let at = 0;
  return spec.split(',').map((part) => {
    const colon = part.indexOf(':');
    if (colon <= 0 || colon === part.length - 1) throw notAColumn(spec, at, part);
    const column = { heading: part.slice(0, colon), read: compileJsonPath(relaxedJsonPath(part.slice(colon + 1))) };
    at += part.length + 1;
    return column;
  });
}

/**
 * Reads a file of two lines, headings and paths with blanks between them; HindsightError `query-invalid`.
 * Source: customcolumn.go NewCustomColumnsPrinterFromTemplate.
 */
export function parseObjectColumnsFile(text: string): readonly ObjectColumn[] {
  const [headings = [], paths = []] = text.split(/\r?\n/).map((line) => line.split(/\s+/).filter((word) => word !== ''));
  if (headings.length > 0 && headings.length === paths.length)
    return headings.map((heading, i) => ({ heading, read: compileJsonPath(relaxedJsonPath(paths[i] as string)) }));
  throw new HindsightError('query-invalid', `the file of custom columns has ${headings.length} headings and ${paths.length} paths`, {
    hint: 'It has two lines: headings with blanks between them, and as many paths, such as {.metadata.name}.',
  });
}

/** How custom columns are printed. */
export interface ObjectColumnsOptions {
  readonly headings: boolean;
  /** Puts the cluster before each line: several were asked. */
  readonly showCluster: boolean;
}

/** Objects as kubectl's `-o custom-columns` prints them: several values with commas between, `<none>` where there are none. */
export function objectColumnsText(
  objects: readonly AnswerObject[],
  columns: readonly ObjectColumn[],
  options: ObjectColumnsOptions,
): string {
  const lead = (text: string): readonly string[] => (options.showCluster ? [text] : []);
  const headings = [...lead('CLUSTER'), ...columns.map(({ heading }) => visibleText(heading))];
  const rows = objects.map(({ cluster, object }) => [...lead(cluster), ...columns.map((column) => cellOf(column, object))]);
  return textGrid(rows, options.headings ? headings : undefined);
}

function cellOf({ read }: ObjectColumn, object: unknown): string {
  const values = read(object);
  return values.length === 0 ? '<none>' : values.map((value) => visibleText(goText(value))).join(',');
}

function notAColumn(spec: string, at: number, part: string): HindsightError {
  return new HindsightError('query-invalid', `"${part}" is no column`, {
    place: { source: 'custom-columns', text: spec, offset: at, length: Math.max(1, part.length) },
    hint: 'Write HEADING:path, for example NAME:.metadata.name,IMAGE:.spec.containers[*].image.',
  });
}
