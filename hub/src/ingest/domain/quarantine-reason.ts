/** Why a message could not be trusted, or could not be stored as it stands. Stable words: they are shown and counted. */
export type QuarantineReason =
  | 'too-large'
  | 'malformed'
  | 'unknown-terminal'
  | 'revoked-terminal'
  | 'wrong-topic'
  | 'bad-chain'
  | 'bad-signature'
  | 'sequence-conflict'
  | 'unstorable';

/** Authentic, but not storable as it stands: how many of these there can be is bounded by what a terminal's journal holds. */
const AUTHENTIC: ReadonlySet<QuarantineReason> = new Set(['sequence-conflict', 'unstorable']);

/** Whether anybody could have made it, any number of times. */
export function isUntrusted(reason: QuarantineReason): boolean {
  return !AUTHENTIC.has(reason);
}
