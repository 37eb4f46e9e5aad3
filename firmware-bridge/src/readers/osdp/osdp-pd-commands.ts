import { encodeKppad, encodeRaw } from './osdp-card-payloads.ts';
import { COMMAND, NAK, REPLY } from './osdp-codes.ts';
import { decodeBuz, decodeLed, decodeText } from './osdp-output-payloads.ts';
import {
  CAPABILITY,
  decodeAcurxsize,
  decodeComset,
  decodeKeyset,
  encodeComset,
  encodeLstatr,
  encodePdcap,
  encodePdid,
  encodeRstatr,
  ok,
  type PayloadResult,
  wrongLength,
} from './osdp-payloads.ts';
import type { OsdpPdIndicators } from './osdp-pd-indicators.ts';

/** What an emulated reader takes in one frame; the standard asks for 128 at least. */
export const PD_FRAME_BYTES_MAX = 256;
/** Events that wait for a poll; newer ones are lost, as in hardware. */
export const PD_EVENTS_MAX = 8;
/** RAW: parity, data, parity. */
const FORMAT_WIEGAND = 1;
const KEY_CODES: Readonly<Record<string, number>> = { '*': 0x7f, '#': 0x0d };
/** OSDP version as PDCAP tells it: SIA 2.2. */
const VERSION_SIA_2_2 = 2;

/** A reply before it is framed. */
export interface PdAnswer {
  code: number;
  payload: Uint8Array;
  /** What changes once it is sent. */
  afterwards?: () => void;
}

const NOTHING = new Uint8Array(0);
export const ACK: PdAnswer = { code: REPLY.ACK, payload: NOTHING };

export function nak(reason: number): PdAnswer {
  return { code: REPLY.NAK, payload: Uint8Array.of(reason) };
}

/** The reader behind the protocol: what commands look at and change. */
export interface PdState {
  address: number;
  isTampered: boolean;
  readonly serial: number;
  readonly events: PdAnswer[];
  readonly indicators: OsdpPdIndicators;
  hasSecureChannel(): boolean;
  hasDefaultKey(): boolean;
  isChecksumOnly(): boolean;
  /** Whether a new key is allowed now: in a channel, or in install mode. */
  mayTakeKey(): boolean;
  takeKey(key: Uint8Array): void;
}

/** Carries out a command that may be carried out, and gives its reply. */
export function carryOut(state: PdState, code: number, payload: Uint8Array, nowMs: number): PdAnswer {
  switch (code) {
    case COMMAND.POLL:
      return ifDecoded(exactly(payload, 0), () => state.events.shift() ?? ACK);
    case COMMAND.ID:
      return ifDecoded(exactly(payload, 1), () => ({ code: REPLY.PDID, payload: pdid(state) }));
    case COMMAND.CAP:
      return ifDecoded(exactly(payload, 1), () => ({ code: REPLY.PDCAP, payload: pdcap(state) }));
    case COMMAND.LSTAT:
      return ifDecoded(exactly(payload, 0), () => localStatus(state));
    case COMMAND.RSTAT: {
      const reader = state.isTampered ? 'tamper' : 'ok';
      return ifDecoded(exactly(payload, 0), () => ({
        code: REPLY.RSTATR,
        payload: encodeRstatr([reader]),
      }));
    }
    case COMMAND.LED:
      return ifDecoded(decodeLed(payload), records =>
        done(records.every(record => state.indicators.led(record, nowMs))),
      );
    case COMMAND.BUZ:
      return ifDecoded(decodeBuz(payload), buzzer => done(state.indicators.buzzer(buzzer, nowMs)));
    case COMMAND.TEXT:
      return ifDecoded(decodeText(payload), text => done(state.indicators.text(text, nowMs)));
    case COMMAND.COMSET:
      return comset(state, payload);
    case COMMAND.KEYSET:
      return keyset(state, payload);
    case COMMAND.ACURXSIZE:
      return ifDecoded(decodeAcurxsize(payload), () => ACK);
    case COMMAND.KEEPACTIVE:
      return ifDecoded(exactly(payload, 2), () => ACK);
    case COMMAND.ABORT:
      return ifDecoded(exactly(payload, 0), () => ACK);
    default:
      return nak(NAK.unknownCommand);
  }
}

/** First bytes are also the client id of the handshake. */
export function pdid({ serial }: Pick<PdState, 'serial'>): Uint8Array {
  // An OUI that nobody owns: the bit for locally administered ones is set.
  return encodePdid({ vendor: '025443', model: 1, version: 1, serial, firmware: '1.0.0' });
}

/** A card that was held to the reader. Throws RangeError for bytes that are not as many as the bits need. */
export function cardEvent({ bits, bytes }: { bits: number; bytes: Uint8Array }): PdAnswer {
  return { code: REPLY.RAW, payload: encodeRaw({ reader: 0, format: FORMAT_WIEGAND, bits, bytes }) };
}

/** Keys of the keypad: digits, `*` and `#`. Throws RangeError for others. */
export function keysEvent(keys: string): PdAnswer {
  if (!/^[0-9*#]{1,32}$/.test(keys)) throw new RangeError('keys are 1 to 32 of 0-9, * and #');
  const codes = Uint8Array.from(keys, key => KEY_CODES[key] ?? key.charCodeAt(0));
  return { code: REPLY.KPPAD, payload: encodeKppad({ reader: 0, keys: codes }) };
}

export function localStatus({ isTampered }: Pick<PdState, 'isTampered'>): PdAnswer {
  return { code: REPLY.LSTATR, payload: encodeLstatr({ isTampered, isPowerFailing: false }) };
}

function pdcap(state: PdState): Uint8Array {
  const capability = (name: keyof typeof CAPABILITY, compliance: number, count: number) => ({
    function: CAPABILITY[name],
    compliance,
    count,
  });
  return encodePdcap([
    ...[capability('cardFormat', 1, 1), capability('led', 1, 1), capability('buzzer', 1, 1)],
    ...[capability('text', 1, 1), capability('checkCharacter', state.isChecksumOnly() ? 0 : 1, 0)],
    capability('security', state.hasSecureChannel() ? 1 : 0, state.hasDefaultKey() ? 1 : 0),
    capability('receiveBuffer', PD_FRAME_BYTES_MAX & 0xff, PD_FRAME_BYTES_MAX >> 8),
    capability('largestMessage', PD_FRAME_BYTES_MAX & 0xff, PD_FRAME_BYTES_MAX >> 8),
    ...[capability('readers', 0, 1), capability('version', VERSION_SIA_2_2, 0)],
  ]);
}

function comset(state: PdState, payload: Uint8Array): PdAnswer {
  return ifDecoded(decodeComset(payload), wanted => ({
    code: REPLY.COM,
    payload: encodeComset(wanted),
    // Announced under the old address; the speed of an emulated line means nothing.
    afterwards: () => {
      state.address = wanted.address;
    },
  }));
}

function keyset(state: PdState, payload: Uint8Array): PdAnswer {
  if (!state.mayTakeKey()) return nak(NAK.securityConditions);
  return ifDecoded(decodeKeyset(payload), ({ key }) => ({ ...ACK, afterwards: () => state.takeKey(key) }));
}

function exactly(payload: Uint8Array, length: number): PayloadResult<Uint8Array> {
  return payload.length === length ? ok(payload) : wrongLength(payload, length);
}

function done(isDone: boolean): PdAnswer {
  return isDone ? ACK : nak(NAK.record);
}

function ifDecoded<Value>(decoded: PayloadResult<Value>, then: (value: Value) => PdAnswer): PdAnswer {
  if (decoded.ok) return then(decoded.value);
  return nak(decoded.code === 'payload-length' ? NAK.length : NAK.record);
}
