import { PAGE_PATHS, pagesFor } from '../domain/pages.ts';
import { useApp, useLanguage } from './app-context.ts';
import { Link } from './link.tsx';

interface SiteNavProps {
  class: string;
  onGo?: () => void;
}

/** The pages that this person may see; nothing when there is only one. */
export function SiteNav({ class: className, onGo }: SiteNavProps) {
  const { stores } = useApp();
  const { words } = useLanguage();
  const state = stores.session.state.value;
  if (state.kind !== 'in') return null;
  // One's own account stands in the menu of the account.
  const pages = pagesFor(state).filter(page => page !== 'account');
  if (pages.length < 2) return null;
  return (
    <nav class={className} aria-label={words.pagesLabel}>
      {pages.map(page => (
        <Link key={page} to={PAGE_PATHS[page]} onGo={onGo}>
          {words.pages[page]}
        </Link>
      ))}
    </nav>
  );
}
