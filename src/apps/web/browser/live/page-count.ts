/** Says in the title and the icon of the tab how many problems a page shows, so that a tab in the background tells of them. */
export class PageCount {
  readonly #title = document.title;
  #shown = 0;

  /** Nothing is said of none. */
  show(count: number): void {
    if (count === this.#shown || !Number.isFinite(count)) return;
    this.#shown = count;
    document.title = count === 0 ? this.#title : `(${count.toLocaleString('en')}) ${this.#title}`;
    icon().href = count === 0 ? '/favicon.svg' : `data:image/svg+xml,${encodeURIComponent(countIcon(count))}`;
  }
}

function icon(): HTMLLinkElement {
  const known = document.querySelector<HTMLLinkElement>('link[rel=icon]');
  if (known !== null) return known;
  const link = Object.assign(document.createElement('link'), { rel: 'icon' });
  document.head.append(link);
  return link;
}

/** The count where the brand's stroke stands; more than two digits are not to be read so small. */
function countIcon(count: number): string {
  const text = count > 99 ? '99+' : String(count);
  const size = text.length === 3 ? 8 : text.length === 2 ? 10 : 12;
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#1b1d1f"/>' +
    `<text x="8" y="${8 + size * 0.36}" font-family="sans-serif" font-weight="700" font-size="${size}" text-anchor="middle" fill="#ff8a80">${text}</text></svg>`
  );
}
