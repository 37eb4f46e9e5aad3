import { describe, expect, it } from '@jest/globals';
import type { Entropy } from '../../platform/index.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { COMMAND, NAK, REPLY } from './osdp-codes.ts';
import { parseFrame, SCS, sealFrame } from './osdp-frame.ts';
import { KEY_DEFAULT, KEY_OWN } from './osdp-handshake-payloads.ts';
import { encodeLed, temporaryLed } from './osdp-output-payloads.ts';
import { encodeKeyset } from './osdp-payloads.ts';
import { PANEL_GONE_MS } from './osdp-pd-device.ts';
import { createOsdpPdEmulator } from './osdp-pd-emulator.ts';
import type { OsdpPdKnobs } from './osdp-pd-knobs.ts';
import { SCBK_DEFAULT } from './osdp-secure-channel.ts';
import { ANNEX_E, ANNEX_E_SESSION, LEGACY_RMAC_SESSION, REAL_SESSION, type Said } from './secure-frames.ts';
import { HandPanel } from './testing/osdp-pd-hand-panel.ts';

const SCBK = '00112233445566778899aabbccddeeff';
const KEY = bytesOf(SCBK);
const NEW_KEY = bytesOf('ffeeddccbbaa99887766554433221100');
const CARD = '26:BD88EB80';
/** Of a command without payload: behind header, security block and code. */
const MAC_AT = 8;

function aReader(knobs: OsdpPdKnobs = {}, scbk: string | undefined = SCBK) {
  const emulator = createOsdpPdEmulator([{ address: 0, scbk }], seededRandom(1), knobs);
  const panel = new HandPanel(emulator);
  panel.begin();
  return { emulator, panel, knobs };
}

function aFactoryReader(knobs: OsdpPdKnobs = {}, entropy: Entropy = seededRandom(1)) {
  const emulator = createOsdpPdEmulator([{ address: 0 }], entropy, knobs);
  const panel = new HandPanel(emulator);
  panel.begin();
  return { emulator, panel, knobs };
}

const nakOf = (frame: { code: number; payload: Uint8Array } | null) =>
  frame?.code === REPLY.NAK ? frame.payload[0] : frame?.code;

describe('published sessions', () => {
  /** What the panel says goes in, in order; a reply counts from its code on, without the reader's own identity. */
  function replay(said: readonly Said[], rndB: string, knobs: OsdpPdKnobs = {}) {
    const { emulator, panel } = aFactoryReader(knobs, { bytes: () => bytesOf(rndB) });
    const first = parseFrame(bytesOf(said[0]?.hex ?? ''));
    while (first.ok && panel.sequence !== first.frame.sequence) panel.poll();
    const replies: { name: string; is: string; wanted: string }[] = [];
    for (const [index, { by, hex }] of said.entries()) {
      const next = said[index + 1];
      if (by !== 'A' || next === undefined) continue;
      if (next.name === 'RAW') emulator.present(CARD, index);
      const [reply] = emulator.receive(bytesOf(hex), index);
      replies.push({ name: next.name, is: essence(reply), wanted: essence(bytesOf(next.hex)) });
    }
    return replies;
  }

  /** A CCRYPT begins with the client's id, which is every reader's own; all of any other reply is alike. */
  function essence(bytes: Uint8Array | undefined): string {
    const withoutMark = bytes?.[0] === 0xff ? bytes.subarray(1) : bytes;
    const parsed = parseFrame(withoutMark ?? new Uint8Array(0));
    if (!parsed.ok) return `no frame: ${parsed.code}`;
    const isCcrypt = parsed.frame.code === REPLY.CCRYPT;
    return Buffer.from(isCcrypt ? parsed.frame.payload.subarray(8) : (withoutMark ?? [])).toString('hex');
  }

  it('of the standard: handshake, card and poll, byte for byte', () => {
    const replies = replay(ANNEX_E_SESSION, ANNEX_E.rndB);
    expect(replies.map(({ name }) => name)).toEqual(['CCRYPT', 'RMAC_I', 'RAW', 'ACK']);
    expect(replies.map(({ is }) => is)).toEqual(replies.map(({ wanted }) => wanted));
  });

  it('of a real panel: the public key, a new one by KEYSET, and a handshake under it', () => {
    const replies = replay(REAL_SESSION.slice(2, 12), '6162636465666768');
    expect(replies.map(({ name }) => name)).toEqual(['CCRYPT', 'RMAC_I', 'ACK', 'CCRYPT', 'RMAC_I']);
    expect(replies.map(({ is }) => is)).toEqual(replies.map(({ wanted }) => wanted));
  });

  it('of a reader with older firmware: RMAC_I with the other security block', () => {
    const replies = replay(LEGACY_RMAC_SESSION, 'd66d5a91e600806a', { hasLegacyRmac: true });
    expect(replies.map(({ name }) => name)).toEqual(['CCRYPT', 'RMAC_I']);
    // That reader puts a mark before its frames; ours does not.
    expect(replies.map(({ is }) => is)).toEqual(replies.map(({ wanted }) => wanted));
  });
});

describe('the secure channel of an OSDP reader in software', () => {
  it('opens under the key of the site, and everything goes through it', () => {
    const { emulator, panel } = aReader();
    panel.secure(KEY);
    emulator.present(CARD, 0);
    const card = panel.poll();
    expect([card.code, card.securityBlock?.type]).toEqual([REPLY.RAW, SCS.encryptedReply]);
    expect(
      panel.ask(
        COMMAND.LED,
        encodeLed([temporaryLed({ on: 5, off: 0, onColour: 2, offColour: 0, timer: 9 })]),
      ),
    ).toMatchObject({
      code: REPLY.ACK,
      securityBlock: { type: SCS.reply },
    });
    expect(emulator.shown()).toBe('green');
    for (let round = 0; round < 10; round += 1) expect(panel.poll().code).toBe(REPLY.ACK);
  });

  it('says what is wrong with a command within it', () => {
    const { panel } = aReader();
    panel.secure(KEY);
    const reply = panel.ask(0xf0);
    expect([nakOf(reply), reply.securityBlock?.type]).toEqual([NAK.unknownCommand, SCS.encryptedReply]);
    expect(panel.poll().code).toBe(REPLY.ACK);
  });

  it('repeats a reply without a step in its chain', () => {
    const { emulator, panel } = aReader();
    panel.secure(KEY);
    emulator.present(CARD, 0);
    const poll = panel.next(COMMAND.POLL);
    const [first] = emulator.receive(poll, 10);
    const [again] = emulator.receive(poll, 20);
    expect(again).toEqual(first);
    const parsed = parseFrame(again ?? new Uint8Array(0));
    expect(parsed.ok && panel.session?.unwrapReply(parsed.frame)).toMatchObject({ ok: true });
    expect(panel.poll().code).toBe(REPLY.ACK);
  });

  it('does not open for another key, and the panel that has it sees that', () => {
    const { panel } = aReader();
    expect(() => panel.secure(NEW_KEY)).toThrow(/another key/);
  });

  it('does not open for a panel that proves nothing', () => {
    const { panel } = aReader();
    panel.challenge();
    const block = { type: SCS.serverCryptogram, data: Uint8Array.of(KEY_OWN) };
    const reply = panel.exchange(panel.next(COMMAND.SCRYPT, new Uint8Array(16), block));
    expect(nakOf(reply)).toBe(NAK.noSecureChannel);
    // Neither does it for the second step without the first, nor for a second one after it.
    expect(nakOf(panel.exchange(panel.next(COMMAND.SCRYPT, new Uint8Array(16), block)))).toBe(
      NAK.securityConditions,
    );
  });

  it('is over after a wrong MAC, a plain command, a repeated command of before, or eight seconds of silence', () => {
    const ends: ((reader: ReturnType<typeof aReader>) => ReturnType<HandPanel['exchange']>)[] = [
      ({ panel }) => {
        const spoiled = panel.next(COMMAND.POLL);
        spoiled[MAC_AT] = (spoiled[MAC_AT] ?? 0) ^ 1;
        return panel.exchange(resealed(spoiled));
      },
      ({ panel }) => {
        panel.session = null;
        return panel.poll();
      },
      ({ panel }) => {
        const old = panel.next(COMMAND.POLL);
        panel.exchange(old);
        panel.poll();
        panel.poll();
        return panel.exchange(old);
      },
      ({ panel }) => {
        panel.nowMs += PANEL_GONE_MS;
        return panel.exchange(panel.next(COMMAND.POLL));
      },
    ];
    for (const end of ends) {
      const reader = aReader();
      reader.panel.secure(KEY);
      expect(nakOf(end(reader))).toBe(NAK.securityConditions);
      reader.panel.begin();
      reader.panel.secure(KEY);
      expect(reader.panel.poll().code).toBe(REPLY.ACK);
    }
  });

  it('is over when the panel begins anew, and not because time passes between commands', () => {
    const { panel } = aReader({ enforcesSecure: true });
    panel.secure(KEY);
    for (let round = 0; round < 5; round += 1) {
      panel.nowMs += PANEL_GONE_MS - 2;
      expect(panel.poll().code).toBe(REPLY.ACK);
    }
    expect(panel.begin().code).toBe(REPLY.PDID);
    expect(nakOf(panel.poll())).toBe(NAK.securityConditions);
  });

  it('is all that a reader works in which enforces it', () => {
    const { emulator, panel } = aReader({ enforcesSecure: true });
    emulator.present(CARD, 0);
    expect(panel.ask(COMMAND.CAP, Uint8Array.of(0)).code).toBe(REPLY.PDCAP);
    for (const code of [COMMAND.POLL, COMMAND.LSTAT])
      expect(nakOf(panel.ask(code))).toBe(NAK.securityConditions);
    panel.secure(KEY);
    expect(panel.poll().code).toBe(REPLY.RAW);
  });

  it('is not asked of a reader that knows none', () => {
    const { panel } = aReader({ hasNoSecureChannel: true });
    expect(nakOf(panel.challenge())).toBe(NAK.noSecureChannel);
    panel.begin();
    expect(panel.poll().code).toBe(REPLY.ACK);
  });

  it('is refused under the public key by a reader that has its own', () => {
    const { panel } = aReader();
    expect(nakOf(panel.challenge(KEY_DEFAULT))).toBe(NAK.securityConditions);
  });

  it('opens under the public key in install mode only, beside the own one', () => {
    const { panel } = aReader({ isInstallMode: true });
    panel.secure(SCBK_DEFAULT, KEY_DEFAULT);
    panel.begin();
    panel.secure(KEY);
    expect(panel.poll().code).toBe(REPLY.ACK);
  });

  it('tells, when asked for a key that the reader lacks, that it is the public one', () => {
    const { panel } = aReader({ hasOnlyDefaultKey: true });
    const reply = panel.challenge(KEY_OWN);
    expect([reply?.code, reply?.securityBlock?.data[0]]).toEqual([REPLY.CCRYPT, KEY_DEFAULT]);
  });

  it('carries a wrong MAC when it is told to, once, and the right one when asked again', () => {
    const { emulator, knobs, panel } = aReader();
    panel.secure(KEY);
    knobs.badMacTimes = 1;
    const poll = panel.next(COMMAND.POLL);
    const replies = [emulator.receive(poll, 10)[0], emulator.receive(poll, 20)[0]].map(bytes => {
      const parsed = parseFrame(bytes ?? new Uint8Array(0));
      return parsed.ok ? panel.session?.unwrapReply(parsed.frame).ok : null;
    });
    expect(replies).toEqual([false, true]);
  });

  it('says of itself that there is none where a NAK of that kind is forced', () => {
    const { knobs, panel } = aReader();
    panel.secure(KEY);
    knobs.nak = { code: NAK.securityConditions, times: 1 };
    expect(panel.poll()).toMatchObject({ code: REPLY.NAK, securityBlock: null });
    expect(nakOf(panel.exchange(panel.next(COMMAND.POLL)))).toBe(NAK.securityConditions);
  });
});

describe('a new key', () => {
  it('is taken within a session, which ends; the old key is of no use then', () => {
    const { panel } = aReader();
    panel.secure(KEY);
    expect(panel.ask(COMMAND.KEYSET, encodeKeyset(NEW_KEY)).code).toBe(REPLY.ACK);
    expect(nakOf(panel.exchange(panel.next(COMMAND.POLL)))).toBe(NAK.securityConditions);
    panel.begin();
    expect(() => panel.secure(KEY)).toThrow(/another key/);
    panel.begin();
    panel.secure(NEW_KEY);
    expect(panel.poll().code).toBe(REPLY.ACK);
  });

  it('is confirmed again when the confirmation was lost, though the session is over', () => {
    const { emulator, panel } = aReader();
    panel.secure(KEY);
    const keyset = panel.next(COMMAND.KEYSET, encodeKeyset(NEW_KEY));
    const [first] = emulator.receive(keyset, 10);
    expect(emulator.receive(keyset, 20)).toEqual([first]);
    panel.begin();
    panel.secure(NEW_KEY);
  });

  it('is refused outside a session, and the old one stays', () => {
    const { panel } = aReader();
    expect(nakOf(panel.ask(COMMAND.KEYSET, encodeKeyset(NEW_KEY)))).toBe(NAK.securityConditions);
    panel.secure(KEY);
  });

  it('is refused when it is none', () => {
    const { panel } = aReader();
    panel.secure(KEY);
    expect(nakOf(panel.ask(COMMAND.KEYSET, Uint8Array.of(1, 16, 0)))).toBe(NAK.length);
    const master = encodeKeyset(NEW_KEY);
    master[0] = 2;
    expect(nakOf(panel.ask(COMMAND.KEYSET, master))).toBe(NAK.record);
    expect(panel.poll().code).toBe(REPLY.ACK);
  });

  it('is taken by a reader without one even in the plain, and ends its install mode', () => {
    const { panel } = aFactoryReader();
    expect(panel.ask(COMMAND.KEYSET, encodeKeyset(NEW_KEY)).code).toBe(REPLY.ACK);
    expect(nakOf(panel.ask(COMMAND.KEYSET, encodeKeyset(KEY)))).toBe(NAK.securityConditions);
    expect(nakOf(panel.challenge(KEY_DEFAULT))).toBe(NAK.securityConditions);
    panel.begin();
    panel.secure(NEW_KEY);
  });

  it('of one reader is not that of the next on the line', () => {
    const knobs: OsdpPdKnobs = { isInstallMode: true };
    const emulator = createOsdpPdEmulator(
      [0, 1].map(address => ({ address, scbk: SCBK })),
      seededRandom(1),
      knobs,
    );
    const [first, second] = [new HandPanel(emulator), new HandPanel(emulator)];
    second.address = 1;
    first.begin();
    second.begin();
    first.ask(COMMAND.KEYSET, encodeKeyset(NEW_KEY));
    first.secure(NEW_KEY);
    second.secure(SCBK_DEFAULT, KEY_DEFAULT);
    expect([first.poll().code, second.poll().code]).toEqual([REPLY.ACK, REPLY.ACK]);
  });

  it('outlives a power cut', () => {
    const { emulator, panel } = aReader();
    panel.secure(KEY);
    panel.ask(COMMAND.KEYSET, encodeKeyset(NEW_KEY));
    emulator.powerCycle();
    panel.begin();
    panel.secure(NEW_KEY);
  });
});

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'));
}

function resealed(bytes: Uint8Array): Uint8Array {
  return sealFrame(bytes, bytes.length - 6, null, true);
}
