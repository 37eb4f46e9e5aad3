import { isUtf8 } from 'node:buffer';
import { PAYLOAD_BYTES_MAX, type ParsedTopic, PunchBatch, parseTopic } from '@tapclock/contracts';
import type { QuarantineReason } from './domain/quarantine-reason.ts';

/** Why a message goes to quarantine; `detail` is for the person who looks, and quotes nothing of the message. */
export interface Rejection {
  reason: QuarantineReason;
  detail: string;
}

export type ParsedMessage =
  | { kind: 'batch'; site: string; batch: PunchBatch; rawPunches: readonly unknown[] }
  | { kind: 'rejected'; rejection: Rejection };

/** Bytes of a `…/punch` topic to a batch that has the right shape. Nothing in it is trusted yet. */
export function parseMessage(topic: string, payload: Buffer): ParsedMessage {
  const parsed = parseTopic(topic);
  if (parsed?.kind !== 'punch') return rejected('wrong-topic', 'not a punch topic');
  if (payload.length > PAYLOAD_BYTES_MAX) {
    return rejected('too-large', `${payload.length} bytes, at most ${PAYLOAD_BYTES_MAX}`);
  }
  if (!isUtf8(payload)) return rejected('malformed', 'not UTF-8');
  return parseText(parsed, payload.toString('utf8'));
}

function parseText(topic: Extract<ParsedTopic, { terminal: string }>, text: string): ParsedMessage {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    // RangeError: nested so deeply that the stack ran out.
    if (error instanceof SyntaxError || error instanceof RangeError) return rejected('malformed', 'not JSON');
    throw error;
  }
  const result = PunchBatch.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    return rejected('malformed', `${issue?.path.join('.') || 'message'}: ${issue?.message ?? 'not valid'}`);
  }
  if (mayHoldUnstorableText(text) && holdsUnstorableText(json)) {
    return rejected('malformed', 'text with U+0000 or a lone surrogate');
  }
  const batch = result.data;
  if (batch.terminal !== topic.terminal) {
    return rejected('wrong-topic', 'the batch names another terminal than its topic');
  }
  return { kind: 'batch', site: topic.site, batch, rawPunches: rawPunchesOf(json) };
}

/** The punches before zod touched them: the signature covers every field as it came. */
function rawPunchesOf(json: unknown): readonly unknown[] {
  if (typeof json === 'object' && json !== null && 'punches' in json && Array.isArray(json.punches))
    return json.punches;
  throw new TypeError('a valid batch has punches');
}

function rejected(reason: QuarantineReason, detail: string): ParsedMessage {
  return { kind: 'rejected', rejection: { reason, detail } };
}

const LONE_SURROGATE = /\p{Surrogate}/u;

/** A quick look: only escapes can bring in what Postgres' jsonb refuses (U+0000) or RFC 8785 forbids (lone surrogates). */
function mayHoldUnstorableText(text: string): boolean {
  return /\\u(?:0000|[dD][89a-fA-F])/.test(text);
}

function holdsUnstorableText(json: unknown): boolean {
  // A list instead of recursion: the nesting is the sender's choice.
  const todo: unknown[] = [json];
  for (let value = todo.pop(); value !== undefined; value = todo.pop()) {
    if (typeof value === 'string' && (value.includes('\u0000') || LONE_SURROGATE.test(value))) return true;
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) todo.push(key, inner);
  }
  return false;
}
