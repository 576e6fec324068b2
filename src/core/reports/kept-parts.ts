import type { ColumnDef } from '../resources/column.ts';

/** True when a cell of the column may print otherwise later, though its value is the same. */
export function printsTime({ type, print }: ColumnDef): boolean {
  return print !== undefined || type === 'time' || type === 'span' || type === 'restarts';
}

/**
 * The same text in one piece of memory. A text that was added up is kept by the engine as a tree of its parts, which takes several
 * times the memory and is read anew, node by node, whenever it becomes part of an answer; cutting something off makes it whole.
 */
export function oneString(text: string): string {
  return `${text} `.slice(0, -1);
}
