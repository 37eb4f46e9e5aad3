/** A refresh token as it was found, with its session. */
export interface FoundToken {
  usedAtMs: number | null;
  sessionEnded: boolean;
  sessionExpiresAtMs: number;
  accountDisabled: boolean;
}

/** What a refresh token that was shown is worth. */
export type Rotation =
  /** Take it out of use and hand out its successor. */
  | { kind: 'rotate' }
  /** Another tab used it a moment ago: hand out the same successor once more. */
  | { kind: 'repeat' }
  /** Somebody has a copy: end the session, whoever of the two it was. */
  | { kind: 'reused' }
  | { kind: 'over' };

/** Two tabs of one browser that wake up together show the same token; longer apart it is a copy. */
export const REPEAT_WITHIN_MS = 10_000;

/** RFC 9700, 4.14.2: each token once, and a second use ends the session. */
export function judgeRefresh(token: FoundToken | null, nowMs: number): Rotation {
  if (token === null || token.sessionEnded || token.accountDisabled) return { kind: 'over' };
  if (token.sessionExpiresAtMs <= nowMs) return { kind: 'over' };
  if (token.usedAtMs === null) return { kind: 'rotate' };
  return { kind: nowMs - token.usedAtMs <= REPEAT_WITHIN_MS ? 'repeat' : 'reused' };
}

const DAY_MS = 86_400_000;
/** A session that nobody uses for so long is over. */
export const SESSION_IDLE_DAYS = 7;
/** However much it is used, after so long the password is asked for again. */
export const SESSION_DAYS_MAX = 30;

/** When a session that is used now will be over. */
export function sessionEnd(createdAtMs: number, nowMs: number): number {
  return Math.min(nowMs + SESSION_IDLE_DAYS * DAY_MS, createdAtMs + SESSION_DAYS_MAX * DAY_MS);
}
