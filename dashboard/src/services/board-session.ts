import { Slug } from '@tapclock/contracts';
import type { AppStores } from '../stores/app-stores.ts';
import type { Ask } from './hub-ask.ts';
import type { LiveConnection } from './live-connection.ts';
import { retryDelayMs } from './retry-delay.ts';
import { fetchSites } from './sites-client.ts';

/** Where the chosen site is kept, so that a link or a reload shows the same board. */
export interface SiteAddress {
  read(): string | null;
  write(site: string): void;
}

export interface BoardSession {
  /** Finds the sites, shows the one of the address or else the first. Ends when `signal` aborts. */
  start(signal: AbortSignal): Promise<void>;
  chooseSite(site: string): void;
}

interface World {
  ask: Ask;
  address: SiteAddress;
  random: () => number;
  sleep: (delayMs: number, signal: AbortSignal) => Promise<void>;
}

export function createBoardSession(stores: AppStores, live: LiveConnection, world: World): BoardSession {
  const show = (site: string) => {
    stores.sites.choose(site);
    live.follow(site);
  };
  return {
    chooseSite: site => {
      world.address.write(site);
      stores.floor.clear();
      show(site);
    },
    start: async signal => {
      const asked = world.address.read();
      if (asked !== null && Slug.safeParse(asked).success) show(asked);
      for (let attempt = 1; !signal.aborted; attempt += 1) {
        const sites = await fetchSites(world.ask, signal);
        if (sites) {
          stores.sites.known(sites);
          const first = sites[0];
          if (stores.sites.chosen.value === null && first) {
            world.address.write(first.id);
            show(first.id);
          }
          if (sites.length > 0) return;
        } else stores.sites.unanswered();
        await world.sleep(retryDelayMs(attempt, world.random()), signal);
      }
    },
  };
}
