const context = 3;

/** A unified diff of two texts, as `git apply` takes it; empty when they are the same. Linear where little differs. */
export function unifiedDiff(file: string, before: string, after: string): string {
  if (before === after) return '';
  const [old, now] = [linesOf(before), linesOf(after)];
  const hunks = hunksOf(editScript(old, now));
  return `--- a/${file}\n+++ b/${file}\n${hunks.map((hunk) => hunkText(hunk)).join('')}`;
}

/** Lines with a word where the last one has no end, as git says it. */
function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') return lines.slice(0, -1);
  return [...lines.slice(0, -1), `${lines.at(-1)}\n\\ No newline at end of file`];
}

interface Line {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
  /** 0-based lines of both sides before this one. */
  readonly a: number;
  readonly b: number;
}

/** Lines of both, in order. Searches a short way ahead for where they meet again: changes are few and small here. */
function editScript(old: readonly string[], now: readonly string[]): readonly Line[] {
  const lines: Line[] = [];
  let [a, b] = [0, 0];
  while (a < old.length || b < now.length) {
    if (a < old.length && b < now.length && old[a] === now[b]) {
      lines.push({ sign: ' ', text: old[a] as string, a: a++, b: b++ });
      continue;
    }
    const [skipOld, skipNow] = meeting(old, now, a, b);
    for (let i = 0; i < skipOld; i++) lines.push({ sign: '-', text: old[a] as string, a: a++, b });
    for (let i = 0; i < skipNow; i++) lines.push({ sign: '+', text: now[b] as string, a, b: b++ });
  }
  return lines;
}

/** The fewest lines to leave out of both until three in a row agree, or the ends. */
function meeting(old: readonly string[], now: readonly string[], a: number, b: number): readonly [number, number] {
  const most = old.length - a + now.length - b;
  for (let sum = 1; sum < most; sum++)
    for (let i = Math.max(0, sum - (now.length - b)); i <= Math.min(sum, old.length - a); i++) {
      const j = sum - i;
      if (agree(old, now, a + i, b + j)) return [i, j];
    }
  return [old.length - a, now.length - b];
}

function agree(old: readonly string[], now: readonly string[], a: number, b: number): boolean {
  for (let i = 0; i < 3; i++) {
    if (a + i === old.length && b + i === now.length) return i > 0;
    if (old[a + i] !== now[b + i]) return false;
  }
  return true;
}

/** Changed lines with those around them; changes that are near each other share a hunk. */
function hunksOf(lines: readonly Line[]): readonly (readonly Line[])[] {
  const spans: { first: number; last: number }[] = [];
  for (const [i, { sign }] of lines.entries()) {
    const span = spans.at(-1);
    if (sign === ' ') continue;
    if (span !== undefined && i - span.last <= 2 * context + 1) span.last = i;
    else spans.push({ first: i, last: i });
  }
  return spans.map(({ first, last }) => lines.slice(Math.max(0, first - context), last + context + 1));
}

function hunkText(hunk: readonly Line[]): string {
  const [first] = hunk as readonly [Line];
  const count = (sign: '-' | '+'): number => hunk.filter((line) => line.sign === ' ' || line.sign === sign).length;
  return `@@ -${first.a + 1},${count('-')} +${first.b + 1},${count('+')} @@\n${hunk.map(({ sign, text }) => `${sign}${text}\n`).join('')}`;
}
