import type { Likeness } from '../discovery/index.ts';
import type { Family } from '../family.ts';

/** One thing that is tried on an unknown port. */
export type DetectStep =
  | { kind: 'listen'; baudRate: number; forMs: number }
  | { kind: 'probe'; family: string; baudRate: number; messages: readonly Uint8Array[]; waitMs: number };

/** Long enough for a badge that is held to be repeated many times. */
export const LISTEN_MS = 1500;
/** Parallax 28140 and 28340: the only readers here that talk so slowly. */
const SLOW_BAUD_RATE = 2400;

export interface PlanOptions {
  families: readonly Family[];
  /** What the adapter looks like by its USB ids; its candidates are asked first. */
  looksLike?: Likeness | null;
  listenMs?: number;
}

/**
 * What to try on an unknown port, in order: listen first, since a reader that talks needs no question and must not be disturbed; then
 * ask each family that answers questions. Their probes are no commands to each other; `detect.test.ts` holds them to it.
 */
export function detectPlan({ families, looksLike = null, listenMs = LISTEN_MS }: PlanOptions): DetectStep[] {
  const serial = families.filter(({ link }) => link === 'serial');
  const talking = serial.flatMap(({ probe, baudRate }) =>
    probe === null || probe.messages.length === 0 ? (probe?.baudRates ?? [baudRate ?? 9600]) : [],
  );
  const listening = [...new Set([...talking, ...(talking.length > 0 ? [SLOW_BAUD_RATE] : [])])];
  const rank = ({ name }: Family) => {
    const at = looksLike?.candidates.indexOf(name) ?? -1;
    return at === -1 ? Number.POSITIVE_INFINITY : at;
  };
  const asked = serial
    .filter(({ probe }) => probe !== null && probe.messages.length > 0)
    .sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
  return [
    ...listening.map((baudRate): DetectStep => ({ kind: 'listen', baudRate, forMs: listenMs })),
    ...asked.flatMap(({ name, probe }) =>
      (probe?.baudRates ?? []).map(
        (baudRate): DetectStep => ({
          kind: 'probe',
          family: name,
          baudRate,
          messages: probe?.messages ?? [],
          waitMs: probe?.waitMs ?? 0,
        }),
      ),
    ),
  ];
}
