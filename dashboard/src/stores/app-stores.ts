import type { Language } from '@tapclock/contracts';
import { type BoardStore, createBoardStore } from './board.store.ts';
import { type ClockStore, createClockStore } from './clock.store.ts';
import { type ConnectionStore, createConnectionStore } from './connection.store.ts';
import { createFloorStore, type FloorStore } from './floor.store.ts';
import { createLanguageStore, type LanguageStore } from './language.store.ts';
import { createPageStore, type PageStore } from './page.store.ts';
import { createSessionStore, type SessionStore } from './session.store.ts';
import { createSitesStore, type SitesStore } from './sites.store.ts';

export interface AppStores {
  clock: ClockStore;
  connection: ConnectionStore;
  board: BoardStore;
  floor: FloorStore;
  sites: SitesStore;
  language: LanguageStore;
  session: SessionStore;
  page: PageStore;
}

/** All stores of one page; `monotonic` is a clock in milliseconds that never runs back, `path` the page that is asked for. */
export function createAppStores(monotonic: () => number, language: Language, path = '/'): AppStores {
  const clock = createClockStore(monotonic);
  const board = createBoardStore(clock);
  return {
    clock,
    board,
    connection: createConnectionStore(clock),
    floor: createFloorStore(board, clock),
    sites: createSitesStore(),
    language: createLanguageStore(language, board),
    session: createSessionStore(),
    page: createPageStore(path),
  };
}
