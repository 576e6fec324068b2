/** A picture of terminal sessions as SVG: one scene per command, shown in turn; the first one where movement is not wanted. */

/** One command line and what it printed, with ANSI colours. */
export interface TerminalScene {
  readonly command: string;
  readonly output: string;
}

const look = { width: 1040, lineHeight: 17, fontSize: 12.5, charWidth: 7.53, left: 16, top: 44 };
/** Seconds that each scene is shown. */
const sceneSeconds = 7;

/** Colours on the dark paper of design `tokens.css`; every one has a contrast of at least 5.3. */
const palette: ReadonlyMap<string, string> = new Map([
  ['31', '#ff8a80'],
  ['32', '#8fd19e'],
  ['33', '#e8c06a'],
  ['35', '#c9a5ff'],
  ['90', '#a3a9b3'],
  ['1', '#ffffff'],
]);

/** Draws the scenes; equal scenes give equal bytes. */
export function terminalSvg(scenes: readonly TerminalScene[], title: string): string {
  const lines = scenes.map(({ command, output }) => [`\x1b[1m$ ${command}\x1b[0m`, ...output.replace(/\n+$/, '').split('\n')]);
  const height = look.top + Math.max(...lines.map((list) => list.length)) * look.lineHeight + 10;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${look.width} ${height}" width="${look.width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    `<style>${styles(scenes.length)}</style>`,
    `<rect width="${look.width}" height="${height}" rx="8" fill="#14171c"/>`,
    ...['#ff5f57', '#febc2e', '#28c840'].map((colour, i) => `<circle cx="${20 + i * 18}" cy="18" r="5" fill="${colour}"/>`),
    ...lines.map((list, s) => `<g class="s s${s}" clip-path="inset(0)">${list.map(lineSvg).join('')}</g>`),
    '</svg>',
  ].join('\n')}\n`;
}

function styles(count: number): string {
  const share = 100 / count;
  const frames = `@keyframes show{0%,${(share - 0.01).toFixed(2)}%{visibility:visible}${share.toFixed(2)}%,100%{visibility:hidden}}`;
  const delays = Array.from({ length: count }, (_, s) => `.s${s}{animation-delay:${s * sceneSeconds}s}`).join('');
  return [
    `text{font:${look.fontSize}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d7dbe0;white-space:pre}`,
    `.s{visibility:hidden;animation:show ${count * sceneSeconds}s step-end infinite}`,
    delays,
    frames,
    '@media (prefers-reduced-motion:reduce){.s{animation:none}.s0{visibility:visible}}',
  ].join('');
}

function lineSvg(line: string, index: number): string {
  const y = look.top + index * look.lineHeight;
  let column = 0;
  const spans = ansiSpans(line).map(({ text, colour, strong }) => {
    const x = (look.left + column * look.charWidth).toFixed(1);
    column += [...text].length;
    const fill = colour === undefined ? '' : ` fill="${colour}"`;
    return `<tspan x="${x}"${fill}${strong ? ' font-weight="700"' : ''}>${escaped(text)}</tspan>`;
  });
  return `<text y="${y}" xml:space="preserve">${spans.join('')}</text>`;
}

interface Span {
  readonly text: string;
  readonly colour: string | undefined;
  readonly strong: boolean;
}

/** Takes a line with ANSI colours apart; runs of two and more blanks end a span, so that columns stay aligned in any font. */
function ansiSpans(line: string): readonly Span[] {
  const spans: Span[] = [];
  let code = '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sign is what is looked for
  for (const part of line.split(/(\x1b\[\d*m)/)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sign is what is looked for
    const mark = /^\x1b\[(\d*)m$/.exec(part);
    if (mark !== null) code = mark[1] === '0' ? '' : (mark[1] as string);
    else
      for (const piece of part.match(/\S+(?: \S+)* {0,}|\s+/g) ?? [])
        spans.push({ text: piece, colour: palette.get(code), strong: code === '1' });
  }
  return spans;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] as string);
}
