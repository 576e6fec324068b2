import { AsyncLocalStorage } from 'node:async_hooks';
import type { PageChrome } from '../../core/reports/page-chrome.ts';

/** What a page may know of the request that it answers. */
export interface PageContext {
  /** What stands around the page; undefined while nobody may look. */
  chrome(): PageChrome | undefined;
  /** The theme of the reader's cookie or of the server. */
  theme(): string | undefined;
}

/** The request that is being answered: every page has the ribbon and the menu, without every route handing them on. */
export const pageContext = new AsyncLocalStorage<PageContext>();
