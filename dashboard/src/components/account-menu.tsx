import { useRef, useState } from 'preact/hooks';
import { initialsOf } from '../domain/initials.ts';
import { PAGE_PATHS } from '../domain/pages.ts';
import { useApp, useLanguage } from './app-context.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { Link } from './link.tsx';
import { SiteNav } from './site-nav.tsx';

/** Who is logged in, and what they may do about it. The browser closes it on Escape and on a press elsewhere. */
export function AccountMenu() {
  const { stores } = useApp();
  const { words } = useLanguage();
  const menu = useRef<HTMLDivElement>(null);
  const account = stores.session.account.value;
  if (!account) return null;
  const close = () => menu.current?.hidePopover();
  return (
    <>
      <button
        type="button"
        class="account-button"
        aria-label={`${initialsOf(account.name)}, ${words.menuOf(account.name)}`}
        data-testid="account-menu"
        data-role={account.role}
        popovertarget="account-menu"
      >
        {initialsOf(account.name)}
      </button>
      <div ref={menu} id="account-menu" class="account-menu" popover="auto">
        <p class="account-who">
          <b>{account.name}</b>
          <span class="quiet">{account.email}</span>
          <span class="quiet">{words.roles[account.role]}</span>
        </p>
        <SiteNav class="account-nav" onGo={close} />
        <div class="account-nav">
          <Link to={PAGE_PATHS.account} onGo={close}>
            {words.pages.account}
          </Link>
          <LogOut />
        </div>
        <LanguageSwitch />
      </div>
    </>
  );
}

function LogOut() {
  const { session } = useApp();
  const { words } = useLanguage();
  const [hasFailed, setHasFailed] = useState(false);
  const run = () => {
    setHasFailed(false);
    session.logOut().catch(() => setHasFailed(true));
  };
  return (
    <>
      <button type="button" data-testid="log-out" onClick={run}>
        {words.logOut}
      </button>
      <p role="status" class="account-failed">
        {hasFailed ? words.logOutFailed : ''}
      </p>
    </>
  );
}
