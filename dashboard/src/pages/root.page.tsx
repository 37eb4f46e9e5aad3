import { useApp, useLanguage } from '../components/app-context.ts';
import { BigMessage } from '../components/floor-states.tsx';
import type { LoadPage } from '../components/lazy-page.tsx';
import { LazyPage } from '../components/lazy-page.tsx';
import { type PageName, pageAt } from '../domain/pages.ts';
import { FloorPage } from './floor.page.tsx';

const LAZY: Readonly<Record<Exclude<PageName, 'floor'>, LoadPage>> = {
  inbox: async () => (await import('./inbox.page.tsx')).InboxPage,
  week: async () => (await import('./week.page.tsx')).WeekPage,
  hours: async () => (await import('./my-hours.page.tsx')).MyHoursPage,
  terminals: async () => (await import('./terminals.page.tsx')).TerminalsPage,
  accounts: async () => (await import('./accounts.page.tsx')).AccountsPage,
  account: async () => (await import('./account.page.tsx')).AccountPage,
};

/** Pages that a link with a ticket leads to, whoever is logged in. */
const WITH_TICKET: ReadonlyMap<string, LoadPage> = new Map([
  ['/register', async () => (await import('./register.page.tsx')).RegisterPage],
  ['/password', async () => (await import('./new-password.page.tsx')).NewPasswordPage],
]);

const LOGIN: LoadPage = async () => (await import('./login.page.tsx')).LoginPage;
const SECOND_FACTOR: LoadPage = async () => (await import('./second-factor.page.tsx')).SecondFactorPage;

/** Which page is shown. Whoever is logged out sees the login in its place, and the same page again afterwards. */
export function Root() {
  const { stores } = useApp();
  const path = stores.page.path.value;
  const state = stores.session.state.value;
  const withTicket = WITH_TICKET.get(path);
  if (withTicket) return <LazyPage load={withTicket} />;
  if (state.kind === 'unknown') return <Starting isUnanswered={state.isUnanswered} />;
  if (state.kind === 'out') return <LazyPage load={LOGIN} />;
  if (state.restricted !== null) return <LazyPage load={SECOND_FACTOR} />;
  const page = pageAt(path, state);
  return page === 'floor' ? <FloorPage /> : <LazyPage load={LAZY[page]} />;
}

function Starting({ isUnanswered }: { isUnanswered: boolean }) {
  const { words } = useLanguage();
  return (
    <main class="page-wait" aria-busy={!isUnanswered}>
      {isUnanswered && (
        <BigMessage icon="offline" title={words.hubAway} detail={words.hubAwayDetail} testId="hub-away" />
      )}
    </main>
  );
}
