import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Who must know where the hand is: `pointer` over it or not, and that something was done. */
export interface Watcher {
  pointer(isOver: boolean): void;
  interacted(): void;
}

/** For a list whose order follows the news: tells what the hand does over it, so that nothing moves under it. */
export function useWatchedHand<T extends HTMLElement>(watcher: Watcher): RefObject<T | null> {
  const list = useRef<T>(null);
  // Listened to from outside the markup: the list is watched, it is no control.
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const listening = new AbortController();
    const options = { passive: true, signal: listening.signal };
    // A finger hovers over nothing: its taps and scrolls count as interactions instead.
    const pointer = (isOver: boolean) => (event: PointerEvent) => {
      if (event.pointerType === 'touch') watcher.interacted();
      else watcher.pointer(isOver);
    };
    element.addEventListener('pointerenter', pointer(true), options);
    element.addEventListener('pointermove', pointer(true), options);
    element.addEventListener('pointerleave', pointer(false), options);
    for (const kind of ['pointerdown', 'touchmove', 'keydown', 'wheel'] as const) {
      element.addEventListener(kind, () => watcher.interacted(), options);
    }
    return () => listening.abort();
  }, [watcher]);
  return list;
}
