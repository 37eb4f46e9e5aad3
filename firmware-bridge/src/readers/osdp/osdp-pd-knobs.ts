import { MAC_BYTES, parseFrame, sealFrame } from './osdp-frame.ts';

const CONTROL_AT = 4;
const SEQUENCE_BITS = 0x03;

/**
 * What is odd about an emulated reader. One object for all readers of a line, read at each command, so it may be changed under way;
 * counts go down as they are used up. Real readers do all of this, or may.
 */
export interface OsdpPdKnobs {
  /** So many commands are answered with this NAK and not carried out. */
  nak?: { code: number; times: number };
  /** So many commands are answered with BUSY and not carried out. */
  busyTimes?: number;
  /** So many replies of the secure channel carry a MAC that is wrong. */
  badMacTimes?: number;
  /** So many replies carry another sequence number than their command. */
  wrongSequenceTimes?: number;
  /** So many replies come this much later. */
  late?: { ms: number; times: number };
  /** Unplugged: hears nothing, says nothing. */
  isSilent?: boolean;
  /** Knows no secure channel, and says so in its capabilities. */
  hasNoSecureChannel?: boolean;
  /** As it left the factory: whatever key is asked for, it has SCBK-D only. */
  hasOnlyDefaultKey?: boolean;
  /** Takes SCBK-D, and a new key outside a channel. Without a key of its own a reader always does. */
  isInstallMode?: boolean;
  /** Refuses what is not in a secure channel, but for what leads to one. */
  enforcesSecure?: boolean;
  /** Knows the one-byte checksum only. */
  isChecksumOnly?: boolean;
  /** Sends RMAC_I with the security block of CCRYPT, as older firmware does. */
  hasLegacyRmac?: boolean;
}

/** Uses up one of a knob's times; false when none are left. */
export function takeTime(
  knobs: OsdpPdKnobs,
  knob: 'busyTimes' | 'badMacTimes' | 'wrongSequenceTimes',
): boolean {
  const times = knobs[knob] ?? 0;
  if (times > 0) knobs[knob] = times - 1;
  return times > 0;
}

/** The same for a knob that says more than how often. Null when it is used up. */
export function takeOne<Knob extends { times: number }>(knob: Knob | undefined): Knob | null {
  if (knob === undefined || knob.times <= 0) return null;
  knob.times -= 1;
  return knob;
}

/** A reply as it goes out, with what the knobs do to it. The one that is remembered for a repetition stays good. */
export function spoiledReply(reply: Uint8Array, knobs: OsdpPdKnobs): Uint8Array {
  const parsed = parseFrame(reply);
  if (!parsed.ok) return reply;
  const { mac, isCrc, sequence } = parsed.frame;
  const spoiled = reply.slice();
  const macAt = reply.length - (isCrc ? 2 : 1) - MAC_BYTES;
  if (mac !== null && takeTime(knobs, 'badMacTimes')) spoiled[macAt] = (spoiled[macAt] ?? 0) ^ 0x01;
  if (takeTime(knobs, 'wrongSequenceTimes'))
    spoiled[CONTROL_AT] = ((spoiled[CONTROL_AT] ?? 0) & ~SEQUENCE_BITS) | ((sequence + 1) & SEQUENCE_BITS);
  return sealFrame(spoiled, macAt, null, isCrc);
}
