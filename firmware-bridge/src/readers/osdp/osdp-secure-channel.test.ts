import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bytesOfHex, ZERO_MAC_REPLY } from './frames.ts';
import { encodeFrame, type OsdpFrame, parseFrame } from './osdp-frame.ts';
import {
  createSecureChannel,
  createSecureSession,
  decryptPayload,
  diversifyKey,
  encryptPayload,
  isSame,
  SCBK_DEFAULT,
} from './osdp-secure-channel.ts';
import {
  ANNEX_E,
  ANNEX_E_MACS,
  ANNEX_E_RAW_PAYLOAD,
  ANNEX_E_SESSION,
  LEGACY_RMAC_SESSION,
  ZERO_KEY_COMMANDS,
} from './secure-frames.ts';

const annexE = () =>
  createSecureSession({ scbk: SCBK_DEFAULT, rndA: bytesOfHex(ANNEX_E.rndA), rndB: bytesOfHex(ANNEX_E.rndB) });
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const message = (code: number, payload: string, sequence: number) => ({
  ...{ address: 0, sequence, isCrc: true, code },
  payload: bytesOfHex(payload),
});

function frameOf(hex: string): OsdpFrame {
  const result = parseFrame(bytesOfHex(hex.replace(/^FF/i, '')));
  if (!result.ok) throw new Error(result.code);
  return result.frame;
}

function said(index: number, session = ANNEX_E_SESSION): string {
  return session[index]?.hex ?? '';
}

describe('the key vector of Annex E', () => {
  const { keys, ...session } = annexE();

  it('gives session keys, cryptograms and the initial R-MAC', () => {
    expect(hexOf(keys.enc.export())).toBe(ANNEX_E.enc);
    expect(hexOf(keys.mac1.export())).toBe(ANNEX_E.mac1);
    expect(hexOf(keys.mac2.export())).toBe(ANNEX_E.mac2);
    expect(hexOf(session.clientCryptogram)).toBe(ANNEX_E.client);
    expect(hexOf(session.serverCryptogram)).toBe(ANNEX_E.server);
    expect(hexOf(session.initialRMac)).toBe(ANNEX_E.initialRMac);
  });

  it('is what the frames of its handshake carry', () => {
    expect(hexOf(frameOf(said(0)).payload)).toBe(ANNEX_E.rndA);
    expect(hexOf(frameOf(said(1)).payload)).toBe(`0a00170300cafede${ANNEX_E.rndB}${ANNEX_E.client}`);
    expect(hexOf(frameOf(said(2)).payload)).toBe(ANNEX_E.server);
    expect(hexOf(frameOf(said(3)).payload)).toBe(ANNEX_E.initialRMac);
    for (const { hex } of ANNEX_E_SESSION) expect(hexOf(encodeFrame(frameOf(hex)))).toBe(hex);
  });
});

describe('the captured handshake with a legacy RMAC_I', () => {
  it('is proved by the default key on both sides', () => {
    const rndA = frameOf(said(0, LEGACY_RMAC_SESSION)).payload;
    const ccrypt = frameOf(said(1, LEGACY_RMAC_SESSION)).payload;
    const session = createSecureSession({ scbk: SCBK_DEFAULT, rndA, rndB: ccrypt.slice(8, 16) });
    expect(session.clientCryptogram).toEqual(ccrypt.slice(16));
    expect(session.serverCryptogram).toEqual(frameOf(said(2, LEGACY_RMAC_SESSION)).payload);
    const rmac = frameOf(said(3, LEGACY_RMAC_SESSION));
    expect(session.initialRMac).toEqual(rmac.payload);
    expect(rmac.securityBlock).toEqual({ type: 0x12, data: Uint8Array.of(1) });
  });
});

describe('a secure channel', () => {
  it('makes the frames of Annex E on the sides of panel and reader alike', () => {
    const [panel, reader] = [annexE(), annexE()];
    expect(hexOf(panel.wrapCommand(message(0x60, '', 3)))).toBe(said(4));
    const poll = reader.unwrapCommand(frameOf(said(4)));
    if (!poll.ok) throw new Error(poll.code);
    expect(hexOf(poll.mac)).toBe(ANNEX_E_MACS.poll);
    expect(hexOf(reader.wrapReply(message(0x50, ANNEX_E_RAW_PAYLOAD, 3)))).toBe(said(5));
    const raw = panel.unwrapReply(frameOf(said(5)));
    if (!raw.ok) throw new Error(raw.code);
    expect(hexOf(raw.mac)).toBe(ANNEX_E_MACS.raw);
    expect(hexOf(raw.frame.payload)).toBe(ANNEX_E_RAW_PAYLOAD);
    expect(hexOf(panel.wrapCommand(message(0x60, '', 1)))).toBe(said(6));
    expect(reader.unwrapCommand(frameOf(said(6))).ok).toBe(true);
    expect(hexOf(reader.wrapReply(message(0x40, '', 1)))).toBe(said(7));
    expect(panel.unwrapReply(frameOf(said(7))).ok).toBe(true);
  });

  it.each(ZERO_KEY_COMMANDS)(
    'makes the published $name of keys that are all zero',
    ({ code, payload, hex }) => {
      const zero = createSecretKey(new Uint8Array(16));
      const state = { keys: { enc: zero, mac1: zero, mac2: zero }, replyMac: new Uint8Array(16) };
      expect(hexOf(createSecureChannel(state).wrapCommand(message(code, payload, 2)))).toBe(hex);
      expect(createSecureChannel(state).unwrapCommand(frameOf(hex))).toMatchObject({
        ok: true,
        frame: { payload: bytesOfHex(payload) },
      });
    },
  );

  it('refuses plain frames, altered ones, replayed ones and a MAC of zeros, and is none the worse for it', () => {
    const panel = annexE();
    panel.wrapCommand(message(0x60, '', 3));
    const raw = frameOf(said(5));
    const mac = Uint8Array.from(raw.mac ?? []);
    mac[3] = (mac[3] ?? 0) ^ 1;
    const payload = Uint8Array.from(raw.payload);
    payload[0] = (payload[0] ?? 0) ^ 1;
    const refused = [
      { ...raw, mac },
      { ...raw, payload },
      { ...raw, sequence: 2 },
      { ...raw, address: 1 },
    ];
    for (const frame of refused) expect(panel.unwrapReply(frame)).toEqual({ ok: false, code: 'mac' });
    expect(panel.unwrapReply(frameOf(ZERO_MAC_REPLY))).toEqual({ ok: false, code: 'mac' });
    expect(panel.unwrapReply(frameOf('53 80 08 00 07 40 0A F9'))).toEqual({ ok: false, code: 'not-secured' });
    expect(panel.unwrapReply(raw).ok).toBe(true);
    panel.wrapCommand(message(0x60, '', 1));
    expect(panel.unwrapReply(raw)).toEqual({ ok: false, code: 'mac' });
  });

  it('takes an encrypted command that is only padding for one without payload', () => {
    const { keys, initialRMac } = annexE();
    expect(decryptPayload(keys, initialRMac, encryptPayload(keys, initialRMac, new Uint8Array(0)))).toEqual(
      new Uint8Array(0),
    );
  });

  it('decrypts nothing that is not whole blocks or does not end in padding', () => {
    const { keys, initialRMac } = annexE();
    expect(decryptPayload(keys, initialRMac, new Uint8Array(0))).toBeNull();
    expect(decryptPayload(keys, initialRMac, new Uint8Array(15))).toBeNull();
    const twoBlocks = encryptPayload(keys, initialRMac, new Uint8Array(16).fill(0x11));
    expect(twoBlocks).toHaveLength(32);
    expect(decryptPayload(keys, initialRMac, twoBlocks.subarray(0, 16))).toBeNull();
  });

  it('carries any conversation between two sides of one key, and none between two keys', () => {
    const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    const talk = fc.array(fc.tuple(fc.uint8Array({ maxLength: 70 }), fc.uint8Array({ maxLength: 70 })), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(bytes(16), bytes(8), bytes(8), talk, fc.boolean(), (scbk, rndA, rndB, exchanges, isCrc) => {
        const [panel, reader] = [
          createSecureSession({ scbk, rndA, rndB }),
          createSecureSession({ scbk, rndA, rndB }),
        ];
        const stranger = createSecureSession({ scbk: scbk.map(byte => byte ^ 1), rndA, rndB });
        const across = (sent: Uint8Array) => {
          const result = parseFrame(sent);
          if (!result.ok) throw new Error(result.code);
          return result.frame;
        };
        for (const [index, [ask, answer]] of exchanges.entries()) {
          const head = { address: 5, sequence: (index % 3) + 1, isCrc };
          const command = across(panel.wrapCommand({ ...head, code: 0x80, payload: ask }));
          expect(stranger.unwrapCommand(command)).toEqual({ ok: false, code: 'mac' });
          expect(reader.unwrapCommand(command)).toMatchObject({ ok: true, frame: { payload: ask } });
          const reply = across(reader.wrapReply({ ...head, code: 0x90, payload: answer }));
          expect(panel.unwrapReply(reply)).toMatchObject({ ok: true, frame: { payload: answer } });
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('keys', () => {
  it('have 16 bytes, nonces 8', () => {
    const [eight, sixteen] = [new Uint8Array(8), new Uint8Array(16)];
    expect(() => createSecureSession({ scbk: eight, rndA: eight, rndB: eight })).toThrow(RangeError);
    expect(() => createSecureSession({ scbk: sixteen, rndA: sixteen, rndB: eight })).toThrow(RangeError);
  });

  it('are diversified by the client id and its inverse under the master key', () => {
    const master = new Uint8Array(16);
    // ECB under the zero key: one of NIST's known answers (AESAVS, varying text, 64 bits set).
    expect(hexOf(diversifyKey(master, new Uint8Array(8).fill(0xff)))).toBe(
      'f807c3e7985fe0f5a50e2cdb25c5109e',
    );
    expect(diversifyKey(master, bytesOfHex('0a00170300cafede'))).not.toEqual(
      diversifyKey(master, bytesOfHex('0a00170300cafedf')),
    );
  });

  it('are compared whole', () => {
    expect(isSame(bytesOfHex('0102'), bytesOfHex('0102'))).toBe(true);
    expect(isSame(bytesOfHex('0102'), bytesOfHex('0103'))).toBe(false);
    expect(isSame(bytesOfHex('0102'), bytesOfHex('010203'))).toBe(false);
  });
});
