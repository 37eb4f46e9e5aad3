import { type KeyObject, verify } from 'node:crypto';
import { type PunchBatch, signedText } from '@tapclock/contracts';
import { canonicalText, chainHashes } from '../punches/index.ts';
import type { KnownTerminal } from './directories.ts';
import type { ParsedMessage, Rejection } from './parse-message.ts';

/** A batch that its terminal signed. */
export interface AuthenticBatch {
  batch: PunchBatch;
  terminal: KnownTerminal;
  /** RFC 8785 text of each punch as received; also what is stored. */
  canonicalTexts: string[];
  /** Chain hash after each punch. */
  hashes: string[];
}

export type Authentication =
  | { kind: 'authentic'; message: AuthenticBatch }
  | { kind: 'rejected'; rejection: Rejection; terminal: KnownTerminal | null };

/**
 * Whether a batch is what the terminal made: known and not revoked, of this site, every punch under the chain's head, the head
 * under the signature, of its key or of the one before while that still counts.
 */
export async function authenticate(
  parsed: Extract<ParsedMessage, { kind: 'batch' }>,
  terminal: KnownTerminal | null,
  receivedAtMs: number,
): Promise<Authentication> {
  const { batch, site, rawPunches } = parsed;
  const reject = (reason: Rejection['reason'], detail: string): Authentication => ({
    kind: 'rejected',
    rejection: { reason, detail },
    terminal,
  });
  if (!terminal) return reject('unknown-terminal', 'no terminal of this name is enrolled');
  if (terminal.site !== site) return reject('wrong-topic', 'the terminal belongs to another site');
  if (terminal.revokedAt !== null) return reject('revoked-terminal', 'the terminal was revoked');
  let canonicalTexts: string[];
  try {
    canonicalTexts = rawPunches.map(canonicalText);
  } catch (error) {
    // RFC 8785 has no form for a number beyond a double (1e999); deep nesting of unknown fields exceeds the stack.
    return reject('malformed', error instanceof RangeError ? 'nested too deeply' : 'has no canonical form');
  }
  const hashes = chainHashes(batch.previous, canonicalTexts);
  if (hashes.at(-1) !== batch.head) return reject('bad-chain', 'the punches do not lead to the head');
  const { key, previous } = terminal;
  const isOwn =
    (await isSigned(batch, key)) ||
    (previous !== null && receivedAtMs <= previous.untilMs && (await isSigned(batch, previous.key)));
  if (!isOwn) return reject('bad-signature', 'the signature does not verify');
  return { kind: 'authentic', message: { batch, terminal, canonicalTexts, hashes } };
}

/** With a callback the work happens on libuv's threads: the event loop goes on with the next messages. */
function isSigned(batch: PunchBatch, key: KeyObject): Promise<boolean> {
  return new Promise((resolve, reject) => {
    verify(null, Buffer.from(signedText(batch)), key, Buffer.from(batch.sig, 'base64'), (error, valid) =>
      error ? reject(error) : resolve(valid),
    );
  });
}
