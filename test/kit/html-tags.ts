/** One opening tag of a page. */
export interface HtmlTag {
  readonly name: string;
  /** Values unescaped. */
  readonly attributes: ReadonlyMap<string, string>;
}

/** What stands in a page: its tags in order, and its text with the tags taken out. */
export interface HtmlPage {
  readonly tags: readonly HtmlTag[];
  readonly text: string;
}

const tag = /<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[^\s"'<>/=]+(?:="[^"]*")?)*)\s*\/?>|<!doctype html>|<!--.*?-->/gis;
const attribute = /([^\s"'<>/=]+)(?:="([^"]*)")?/g;
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** Reads a page as strictly as we write it; throws where a `<` or `>` stands that belongs to no tag we could have written. */
export function readHtml(page: string): HtmlPage {
  const tags: HtmlTag[] = [];
  const bare = page.replace(/<style>[^<]*<\/style>/g, '<style></style>');
  const texts = bare.split(tag).filter((_, i) => i % 4 === 0);
  for (const [, closing, name, attributes] of bare.matchAll(tag)) {
    if (name === undefined || closing === '/') continue;
    const pairs = [...(attributes ?? '').matchAll(attribute)].map(([, key, value]) => [key as string, unescaped(value ?? '')] as const);
    tags.push({ name: name.toLowerCase(), attributes: new Map(pairs) });
  }
  const stray = texts.find((text) => /[<>]/.test(text));
  if (stray !== undefined) throw new Error(`stray markup: ${stray.slice(0, 300)}`);
  return { tags, text: texts.map(unescaped).join(' ') };
}

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d+)|(\w+));/g, (whole, code: string | undefined, name: string | undefined) =>
    code === undefined ? (entities[name ?? ''] ?? whole) : String.fromCodePoint(Number(code)),
  );
}
