import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { findChromium } from '../../tools/find-chromium.ts';

/** How a page is looked at. */
export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly javaScript?: boolean;
}

/** A page whose mistakes are collected: errors on the console and requests that leave the origin. */
export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Console errors, exceptions, dialogs and requests to elsewhere, as texts. */
  readonly mistakes: readonly string[];
  close(): Promise<void>;
}

/** Starts the browser of this machine. */
export function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  expect(executablePath, 'a Chromium or Chrome on the PATH, or $HINDSIGHT_CHROMIUM').toBeDefined();
  return chromium.launch({ executablePath: executablePath as string, args: ['--no-sandbox', '--disable-gpu'] });
}

/** Opens a page of our server. */
export async function openPage(browser: Browser, origin: string, look: Look = {}): Promise<WatchedPage> {
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width: look.width ?? 1440, height: look.height ?? 900 },
    colorScheme: look.colorScheme ?? 'light',
    javaScriptEnabled: look.javaScript ?? true,
  });
  const page = await context.newPage();
  const mistakes: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') mistakes.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => mistakes.push(`exception: ${error.message}`));
  page.on('dialog', (dialog) => {
    mistakes.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith('data:')) mistakes.push(`request: ${url}`);
  });
  return { page, context, mistakes, close: () => context.close() };
}
