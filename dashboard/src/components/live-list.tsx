import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useApp } from './app-context.ts';
import { useNowPosition } from './now-position.ts';

interface LiveListProps {
  children: ComponentChildren;
}

/** Everything whose order follows the news. It watches the hand, so that nothing moves under it. */
export function LiveList({ children }: LiveListProps) {
  const { stores } = useApp();
  const { floor } = stores;
  const list = useRef<HTMLDivElement>(null);

  // Listened to from outside the markup: the list is watched, it is no control.
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const listening = new AbortController();
    const options = { passive: true, signal: listening.signal };
    // A finger hovers over nothing: its taps and scrolls count as interactions instead.
    const pointer = (isOver: boolean) => (event: PointerEvent) => {
      if (event.pointerType === 'touch') floor.interacted();
      else floor.pointer(isOver);
    };
    element.addEventListener('pointerenter', pointer(true), options);
    element.addEventListener('pointermove', pointer(true), options);
    element.addEventListener('pointerleave', pointer(false), options);
    for (const kind of ['pointerdown', 'touchmove', 'keydown', 'wheel'] as const) {
      element.addEventListener(kind, floor.interacted, options);
    }
    return () => listening.abort();
  }, [floor]);

  return (
    <div ref={list} class="live-list" data-testid="live-list" style={{ '--now': useNowPosition() }}>
      {children}
    </div>
  );
}
