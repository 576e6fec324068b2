import { type Markup, markup } from './markup.ts';

const barWidth = 5;
const height = 18;

/** Counts over time as small bars, the newest on the right; `label` is what a screen reader hears. Coloured by the text around it. */
export function sparkline(counts: readonly number[], label: string): Markup {
  const most = Math.max(1, ...counts);
  const width = counts.length * barWidth;
  const bars = counts.map((count, i) => {
    const tall = count === 0 ? 1 : Math.max(2, Math.round((count / most) * height));
    return markup`<rect x="${i * barWidth}" y="${height - tall}" width="${barWidth - 1}" height="${tall}" fill="currentColor"${count === 0 && markup` opacity="0.35"`}></rect>`;
  });
  return markup`<svg class="spark" role="img" aria-label="${label}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${bars}</svg>`;
}
