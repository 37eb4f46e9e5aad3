import type { FrameView } from '../family.ts';
import { hexOf } from '../wiegand/bits.ts';
import { firmwareOf } from './firmware.ts';
import { lowPins } from './lamps.ts';
import { parseTargets, selectedUid } from './targets.ts';

/** Commands by code (UM0701-02, 7.1). */
const NAMES: ReadonlyMap<number, string> = new Map([
  [0x00, 'Diagnose'],
  [0x02, 'GetFirmwareVersion'],
  [0x04, 'GetGeneralStatus'],
  [0x06, 'ReadRegister'],
  [0x08, 'WriteRegister'],
  [0x0c, 'ReadGPIO'],
  [0x0e, 'WriteGPIO'],
  [0x10, 'SetSerialBaudRate'],
  [0x12, 'SetParameters'],
  [0x14, 'SAMConfiguration'],
  [0x16, 'PowerDown'],
  [0x32, 'RFConfiguration'],
  [0x40, 'InDataExchange'],
  [0x42, 'InCommunicateThru'],
  [0x44, 'InDeselect'],
  [0x4a, 'InListPassiveTarget'],
  [0x4e, 'InPSL'],
  [0x50, 'InATR'],
  [0x52, 'InRelease'],
  [0x54, 'InSelect'],
  [0x56, 'InJumpForDEP'],
  [0x58, 'RFRegulationTest'],
  [0x60, 'InAutoPoll'],
  [0x8c, 'TgInitAsTarget'],
]);

const SAM_MODES = ['unknown', 'normal', 'virtual card', 'wired card', 'dual card'];
const BAUD_RATES = [9600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600, 1_288_000];
const BIT_RATES = ['106A', '212F', '424F', '106B', '106J'];
/** Commands whose responses begin with a status byte. */
const WITH_STATUS = new Set([0x16, 0x40, 0x42, 0x44, 0x4e, 0x50, 0x52, 0x54, 0x56]);

/** Low six bits of the status byte (UM0701-02, 7.1). */
const STATUSES: ReadonlyMap<number, string> = new Map([
  [0x00, 'ok'],
  [0x01, 'timeout'],
  [0x02, 'wrong CRC'],
  [0x03, 'wrong parity'],
  [0x04, 'wrong bit count'],
  [0x05, 'wrong framing'],
  [0x06, 'collision'],
  [0x07, 'buffer too small'],
  [0x09, 'RF buffer overflow'],
  [0x0a, 'field not on in time'],
  [0x0b, 'RF protocol error'],
  [0x0d, 'overheated'],
  [0x0e, 'internal buffer overflow'],
  [0x10, 'bad parameter'],
  [0x12, 'command not supported'],
  [0x13, 'wrong data format'],
  [0x14, 'MIFARE authentication failed'],
  [0x23, 'wrong UID check byte'],
  [0x25, 'invalid state'],
  [0x26, 'not allowed'],
  [0x27, 'wrong context'],
  [0x29, 'released by the initiator'],
  [0x2a, 'card exchanged'],
  [0x2b, 'card gone'],
  [0x2c, 'NFCID3 mismatch'],
  [0x2d, 'overcurrent'],
  [0x2e, 'NAD missing'],
]);

/** The name of a command, by its code. */
export function commandName(code: number): string {
  return NAMES.get(code) ?? `command ${hexOf(Uint8Array.of(code))}`;
}

/** What an information frame to the chip says. `data` begins with the command code. */
export function describeRequest(data: Uint8Array): FrameView {
  const [code = 0, ...parameters] = data;
  const payload = data.subarray(1);
  return { name: commandName(code), kind: 'request', ...requestFields(code, parameters, payload) };
}

function requestFields(code: number, parameters: readonly number[], payload: Uint8Array): FrameView {
  const [first, second, third, fourth] = parameters;
  switch (code) {
    case 0x00:
      return { test: first ?? null, data: hexOf(payload.subarray(1)) };
    case 0x02:
      return {};
    case 0x0e:
      return { low: lowPins(first ?? 0, second ?? 0) };
    case 0x10:
      return { baudRate: BAUD_RATES[first ?? -1] ?? null };
    case 0x14:
      return {
        mode: SAM_MODES[first ?? 0] ?? 'unknown',
        ...(second === undefined ? {} : { timeoutMs: second * 50 }),
        ...(third === undefined ? {} : { irq: third === 1 }),
      };
    case 0x32:
      if (first !== 0x05) return { item: first ?? null, data: hexOf(payload.subarray(1)) };
      return { item: 5, mxRtyAtr: second, mxRtyPsl: third, mxRtyPassiveActivation: fourth };
    case 0x4a: {
      const initiatorData = payload.subarray(2);
      const selected = { initiatorData: hexOf(initiatorData), uid: selectedUid(initiatorData) };
      const common = { maxTg: first ?? null, brTy: BIT_RATES[second ?? -1] ?? null };
      return initiatorData.length === 0 ? common : { ...common, ...selected };
    }
    case 0x40:
    case 0x44:
    case 0x52:
    case 0x54: {
      const rest = payload.subarray(1);
      return { target: first ?? null, ...(rest.length === 0 ? {} : { data: hexOf(rest) }) };
    }
    default:
      return payload.length === 0 ? {} : { data: hexOf(payload) };
  }
}

/** What an information frame from the chip says. `data` begins with the response code. */
export function describeResponse(data: Uint8Array): FrameView {
  const code = (data[0] ?? 1) - 1;
  return { name: commandName(code), kind: 'response', ...responseFields(code, data.subarray(1)) };
}

function responseFields(code: number, payload: Uint8Array): FrameView {
  if (code === 0x02) {
    const firmware = firmwareOf(payload);
    if (firmware === null) return { data: hexOf(payload) };
    const { ic, version, support, reads } = firmware;
    return { ic, version, support, reads };
  }
  if (code === 0x4a) {
    const result = parseTargets(payload);
    if (result.kind === 'fault') return { data: hexOf(payload) };
    return { noCard: result.targets.length === 0, targets: result.targets.map(target => ({ ...target })) };
  }
  if (WITH_STATUS.has(code) && payload[0] !== undefined) {
    const status = payload[0] & 0x3f;
    const rest = payload.subarray(1);
    const data = rest.length === 0 ? {} : { data: hexOf(rest) };
    return { status, statusText: STATUSES.get(status) ?? 'unknown', ...data };
  }
  return payload.length === 0 ? {} : { data: hexOf(payload) };
}
