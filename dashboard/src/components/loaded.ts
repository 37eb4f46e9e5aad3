import { useCallback, useEffect, useState } from 'preact/hooks';
import { type Refused, refusedBy } from './sending.ts';

/**
 * When something that was changed is asked for again, in milliseconds after the change. The hub reads lists from a replica that may be up to ten
 * seconds behind: the first answer may still be the old one, the last is not.
 */
const AGAIN_AFTER_MS = [1_000, 3_000, 11_000];

export type Loaded<T> =
  | { kind: 'loading' }
  | { kind: 'there'; value: T }
  | { kind: 'refused'; refused: Refused };

/**
 * What the hub answered last. `key` names what is wanted: another key asks anew, and an answer that comes too late is nobody's. `reload` asks the
 * same again and keeps showing what is there; `changed` is for whoever has changed it, and asks until the hub must know.
 */
export function useLoaded<T>(key: string, load: (signal: AbortSignal) => Promise<T>) {
  const [loaded, setLoaded] = useState<{ key: string; now: Loaded<T> }>({ key, now: { kind: 'loading' } });
  const [turn, setTurn] = useState(0);
  const [changes, setChanges] = useState(0);
  const reload = useCallback(() => setTurn(before => before + 1), []);
  const changed = useCallback(() => {
    reload();
    setChanges(before => before + 1);
  }, [reload]);
  useEffect(() => {
    const end = new AbortController();
    const show = (now: Loaded<T>) => {
      if (!end.signal.aborted) setLoaded({ key, now });
    };
    load(end.signal).then(
      value => show({ kind: 'there', value }),
      error => show({ kind: 'refused', refused: refusedBy(error) }),
    );
    return () => end.abort();
  }, [key, turn]);
  useEffect(() => {
    if (changes === 0) return;
    const timers = AGAIN_AFTER_MS.map(delayMs => setTimeout(reload, delayMs));
    return () => {
      for (const timer of timers) clearTimeout(timer);
    };
  }, [key, changes, reload]);
  const now: Loaded<T> = loaded.key === key ? loaded.now : { kind: 'loading' };
  return { now, reload, changed };
}
