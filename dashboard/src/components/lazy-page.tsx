import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLanguage } from './app-context.ts';
import { BigMessage } from './floor-states.tsx';

/** A page that is loaded when somebody first wants it; the board does not wait for its code. */
export type LoadPage = () => Promise<ComponentType>;

interface LazyPageProps {
  load: LoadPage;
}

/** Loads a page and shows it. `load` must be the same function each time. */
export function LazyPage({ load }: LazyPageProps) {
  const { words } = useLanguage();
  const [loaded, setLoaded] = useState<{ by: LoadPage; Page: ComponentType } | null>(null);
  const [failed, setFailed] = useState<LoadPage | null>(null);
  useEffect(() => {
    let isWanted = true;
    load().then(
      Page => isWanted && setLoaded({ by: load, Page }),
      () => isWanted && setFailed(() => load),
    );
    return () => {
      isWanted = false;
    };
  }, [load]);
  if (loaded?.by === load) return <loaded.Page />;
  if (failed !== load) return <main class="page-wait" aria-busy="true" />;
  // After an update of the hub the files of before are gone: the whole page must be fetched anew.
  return (
    <main class="page-wait">
      <BigMessage
        icon="offline"
        title={words.pageAway}
        detail={words.pageAwayDetail}
        testId="page-away"
        action={{ name: words.reload, run: () => window.location.reload() }}
      />
    </main>
  );
}
