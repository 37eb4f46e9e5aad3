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
