import type { ComponentChildren } from 'preact';
import '../styles/pages.css';
import { AccountMenu } from './account-menu.tsx';
import { useLanguage } from './app-context.ts';
import { SiteNav } from './site-nav.tsx';

interface PageFrameProps {
  title: string;
  children: ComponentChildren;
  /** Stands beside the title. */
  aside?: ComponentChildren;
}

/** Header, title and content of every page but the board. */
export function PageFrame({ title, children, aside }: PageFrameProps) {
  const { words } = useLanguage();
  return (
    <div class="page">
      <a class="skip" href="#content">
        {words.skipToContent}
      </a>
      <header class="top">
        <img class="brand" src="/icon.svg" width="36" height="36" alt="Tapclock" />
        <SiteNav class="site-nav site-nav-wide" />
        <span class="top-room" />
        <AccountMenu />
      </header>
      <main id="content" class="content" tabIndex={-1}>
        <div class="content-head">
          <h1>{title}</h1>
          {aside}
        </div>
        {children}
      </main>
    </div>
  );
}
