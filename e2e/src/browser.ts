import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, ROOT } from '@tapclock/tools';
import { type Browser, chromium, type Page } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Headless Chromium as Debian packs it. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findProgram('chromium');
  if (executablePath === null) throw new Error('chromium is not installed');
  return chromium.launch({ executablePath, args: FLAGS });
}

/** A kiosk's touch screen. */
export const KIOSK_VIEWPORT = { width: 1280, height: 800 };
/** A supervisor's tablet. */
export const BOARD_VIEWPORT = { width: 1280, height: 900 };

/** Saves what a page shows under test-results/. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = join(ROOT, 'test-results');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
