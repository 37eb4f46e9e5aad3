import type { AccountView, Right } from '@tapclock/contracts';

export type PageName = 'floor' | 'inbox' | 'week' | 'hours' | 'terminals' | 'accounts' | 'account';

export const PAGE_PATHS: Readonly<Record<PageName, string>> = {
  floor: '/',
  inbox: '/inbox',
  week: '/week',
  hours: '/me',
  terminals: '/terminals',
  accounts: '/accounts',
  account: '/account',
};

interface Viewer {
  account: AccountView;
  rights: ReadonlySet<Right>;
}

const IS_FOR: Readonly<Record<PageName, (viewer: Viewer) => boolean>> = {
  floor: ({ rights }) => rights.has('board.read'),
  inbox: ({ rights }) => rights.has('exceptions.settle'),
  week: ({ rights }) => rights.has('schedule.write'),
  hours: ({ account, rights }) => account.employee !== null && rights.has('timesheets.read'),
  terminals: ({ rights }) => rights.has('terminals.write'),
  accounts: ({ rights }) => rights.has('accounts.read'),
  account: () => true,
};

const ORDER: readonly PageName[] = ['floor', 'inbox', 'week', 'hours', 'terminals', 'accounts', 'account'];

/** Pages that somebody may see, in the order of the navigation; the first is where they begin. */
export function pagesFor(viewer: Viewer): PageName[] {
  return ORDER.filter(page => IS_FOR[page](viewer));
}

/** The page at a path; where there is none, or none for this person, the one where they begin. */
export function pageAt(path: string, viewer: Viewer): PageName {
  const allowed = pagesFor(viewer);
  return allowed.find(page => PAGE_PATHS[page] === path) ?? allowed[0] ?? 'account';
}
