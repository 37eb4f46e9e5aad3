import { useInbox } from './inbox-context.ts';
import { InboxRow } from './inbox-row.tsx';
import { useWatchedHand } from './watched-hand.ts';

/** The rows. */
export function InboxList({ ids }: { ids: readonly string[] }) {
  const { store } = useInbox();
  const list = useWatchedHand<HTMLUListElement>(store);
  return (
    <ul ref={list} class="inbox-rows" data-testid="inbox">
      {ids.map(id => {
        const view = store.view(id);
        return view === undefined ? null : <InboxRow key={id} view={view} />;
      })}
    </ul>
  );
}
