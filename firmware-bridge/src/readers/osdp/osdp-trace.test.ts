import { describe, expect, it } from '@jest/globals';
import { bytesOfHex } from './frames.ts';
import { encodeFrame, type OsdpFrame, parseFrame } from './osdp-frame.ts';
import { encodeKeyset } from './osdp-payloads.ts';
import { createSecureSession, SCBK_DEFAULT } from './osdp-secure-channel.ts';
import { createOsdpTrace, type OsdpTrace, type TraceEntry } from './osdp-trace.ts';
import {
  ANNEX_E_MACS,
  ANNEX_E_RAW_PAYLOAD,
  ANNEX_E_SESSION,
  LEGACY_RMAC_SESSION,
  REAL_SESSION,
  REAL_SESSION_SECRETS,
  type Said,
} from './secure-frames.ts';

const hexOf = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString('hex'));

function frameOf(hex: string): OsdpFrame {
  const result = parseFrame(bytesOfHex(hex.replace(/^FF/i, '')));
  if (!result.ok) throw new Error(`${result.code} at ${result.offset}`);
  return result.frame;
}

function follow(session: readonly Said[], trace: OsdpTrace = createOsdpTrace()): TraceEntry[] {
  return session.map(({ hex }) => trace.take(frameOf(hex)));
}

function keysOf({ session }: TraceEntry) {
  if (session === null) return null;
  const { enc, mac1, mac2 } = session.keys;
  return { enc: hexOf(enc.export()), mac1: hexOf(mac1.export()), mac2: hexOf(mac2.export()) };
}

describe('a whole real session, followed from outside', () => {
  const entries = follow(REAL_SESSION);
  const named = (name: string) => {
    const entry = entries.find(({ view }) => view.name === name);
    if (entry === undefined) throw new Error(`no ${name}`);
    return entry;
  };

  it('has the names it was recorded with, and every MAC is right', () => {
    expect(entries.map(({ view }) => view.name)).toEqual(REAL_SESSION.map(({ name }) => name));
    expect(entries.map(({ view }) => view.direction)).toEqual(
      REAL_SESSION.map(({ by }) => (by === 'A' ? 'to-reader' : 'from-reader')),
    );
    expect(entries.slice(0, 6).map(({ mac }) => mac)).toEqual([null, null, null, null, null, null]);
    expect(entries.slice(6, 8).map(({ mac }) => mac)).toEqual(['valid', 'valid']);
    expect(new Set(entries.slice(12).map(({ mac }) => mac))).toEqual(new Set(['valid']));
    expect(entries.filter(({ problem }) => problem !== null)).toEqual([]);
  });

  it('begins under the public default key and gives the site key away', () => {
    const [keyset, ack] = [entries[6], entries[7]];
    expect(keyset === undefined ? null : keysOf(keyset)).toEqual(REAL_SESSION_SECRETS.first);
    expect(keyset).toMatchObject({ view: { name: 'KEYSET', key: 'default', keyBytes: 16 } });
    expect(hexOf(keyset?.payload ?? null)).toBe(REAL_SESSION_SECRETS.keysetPayload);
    expect(hexOf(keyset?.chain ?? null)).toBe(REAL_SESSION_SECRETS.keysetMac);
    expect(hexOf(ack?.chain ?? null)).toBe(REAL_SESSION_SECRETS.keysetAckMac);
    // Read by people who may not know the key.
    expect(JSON.stringify(keyset?.view)).not.toMatch(/d459f02f/i);
  });

  it('goes on under the key that was overheard', () => {
    expect(keysOf(named('PDCAP'))).toEqual(REAL_SESSION_SECRETS.second);
    expect(entries.slice(12).map(({ view }) => view.key)).toEqual(entries.slice(12).map(() => 'keyset'));
  });

  it('says what was in it', () => {
    expect(named('PDCAP').view.capabilities).toEqual([
      { name: 'contact', compliance: 2, count: 8 },
      { name: 'output', compliance: 2, count: 16 },
      { name: 'cardFormat', compliance: 1, count: 0 },
      { name: 'led', compliance: 1, count: 1 },
      { name: 'buzzer', compliance: 1, count: 0 },
      { name: 'text', compliance: 1, count: 1 },
      { name: 'checkCharacter', compliance: 1, count: 0 },
      { name: 'security', compliance: 1, count: 1 },
      { name: 'receiveBuffer', bytes: 768 },
      { name: 'largestMessage', bytes: 768 },
      ...['smartCard', 'readers', 'biometrics', 'securePinEntry'].map(name => ({
        name,
        compliance: 0,
        count: 0,
      })),
      { name: 'version', compliance: 2, count: 0 },
    ]);
    const text = named('TEXT').view;
    expect(text).toMatchObject({ row: 1, column: 1 });
    expect(text.text).toMatch(/^Ready +4:45 AM +$/);
    expect(String(text.text)).toHaveLength(32);
    expect(named('LSTATR').view).toMatchObject({ isTampered: false, isPowerFailing: true });
    expect(named('RSTATR').view).toMatchObject({ readers: ['not-connected'] });
    expect(hexOf(named('ACURXSIZE').payload)).toBe('0008');
    expect(named('ACURXSIZE').view).toMatchObject({ bytes: 2048 });
    // Sent as encrypted commands whose block is only padding.
    expect(named('LSTAT')).toMatchObject({ payload: new Uint8Array(0), view: { security: 'SCS_17' } });
    expect(named('PDID').view).toMatchObject({ vendor: '0A0017', model: 3, firmware: '1.80.2' });
    expect(named('LED').view).toMatchObject({ records: [{ reader: 0, led: 0 }] });
  });

  it('is read through repeated frames, which move nothing', () => {
    const halves = REAL_SESSION.flatMap(said => [said, said]);
    // The panel did not hear the reply, and asked again.
    const exchanges = REAL_SESSION.flatMap((said, index) => {
      const answer = REAL_SESSION[index + 1];
      return said.by === 'A' && answer !== undefined ? [said, answer, said, answer] : [];
    });
    for (const session of [halves, exchanges]) {
      expect(session).toHaveLength(2 * REAL_SESSION.length);
      expect(follow(session).filter(({ problem, mac }) => problem !== null || mac === 'unchecked')).toEqual(
        [],
      );
    }
  });

  it('cannot be followed with the handshake missing, and says so', () => {
    const tail = follow(REAL_SESSION.slice(12));
    expect(tail.map(({ mac }) => mac)).toEqual(tail.map(() => 'unchecked'));
    expect(tail[1]).toMatchObject({
      payload: null,
      view: { name: 'PDCAP', encryptedBytes: 48, mac: 'unchecked' },
    });
    expect(tail[3]).toMatchObject({ payload: new Uint8Array(0) });
  });

  it('shows a changed frame, and is not led astray by it', () => {
    const trace = createOsdpTrace();
    follow(REAL_SESSION.slice(0, 13), trace);
    const pdcap = frameOf(REAL_SESSION[13]?.hex ?? '');
    const payload = Uint8Array.from(pdcap.payload);
    payload[0] = (payload[0] ?? 0) ^ 0x80;
    expect(trace.take({ ...pdcap, payload })).toMatchObject({
      mac: 'invalid',
      problem: 'mac',
      payload: null,
    });
    expect(trace.take(pdcap)).toMatchObject({ mac: 'valid' });
  });
});

describe('one direction alone', () => {
  it('gives the panel away up to its first secured command: even the key it sends', () => {
    const panel = follow(REAL_SESSION.filter(({ by }) => by === 'A'));
    const keyset = panel[3];
    expect(keyset).toMatchObject({ mac: 'valid', view: { name: 'KEYSET', key: 'default' } });
    expect(hexOf(keyset?.payload ?? null)).toBe(REAL_SESSION_SECRETS.keysetPayload);
    expect(panel[6]).toMatchObject({ mac: 'valid', view: { name: 'CAP', key: 'keyset' } });
    expect(panel.slice(7).map(({ mac }) => mac)).toEqual(panel.slice(7).map(() => 'unchecked'));
  });

  it('gives nothing of the reader but its handshake', () => {
    const reader = follow(REAL_SESSION.filter(({ by }) => by === 'P'));
    expect(reader[1]?.view).toMatchObject({ name: 'CCRYPT', clientId: '0A00170300CAFEDE', key: null });
    expect(reader.filter(({ frame }) => frame.mac !== null).map(({ mac }) => mac)).toEqual(
      Array.from({ length: 10 }, () => 'unchecked'),
    );
  });
});

describe('other conversations', () => {
  it('of Annex E are opened, down to the card', () => {
    const entries = follow(ANNEX_E_SESSION);
    expect(entries.map(({ view }) => view.name)).toEqual(ANNEX_E_SESSION.map(({ name }) => name));
    expect(hexOf(entries[4]?.chain ?? null)).toBe(ANNEX_E_MACS.poll);
    expect(hexOf(entries[5]?.chain ?? null)).toBe(ANNEX_E_MACS.raw);
    expect(hexOf(entries[5]?.payload ?? null)).toBe(ANNEX_E_RAW_PAYLOAD);
    expect(entries[7]).toMatchObject({ mac: 'valid', view: { security: 'SCS_16' } });
  });

  it('whose RMAC_I has the block type of CCRYPT are followed too', () => {
    const trace = createOsdpTrace();
    const entries = follow(LEGACY_RMAC_SESSION, trace);
    expect(entries[3]?.view).toMatchObject({ name: 'RMAC_I', security: 'SCS_12', key: 'default' });
    const session = createSecureSession({
      scbk: SCBK_DEFAULT,
      rndA: bytesOfHex('9ACC78E0E206FD87'),
      rndB: bytesOfHex('D66D5A91E600806A'),
    });
    const poll = session.wrapCommand({
      address: 0,
      sequence: 3,
      isCrc: false,
      code: 0x60,
      payload: new Uint8Array(0),
    });
    expect(trace.take(frameOf(Buffer.from(poll).toString('hex')))).toMatchObject({ mac: 'valid' });
  });

  it('under a key of the site are opened by whoever has it, and by nobody else', () => {
    const scbk = bytesOfHex('000102030405060708090A0B0C0D0E0F');
    const conversation = conversationUnder(scbk);
    const opened = follow(conversation, createOsdpTrace({ keys: [bytesOfHex('FF'.repeat(16)), scbk] }));
    expect(opened.at(-1)).toMatchObject({ mac: 'valid', view: { name: 'KEYSET', key: 'given' } });
    const closed = follow(conversation);
    expect(closed.at(-1)).toMatchObject({ mac: 'unchecked', payload: null });
  });

  it('end when the reader does not take the proof, or the panel begins anew', () => {
    const scbk = bytesOfHex('000102030405060708090A0B0C0D0E0F');
    const conversation = conversationUnder(scbk);
    const refused = conversation.map(said =>
      said.name === 'RMAC_I'
        ? {
            ...said,
            hex: changed(said.hex, frame => ({
              ...frame,
              securityBlock: { type: 0x14, data: Uint8Array.of(0xff) },
            })),
          }
        : said,
    );
    expect(follow(refused, createOsdpTrace({ keys: [scbk] })).at(-1)).toMatchObject({ mac: 'unchecked' });
    const trace = createOsdpTrace({ keys: [scbk] });
    follow(conversation.slice(0, 4), trace);
    trace.take({ ...frameOf('53 00 08 00 05 60 DA 99'), address: 9, sequence: 0 });
    expect(follow(conversation.slice(4), trace)).toMatchObject([{ mac: 'unchecked' }]);
  });
});

function changed(hex: string, change: (frame: OsdpFrame) => OsdpFrame): string {
  return Buffer.from(encodeFrame(change(frameOf(hex)))).toString('hex');
}

/** A handshake and a KEYSET between two sides that share a key. */
function conversationUnder(scbk: Uint8Array): Said[] {
  const [rndA, rndB] = [bytesOfHex('0102030405060708'), bytesOfHex('1112131415161718')];
  const session = createSecureSession({ scbk, rndA, rndB });
  const plain = (name: string, code: number, type: number, payload: Uint8Array, isReply: boolean): Said => {
    const securityBlock = { type, data: Uint8Array.of(1) };
    const frame = { address: 9, isReply, sequence: 1, isCrc: true, securityBlock, code, payload, mac: null };
    return { by: isReply ? 'P' : 'A', hex: Buffer.from(encodeFrame(frame)).toString('hex'), name };
  };
  const ccrypt = Uint8Array.of(...new Uint8Array(8), ...rndB, ...session.clientCryptogram);
  const key = encodeKeyset(new Uint8Array(16));
  const keyset = session.wrapCommand({ address: 9, sequence: 3, isCrc: true, code: 0x75, payload: key });
  return [
    plain('CHLNG', 0x76, 0x11, rndA, false),
    plain('CCRYPT', 0x76, 0x12, ccrypt, true),
    plain('SCRYPT', 0x77, 0x13, session.serverCryptogram, false),
    plain('RMAC_I', 0x78, 0x14, session.initialRMac, true),
    { by: 'A', hex: Buffer.from(keyset).toString('hex'), name: 'KEYSET' },
  ];
}
