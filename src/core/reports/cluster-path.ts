import { html } from './html-text.ts';

/** The address of a cluster's page, safe to stand in an attribute. */
export function clusterPath(cluster: string): string {
  return `/clusters/${html(encodeURIComponent(cluster.toWellFormed()).replaceAll('%3A', ':'))}`;
}
