import type { Logger } from 'pino';
import type { ClusterId, Scope } from '../../core/fleet/fleet-view.ts';
import type { SearchIndex } from '../../core/query/search/search-index.ts';
import type { JudgedFindings } from '../../core/stories/story-verdict.ts';
import type { ApiServer } from '../../edge/client/api-server.ts';
import type { CollectorStatus } from '../../edge/collector/collector-status.ts';
import type { StateFigures } from '../../edge/storage/fleet-state.ts';
import type { Access } from './access/access.ts';
import type { FindingsKeeper } from './findings/findings-keeper.ts';
import type { ListDefaults } from './list-defaults.ts';
import type { LiveSource } from './live/live-feed.ts';
import type { StoreFigures } from './metrics.ts';
import type { PageRenderer } from './page-renderer.ts';
import type { PageSettings } from './page-settings.ts';
import type { WebAssets } from './web-assets.ts';

/** What a server is made of; routes get it whole and take what they need. */
export interface ServerParts extends LiveSource {
  readonly access: Access;
  readonly render: PageRenderer;
  /** What pages load; none when the bundle was not built. */
  readonly assets?: WebAssets | undefined;
  readonly log: Logger;
  /** Host names besides loopback's that this server answers to. */
  readonly hostNames?: readonly string[];
  /** Address under which a login proxy is reached. */
  readonly publicUrl?: URL | undefined;
  /** The connection to a cluster, for logs. */
  apiServer(cluster: ClusterId): ApiServer | undefined;
  /** Columns of lists where the address names none. */
  readonly listDefaults?: ListDefaults;
  /** How pages are set up for everybody. */
  readonly pages?: PageSettings;
  /** Kept between searches; one of its own by default. */
  readonly searchIndex?: SearchIndex;
  status(): CollectorStatus;
  /** Clusters whose pinned resources are synced or given up on; cheap enough to be asked often. */
  syncProgress(): { readonly done: number; readonly total: number };
  figures(): StoreFigures;
  /** Open findings that the scope may see, and how many clusters were judged; undefined until any was. */
  judgedFindings?(scope: Scope): JudgedFindings | undefined;
  /** What is found in the fleet; absent with `--no-checks`. */
  readonly findings?: FindingsKeeper | undefined;
  /** How it stands with what is kept on disk; absent when nothing is. */
  state?(): StateFigures;
}
