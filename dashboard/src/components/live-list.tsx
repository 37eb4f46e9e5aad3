import type { ComponentChildren } from 'preact';
import { useApp } from './app-context.ts';
import { useNowPosition } from './now-position.ts';
import { useWatchedHand } from './watched-hand.ts';

interface LiveListProps {
  children: ComponentChildren;
}

/** Everything whose order follows the news. */
export function LiveList({ children }: LiveListProps) {
  const { stores } = useApp();
  const list = useWatchedHand<HTMLDivElement>(stores.floor);
  return (
    <div ref={list} class="live-list" data-testid="live-list" style={{ '--now': useNowPosition() }}>
      {children}
    </div>
  );
}
