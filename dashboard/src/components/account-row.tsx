import type { AccountView } from '@tapclock/contracts';
import { useState } from 'preact/hooks';
import { accountsWords } from '../i18n/accounts-words.ts';
import { createFormat } from '../i18n/format.ts';
import { AccountEditor } from './account-editor.tsx';
import { useApp, useLanguage } from './app-context.ts';

interface AccountRowProps {
  account: AccountView;
  onChanged: () => void;
}

/** One account in a line; opened, it can be changed. */
export function AccountRow({ account, onChanged }: AccountRowProps) {
  const { stores } = useApp();
  const { language, words } = useLanguage();
  const mine = accountsWords(language);
  const format = createFormat(language, Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [isOpen, setIsOpen] = useState(false);
  const isOwn = stores.session.account.value?.id === account.id;
  const lastMs = account.lastLoginAt === null ? null : Date.parse(account.lastLoginAt);
  const facts = [
    account.email,
    account.secondFactor ? mine.factor : mine.noFactor,
    lastMs === null ? mine.never : mine.lastLogin(`${format.shortDate(lastMs)}, ${format.time(lastMs)}`),
  ];
  return (
    <li data-testid="account" data-account={account.id} data-disabled={account.disabledAt !== null}>
      <div class="row-head">
        <span class="row-main">
          <span>
            <b>{account.name}</b> <span class="tag">{words.roles[account.role]}</span>{' '}
            {isOwn && <span class="tag tag-in">{mine.you}</span>}
            {account.disabledAt !== null && <span class="tag tag-stop">{mine.disabled}</span>}
          </span>
          <span class="quiet">{facts.join(' · ')}</span>
        </span>
        {stores.session.may('accounts.write') && (
          <button
            type="button"
            class="button button-quiet button-small"
            aria-expanded={isOpen}
            aria-label={`${isOpen ? mine.close : mine.change}: ${account.name}`}
            onClick={() => setIsOpen(!isOpen)}
          >
            {isOpen ? mine.close : mine.change}
          </button>
        )}
      </div>
      {isOpen && (
        <AccountEditor key={account.version} account={account} isOwn={isOwn} onChanged={onChanged} />
      )}
    </li>
  );
}
