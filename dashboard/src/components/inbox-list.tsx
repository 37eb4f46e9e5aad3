import { useEffect, useRef } from 'preact/hooks';
import { useInbox } from './inbox-context.ts';
import { InboxRow } from './inbox-row.tsx';

/** The rows. The list watches the hand, so that nothing moves under it. */
export function InboxList({ ids }: { ids: readonly string[] }) {
  const { store } = useInbox();
  const list = useRef<HTMLUListElement>(null);

  // Listened to from outside the markup: the list is watched, it is no control.
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const listening = new AbortController();
    const options = { passive: true, signal: listening.signal };
    const pointer = (isOver: boolean) => (event: PointerEvent) => {
      // A finger hovers over nothing: its taps and scrolls count as interactions instead.
      if (event.pointerType === 'touch') store.interacted();
      else store.pointer(isOver);
    };
    element.addEventListener('pointerenter', pointer(true), options);
    element.addEventListener('pointermove', pointer(true), options);
    element.addEventListener('pointerleave', pointer(false), options);
    for (const kind of ['pointerdown', 'touchmove', 'keydown', 'wheel'] as const) {
      element.addEventListener(kind, store.interacted, options);
    }
    return () => listening.abort();
  }, [store]);

  return (
    <ul ref={list} class="inbox-rows" data-testid="inbox">
      {ids.map(id => {
        const view = store.view(id);
        return view === undefined ? null : <InboxRow key={id} view={view} />;
      })}
    </ul>
  );
}
