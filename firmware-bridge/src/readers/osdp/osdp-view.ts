import { hexOf } from '../wiegand/bits.ts';
import { decodeFmt, decodeKppad, decodeRaw } from './osdp-card-payloads.ts';
import { COMMAND, nakName, REPLY } from './osdp-codes.ts';
import { decodeCcrypt } from './osdp-handshake-payloads.ts';
import { COLOUR_NAMES, decodeBuz, decodeLed, decodeOut, decodeText } from './osdp-output-payloads.ts';
import {
  CAPABILITY,
  type Capability,
  decodeAcurxsize,
  decodeComset,
  decodeKeyset,
  decodeLstatr,
  decodeNak,
  decodePdcap,
  decodePdid,
  decodeRstatr,
  type PayloadResult,
} from './osdp-payloads.ts';

/** What a payload says, as plain JSON values. */
export type Fields = Readonly<Record<string, unknown>>;
type Describe = (payload: Uint8Array) => PayloadResult<Fields>;

const CAPABILITY_NAMES = new Map<number, string>(
  Object.entries(CAPABILITY).map(([name, code]) => [code, name]),
);

const OF_COMMANDS = new Map<number, Describe>([
  [
    COMMAND.LED,
    described(decodeLed, records => ({
      records: records.map(({ temporary, permanent, ...led }) => ({
        ...led,
        temporary: coloured(temporary),
        permanent: coloured(permanent),
      })),
    })),
  ],
  [COMMAND.BUZ, described(decodeBuz, buzzer => ({ ...buzzer }))],
  [COMMAND.TEXT, described(decodeText, text => ({ ...text }))],
  [COMMAND.OUT, described(decodeOut, outputs => ({ outputs }))],
  [COMMAND.COMSET, described(decodeComset, comset => ({ ...comset }))],
  // The key itself is shown to nobody: whoever reads this may not be whoever may know it.
  [COMMAND.KEYSET, described(decodeKeyset, ({ key }) => ({ keyType: 'scbk', keyBytes: key.length }))],
  [COMMAND.ACURXSIZE, described(decodeAcurxsize, size => ({ ...size }))],
]);

const OF_REPLIES = new Map<number, Describe>([
  [REPLY.NAK, described(decodeNak, ({ reason }) => ({ reason, reasonName: nakName(reason) }))],
  [REPLY.PDID, described(decodePdid, pdid => ({ ...pdid }))],
  [REPLY.PDCAP, described(decodePdcap, capabilities => ({ capabilities: capabilities.map(named) }))],
  [REPLY.LSTATR, described(decodeLstatr, status => ({ ...status }))],
  [REPLY.RSTATR, described(decodeRstatr, readers => ({ readers }))],
  [REPLY.COM, described(decodeComset, com => ({ ...com }))],
  [REPLY.RAW, described(decodeRaw, ({ bytes, ...raw }) => ({ ...raw, data: hexOf(bytes) }))],
  [REPLY.FMT, described(decodeFmt, fmt => ({ ...fmt }))],
  [REPLY.KPPAD, described(decodeKppad, ({ reader, keys }) => ({ reader, keys: hexOf(keys) }))],
  [REPLY.CCRYPT, described(decodeCcrypt, ({ clientId }) => ({ clientId: hexOf(clientId) }))],
]);

/** What a plain payload says; nothing for codes whose payloads are not known here. */
export function fieldsOf(code: number, isReply: boolean, payload: Uint8Array): PayloadResult<Fields> {
  const describe = (isReply ? OF_REPLIES : OF_COMMANDS).get(code);
  return describe === undefined ? { ok: true, value: {} } : describe(payload);
}

function described<Value>(
  decode: (payload: Uint8Array) => PayloadResult<Value>,
  say: (value: Value) => Fields,
): Describe {
  return payload => {
    const decoded = decode(payload);
    return decoded.ok ? { ok: true, value: say(decoded.value) } : decoded;
  };
}

/** Two capabilities are one number in two bytes: how much the reader takes. */
function named({ function: code, compliance, count }: Capability): Fields {
  const name = CAPABILITY_NAMES.get(code) ?? `function-${code}`;
  if (code === CAPABILITY.receiveBuffer || code === CAPABILITY.largestMessage)
    return { name, bytes: compliance | (count << 8) };
  return { name, compliance, count };
}

function coloured<B extends { onColour: number; offColour: number }>({
  onColour,
  offColour,
  ...blink
}: B): Fields {
  return {
    ...blink,
    onColour: COLOUR_NAMES[onColour] ?? onColour,
    offColour: COLOUR_NAMES[offColour] ?? offColour,
  };
}
