import type { Instant } from '@tapclock/contracts';

/** What decides how far a pairing is. */
export interface PairingMarks {
  expiresAt: Instant;
  supersededAt: Instant | null;
  approvedAt: Instant | null;
  acknowledgedAt: Instant | null;
}

export type PairingState =
  /** Its code can be approved. */
  | 'open'
  /** The kiosk may fetch what it is handed. */
  | 'approved'
  /** The kiosk has it; nothing is handed out any more. */
  | 'done'
  | 'expired'
  /** The same kiosk asked anew and shows another code, or it made room for others and asks anew. */
  | 'superseded';

/** State of a pairing at a moment. Its time is up at `expiresAt`, which an approval moves on so that the answer can be fetched. */
export function pairingStateAt(marks: PairingMarks, nowMs: number): PairingState {
  if (marks.acknowledgedAt !== null) return 'done';
  if (marks.supersededAt !== null) return 'superseded';
  if (nowMs >= Date.parse(marks.expiresAt)) return 'expired';
  return marks.approvedAt === null ? 'open' : 'approved';
}
