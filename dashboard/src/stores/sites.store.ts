import { type ReadonlySignal, signal } from '@preact/signals';

export interface Site {
  id: string;
  name: string;
}

export interface SitesStore {
  /** Sites this hub serves; null before it told. */
  readonly sites: ReadonlySignal<readonly Site[] | null>;
  /** The site whose board is shown; null until one is chosen. */
  readonly chosen: ReadonlySignal<string | null>;
  /** The hub was asked for its sites and did not answer. */
  readonly isUnanswered: ReadonlySignal<boolean>;
  known(sites: readonly Site[]): void;
  unanswered(): void;
  choose(site: string): void;
  /** Whoever comes next may see others. */
  forget(): void;
}

export function createSitesStore(): SitesStore {
  const sites = signal<readonly Site[] | null>(null);
  const chosen = signal<string | null>(null);
  const isUnanswered = signal(false);
  return {
    sites,
    chosen,
    isUnanswered,
    known: list => {
      sites.value = list;
      isUnanswered.value = false;
    },
    unanswered: () => {
      isUnanswered.value = true;
    },
    choose: site => {
      chosen.value = site;
    },
    forget: () => {
      sites.value = null;
      chosen.value = null;
      isUnanswered.value = false;
    },
  };
}
