import { OwnSession } from '@tapclock/contracts';
import * as z from 'zod/mini';
import { useApp, useLanguage } from '../components/app-context.ts';
import { useLoaded } from '../components/loaded.ts';
import { OwnPassword } from '../components/own-password.tsx';
import { OwnSecondFactor } from '../components/own-second-factor.tsx';
import { OwnSessions } from '../components/own-sessions.tsx';
import { PageFrame } from '../components/page-frame.tsx';
import { accountWords } from '../i18n/account-words.ts';
import '../styles/forms.css';

/** One's own account: who one is, password, second factor, and where one is logged in. */
export function AccountPage() {
  const { stores, session } = useApp();
  const { language, words } = useLanguage();
  const mine = accountWords(language);
  const sessions = useLoaded(
    'sessions',
    async signal => (await session.ask('/api/v1/auth/sessions', z.array(OwnSession), { signal })).data,
  );
  const account = stores.session.account.value;
  if (!account) return null;
  return (
    <PageFrame title={words.pages.account}>
      <section class="block" aria-label={mine.about}>
        <h2>{account.name}</h2>
        <dl class="facts">
          <dt>{mine.email}</dt>
          <dd>{account.email}</dd>
          <dt>{mine.role}</dt>
          <dd>{words.roles[account.role]}</dd>
          {account.teams.length > 0 && (
            <>
              <dt>{mine.teams}</dt>
              <dd>{account.teams.map(({ site, team }) => `${team} (${site})`).join(', ')}</dd>
            </>
          )}
        </dl>
      </section>
      <OwnSessions now={sessions.now} onChanged={sessions.changed} />
      <OwnPassword onChanged={sessions.changed} />
      <OwnSecondFactor onChanged={sessions.changed} />
    </PageFrame>
  );
}
