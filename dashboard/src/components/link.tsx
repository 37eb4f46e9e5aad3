import type { ComponentChildren } from 'preact';
import { useApp } from './app-context.ts';

interface LinkProps {
  to: string;
  children: ComponentChildren;
  class?: string;
  /** Before the page changes, such as to close a menu. */
  onGo?: () => void;
}

/** A link to another page of the dashboard; with a modifier key the browser opens it as it would any other. */
export function Link({ to, children, class: className, onGo }: LinkProps) {
  const { stores, navigation } = useApp();
  return (
    <a
      href={to}
      class={className}
      aria-current={stores.page.path.value === to ? 'page' : undefined}
      onClick={event => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        onGo?.();
        navigation.go(to);
      }}
    >
      {children}
    </a>
  );
}
