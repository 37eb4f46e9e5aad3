import { useEffect, useState } from 'preact/hooks';
import { HubRefusal } from '../services/hub-ask.ts';

/** Why something that was sent was not done. */
export interface Refused {
  /** For people; null when the hub did not answer at all. */
  message: string | null;
  code: string | null;
  /** Which problem, where the code alone does not say it. */
  problem: string | null;
  fields: ReadonlyMap<string, string>;
}

export interface Sending {
  isSending: boolean;
  refused: Refused | null;
  /** Seconds until trying again makes sense; 0 when it may be tried. */
  waitSeconds: number;
  /** Does the work unless other work is under way; resolves to whether it was done. */
  send(work: () => Promise<void>): Promise<boolean>;
  forget(): void;
}

const NO_FIELDS: ReadonlyMap<string, string> = new Map();
const SECOND_MS = 1000;

/** One thing at a time that is sent to the hub, and how it ended. */
export function useSending(): Sending {
  const [isSending, setIsSending] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(null);
  const [waitSeconds, setWaitSeconds] = useState(0);

  useEffect(() => {
    if (waitSeconds <= 0) return;
    const timer = setTimeout(() => setWaitSeconds(waitSeconds - 1), SECOND_MS);
    return () => clearTimeout(timer);
  }, [waitSeconds]);

  const send = async (work: () => Promise<void>): Promise<boolean> => {
    if (isSending) return false;
    setIsSending(true);
    setRefused(null);
    try {
      await work();
      return true;
    } catch (error) {
      setRefused(refusedBy(error));
      if (error instanceof HubRefusal) setWaitSeconds(error.retryAfterSeconds ?? 0);
      return false;
    } finally {
      setIsSending(false);
    }
  };
  return { isSending, refused, waitSeconds, send, forget: () => setRefused(null) };
}

export function refusedBy(error: unknown): Refused {
  if (!(error instanceof HubRefusal)) return { message: null, code: null, problem: null, fields: NO_FIELDS };
  const { message, code, problem, fields } = error;
  return { message, code, problem, fields };
}
