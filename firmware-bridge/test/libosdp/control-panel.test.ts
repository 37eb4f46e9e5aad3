import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { describeWithLibosdp, LibosdpPeer, type PeerOptions } from '../support/libosdp.ts';
import { OsdpLine } from '../support/osdp-line.ts';
import { PtyPair } from '../support/pty.ts';
import { until } from '../support/until.ts';

const SCBK = '00112233445566778899aabbccddeeff';
const NEW_KEY = 'ffeeddccbbaa99887766554433221100';
const ADDRESS = 5;
/** FC 123 CN 4567. */
const CARD = { do: 'card', bits: 26, data: 'bd88eb80', format: 1 };
const OTHER_CARD = { do: 'card', bits: 26, data: '9da8e300', format: 1 };
/** Long enough for a reader that is talked to by mistake to have its card read. */
const QUIET_MS = 700;

let dir: string;
let pty: PtyPair;
let line: OsdpLine | null = null;
let peer: LibosdpPeer | null = null;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tapclock-osdp-'));
  pty = new PtyPair(dir);
  await pty.plug();
});
afterEach(async () => {
  await line?.stop();
  await peer?.kill();
  [line, peer] = [null, null];
  await pty.unplug();
  rmSync(dir, { recursive: true });
});

async function startPeer(options: PeerOptions): Promise<LibosdpPeer> {
  peer = await LibosdpPeer.start('peripheral', pty.testEnd, { address: ADDRESS, ...options });
  return peer;
}

function startLine(settings: object): OsdpLine {
  line = new OsdpLine(pty.readerEnd, { address: ADDRESS, ...settings });
  return line;
}

async function startBoth(
  settings: object = { scbk: SCBK },
  options: PeerOptions = { scbk: SCBK, enforce: true },
) {
  const reader = await startPeer(options);
  const panel = startLine(settings);
  await panel.is('online');
  await reader.is('secure', true);
  return { reader, panel };
}

const aRead = (panel: OsdpLine, count = 1) => until(() => panel.reads.length >= count, `${count} reads`);

describeWithLibosdp("our control panel, with libosdp's reader", () => {
  it('opens the secure channel and reads a card, bit for bit', async () => {
    const { reader, panel } = await startBoth();
    reader.tell(CARD);
    await aRead(panel);
    expect(panel.reads).toMatchObject([
      {
        technology: 'wiegand',
        ...{ bits: 26, raw: 'BD88EB80', facility: 123, cardNumber: 4567 },
        ...{ integrity: 'mac', assurance: 'channel-protected' },
      },
    ]);
  });

  it('reads bits that fill no byte, and leaves the reader its own padding', async () => {
    const { reader, panel } = await startBoth();
    // The unused low bits are set: they are the reader's, not the card's.
    reader.tell({ ...CARD, data: 'bd88ebbf' });
    await aRead(panel);
    expect(panel.reads[0]?.raw).toBe('BD88EB80');
  });

  it('gets the keys of the keypad', async () => {
    const { reader, panel } = await startBoth();
    reader.tell({ do: 'keys', keys: '12\x7f\x0d' });
    await until(() => panel.keys.length > 0, 'keys');
    expect(panel.keys).toEqual(['12*#']);
  });

  it.each([
    ['accepted', 2, 1],
    ['offline', 3, 1],
    ['refused', 1, 3],
  ] as const)('shows at the reader how a tap ended: %s', async (signal, colour, beeps) => {
    const { reader, panel } = await startBoth();
    panel.signal(signal);
    await reader.says({ event: 'command', name: 'led', temporary: true, control_code: 2, on_color: colour });
    await reader.says({ event: 'command', name: 'buzzer', control_code: 2, rep_count: beeps });
  });

  it('asks for tamper and power, and takes that a reader without contacts says it is well', async () => {
    const { reader, panel } = await startBoth();
    await reader.says({ event: 'command', name: 'status' });
    expect(panel.condition()).toBe('online');
  });

  describe('keys', () => {
    it('refuses to work without one of its own', async () => {
      const reader = await startPeer({ scbk: SCBK });
      reader.tell(CARD);
      const panel = startLine({});
      await panel.is('silent no-key');
      await stayUnread(panel);
    });

    it('refuses a reader from the factory, which has the public one only', async () => {
      const reader = await startPeer({});
      reader.tell(CARD);
      const panel = startLine({ scbk: SCBK });
      await panel.is('silent default-key');
      await stayUnread(panel);
    });

    it('refuses a reader with another one', async () => {
      const reader = await startPeer({ scbk: NEW_KEY });
      reader.tell(CARD);
      const panel = startLine({ scbk: SCBK });
      await panel.is('silent wrong-key');
      await stayUnread(panel);
    });

    it('uses the public one where the site allows it, and says what such reads are worth', async () => {
      const reader = await startPeer({});
      const panel = startLine({ allowDefaultKey: true });
      await panel.is('online default-key');
      // libosdp does not call that secure either.
      expect(reader.isActive('secure')).toBe(false);
      reader.tell(CARD);
      await aRead(panel);
      expect(panel.reads).toMatchObject([{ integrity: 'crc16', assurance: 'identifier-only' }]);
    });

    it('talks in the plain where the site allows it, and says what such reads are worth', async () => {
      const reader = await startPeer({ scbk: SCBK });
      const panel = startLine({ allowUnencrypted: true });
      await panel.is('online not-encrypted');
      reader.tell(CARD);
      await aRead(panel);
      expect(panel.reads).toMatchObject([{ raw: 'BD88EB80', assurance: 'identifier-only' }]);
    });

    it('are of no use in the plain to a reader that wants the secure channel', async () => {
      const reader = await startPeer({ scbk: SCBK, enforce: true });
      reader.tell(CARD);
      const panel = startLine({ allowUnencrypted: true });
      await panel.is('silent no-key');
      await stayUnread(panel);
    });

    it('gives a new one to a reader from the factory, and the next session is under it', async () => {
      const reader = await startPeer({});
      const panel = startLine({ installKey: NEW_KEY });
      await reader.says({ event: 'key', data: NEW_KEY });
      await panel.is('online');
      reader.tell(CARD);
      await aRead(panel);
      expect(panel.reads).toMatchObject([{ assurance: 'channel-protected' }]);
      await panel.stop();
      // The power is cut, too: the key is what stays.
      reader.tell({ do: 'restart' });
      const afterwards = startLine({ scbk: NEW_KEY });
      await afterwards.is('online');
    });

    it('gives a new one to a reader that has one already, inside the session', async () => {
      const { reader, panel } = await startBoth({ scbk: SCBK, installKey: NEW_KEY });
      await reader.says({ event: 'key', data: NEW_KEY });
      await reader.says({ event: 'secure', active: true }, 2);
      reader.tell(CARD);
      await aRead(panel);
      expect(panel.condition()).toBe('online');
    });
  });

  describe('comes back', () => {
    it('after the power of the reader was cut', async () => {
      const { reader, panel } = await startBoth();
      reader.tell(CARD);
      await aRead(panel);
      reader.tell({ do: 'restart' });
      await reader.says({ event: 'secure', active: true }, 2);
      reader.tell(OTHER_CARD);
      await aRead(panel, 2);
      expect(panel.reads.map(({ raw }) => raw)).toEqual(['BD88EB80', '9DA8E300']);
      expect(panel.condition()).toBe('online');
    });

    it('after the reader was taken away and another came with the same key', async () => {
      const { reader, panel } = await startBoth();
      await reader.kill();
      await panel.is('silent no-answer');
      const next = await startPeer({ scbk: SCBK, enforce: true });
      await panel.is('online');
      next.tell(CARD);
      await aRead(panel);
    });

    it('after the reader was deaf for a moment, and after it was for long', async () => {
      const { reader, panel } = await startBoth();
      reader.tell({ do: 'mute', ms: 350 });
      await new Promise(resolve => setTimeout(resolve, 500));
      reader.tell(CARD);
      await aRead(panel);
      reader.tell({ do: 'mute', ms: 2500 });
      await panel.is('silent no-answer');
      await panel.is('online');
      reader.tell(OTHER_CARD);
      await aRead(panel, 2);
    });

    it('after the cable was pulled', async () => {
      const { reader, panel } = await startBoth();
      await pty.unplug();
      await panel.is('missing no-such-port');
      await reader.kill();
      await pty.plug();
      const next = await startPeer({ scbk: SCBK, enforce: true });
      await panel.is('online');
      next.tell(CARD);
      await aRead(panel);
    });
  });
});

/** The card that waits in the reader is not read. */
async function stayUnread(panel: OsdpLine): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, QUIET_MS));
  expect(panel.reads).toEqual([]);
}
