import type { BrokenCause, ClusterWord, Rollout } from '../../query/overview/overview.ts';
import { groupedNumber } from '../window-text.ts';

/** Names of clusters are said up to so many; more are counted. */
const mostNamed = 3;

/** `beta-61, beta-62`, `9 clusters of beta`, `31 clusters`. */
export function clustersWords(clusters: readonly string[], channels: readonly string[] = []): string {
  if (clusters.length <= mostNamed) return clusters.join(', ');
  const [channel] = channels;
  return `${clusters.length} clusters${channels.length === 1 && channel !== undefined && channel !== '' ? ` of ${channel}` : ''}`;
}

/** The last part of an image's name, with its tag: what tells images apart. */
export function imageWord(images: string): string {
  return images
    .split(',')
    .map((image) => image.slice(image.lastIndexOf('/') + 1).replace(/@sha256:([0-9a-f]{12})[0-9a-f]*$/, '@$1'))
    .join(', ');
}

/** What a cause is about in a few words: the image, or the one object, or what kind of objects. */
export function causeSubject(cause: BrokenCause): string {
  if (cause.images !== undefined) return `${cause.images.includes(',') ? 'images' : 'one image:'} ${imageWord(cause.images)}`;
  return cause.count === 1 ? `${cause.kind} ${nameOf(cause)}` : `${groupedNumber(cause.count)} ${cause.plural}`;
}

/** Where, which one is worst, and what its cluster says. */
export function causeDetail(cause: BrokenCause): string {
  const parts = [clustersWords(cause.clusters, cause.channels)];
  if (cause.restarts > 1) parts.push(`${nameOf(cause)} ${groupedNumber(cause.restarts)} restarts`);
  else if (cause.count > 1 && cause.images === undefined) parts.push(`for example ${nameOf(cause)}`);
  if (cause.message !== '' && !cause.message.startsWith('back-off')) parts.push(cut(cause.message));
  return parts.join(' · ');
}

/** `price-feed` and what became of it. */
export function rolloutDetail({ images, imagesBefore, clusters }: Rollout): string {
  const what = imagesBefore === undefined ? 'same image, another template' : `${imageWord(imagesBefore)} → ${imageWord(images)}`;
  return `${what} · ${clustersWords(clusters)}`;
}

/** Why these clusters are not simply live. */
export function wordDetail({ reason, clusters }: ClusterWord): string {
  const why = reason === '' ? '' : cut(reason);
  return clusters.length <= mostNamed || why === ''
    ? why
    : `${clusters.slice(0, mostNamed).join(', ')} and ${clusters.length - mostNamed} more: ${why}`;
}

function nameOf({ example }: BrokenCause): string {
  return example.key.slice(example.key.indexOf('/') + 1);
}

function cut(text: string): string {
  return text.length <= 140 ? text : `${text.slice(0, 139)}…`;
}
