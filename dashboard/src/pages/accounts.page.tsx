import { AccountView, InvitationView } from '@tapclock/contracts';
import { useState } from 'preact/hooks';
import * as z from 'zod/mini';
import { AccountRow } from '../components/account-row.tsx';
import { useApp, useLanguage } from '../components/app-context.ts';
import { Field } from '../components/field.tsx';
import { Invite } from '../components/invite.tsx';
import { useLoaded } from '../components/loaded.ts';
import { NotLoaded } from '../components/not-loaded.tsx';
import { OpenInvitations } from '../components/open-invitations.tsx';
import { PageFrame } from '../components/page-frame.tsx';
import { Pager } from '../components/pager.tsx';
import { accountsWords } from '../i18n/accounts-words.ts';
import '../styles/forms.css';
import '../styles/accounts.css';

const PER_PAGE = 25;
/** Open invitations that are shown, newest first; older ones run out by themselves after three days. */
const INVITATIONS_MAX = 50;

/** Who may log in: invite, change, disable. */
export function AccountsPage() {
  const { stores, session } = useApp();
  const { language, words } = useLanguage();
  const mine = accountsWords(language);
  const [query, setQuery] = useState('');
  const [page, setPage] = useState(1);
  const [isInviting, setIsInviting] = useState(false);
  const asked = query.trim();
  const accounts = useLoaded(`${asked} ${page}`, async signal => {
    const search = asked === '' ? '' : `&q=${encodeURIComponent(asked)}`;
    const path = `/api/v1/accounts?page=${page}&per_page=${PER_PAGE}${search}`;
    const { data, total } = await session.ask(path, z.array(AccountView), { signal });
    return { list: data, total: total ?? data.length };
  });
  const invitations = useLoaded('invitations', async signal => {
    const path = `/api/v1/invitations?per_page=${INVITATIONS_MAX}`;
    return (await session.ask(path, z.array(InvitationView), { signal })).data;
  });
  const invite = (
    <button type="button" class="button" data-testid="invite" onClick={() => setIsInviting(true)}>
      {mine.invite}
    </button>
  );
  const mayChange = stores.session.may('accounts.write');
  return (
    <PageFrame title={words.pages.accounts} aside={mayChange && !isInviting && invite}>
      {isInviting && <Invite onMade={invitations.changed} onClose={() => setIsInviting(false)} />}
      {invitations.now.kind === 'there' && (
        <OpenInvitations invitations={invitations.now.value} onChanged={invitations.changed} />
      )}
      <Field
        label={mine.search}
        name="q"
        value={query}
        onInput={text => {
          setQuery(text);
          setPage(1);
        }}
        isRequired={false}
        maxLength={100}
      />
      {accounts.now.kind !== 'there' ? (
        <NotLoaded now={accounts.now} onRetry={accounts.reload} />
      ) : (
        <>
          <ul class="rows">
            {accounts.now.value.list.map(account => (
              <AccountRow key={account.id} account={account} onChanged={accounts.changed} />
            ))}
            {accounts.now.value.list.length === 0 && <li class="row-head">{mine.nobody}</li>}
          </ul>
          <Pager page={page} perPage={PER_PAGE} total={accounts.now.value.total} onPage={setPage} />
        </>
      )}
    </PageFrame>
  );
}
