import type { Logger } from 'pino';
import type { CollectorStatus } from '../../edge/collector/collector-status.ts';
import type { Access } from './access/access.ts';
import type { LiveSource } from './live/live-feed.ts';
import type { StoreFigures } from './metrics.ts';
import type { PageRenderer } from './page-renderer.ts';

/** What a server is made of; routes get it whole and take what they need. */
export interface ServerParts extends LiveSource {
  readonly access: Access;
  readonly render: PageRenderer;
  readonly log: Logger;
  /** Host names besides loopback's that this server answers to. */
  readonly hostNames?: readonly string[];
  status(): CollectorStatus;
  /** Clusters whose pinned resources are synced or given up on; cheap enough to be asked often. */
  syncProgress(): { readonly done: number; readonly total: number };
  figures(): StoreFigures;
}
