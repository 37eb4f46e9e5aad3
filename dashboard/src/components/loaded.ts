import { useCallback, useEffect, useState } from 'preact/hooks';
import { type Refused, refusedBy } from './sending.ts';

export type Loaded<T> =
  | { kind: 'loading' }
  | { kind: 'there'; value: T }
  | { kind: 'refused'; refused: Refused };

/**
 * What the hub answered last. `key` names what is wanted: another key asks anew, and an answer that comes too late is nobody's. `reload` asks the
 * same again and keeps showing what is there.
 */
export function useLoaded<T>(key: string, load: (signal: AbortSignal) => Promise<T>) {
  const [loaded, setLoaded] = useState<{ key: string; now: Loaded<T> }>({ key, now: { kind: 'loading' } });
  const [turn, setTurn] = useState(0);
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
  const now: Loaded<T> = loaded.key === key ? loaded.now : { kind: 'loading' };
  return { now, reload: useCallback(() => setTurn(before => before + 1), []) };
}
