/** `#line-3` or `#line-3-9`; undefined for anything else. */
export function lineRange(fragment: string): { readonly from: number; readonly to: number } | undefined {
  const [, first, last] = /^#line-(\d{1,7})(?:-(\d{1,7}))?$/.exec(fragment) ?? [];
  if (first === undefined) return undefined;
  const [from, to] = [Number(first), Number(last ?? first)];
  return from <= to ? { from, to } : { from: to, to: from };
}

/** The fragment for two lines in whatever order. */
export function rangeFragment(a: number, b: number): string {
  return a === b ? `#line-${a}` : `#line-${Math.min(a, b)}-${Math.max(a, b)}`;
}

/** Lines of YAML: a click on a number chooses it, with Shift up to it; the address says which, for somebody else to see the same. */
export function highlightLines(main: HTMLElement): void {
  const list = main.querySelector<HTMLOListElement>('ol.yaml');
  if (list === null) return;
  let anchor = lineRange(location.hash)?.from;
  list.addEventListener('click', (event) => {
    const number = event.target instanceof HTMLElement ? event.target.closest<HTMLAnchorElement>('a.ln') : null;
    if (number === null) return;
    const line = lineRange(new URL(number.href).hash)?.from;
    if (line === undefined) return;
    event.preventDefault();
    if (!event.shiftKey || anchor === undefined) anchor = line;
    history.replaceState(history.state, '', rangeFragment(anchor, line));
    show(list);
  });
  addEventListener('hashchange', () => show(list));
  const range = show(list);
  if (range !== undefined && range.to > range.from) list.children[range.from - 1]?.scrollIntoView({ block: 'center' });
}

function show(list: HTMLOListElement): ReturnType<typeof lineRange> {
  const range = lineRange(location.hash);
  for (const lit of list.querySelectorAll('.lit')) lit.classList.remove('lit');
  for (let n = range?.from ?? 1; n <= Math.min(range?.to ?? 0, list.children.length); n++) list.children[n - 1]?.classList.add('lit');
  return range;
}
