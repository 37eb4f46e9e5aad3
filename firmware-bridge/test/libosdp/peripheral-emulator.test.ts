import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { systemEntropy } from '../../src/platform/index.ts';
import { createOsdpPdEmulator, type OsdpPdEmulator } from '../../src/readers/osdp/osdp-pd-emulator.ts';
import type { OsdpPdKnobs } from '../../src/readers/osdp/osdp-pd-knobs.ts';
import { EmulatedReader } from '../support/emulated-reader.ts';
import { describeWithLibosdp, LibosdpPeer, type PeerOptions } from '../support/libosdp.ts';
import { PtyPair } from '../support/pty.ts';

const SCBK = '00112233445566778899aabbccddeeff';
const NEW_KEY = 'ffeeddccbbaa99887766554433221100';
const CARD = '26:BD88EB80';
const ADDRESS = 5;

let dir: string;
let pty: PtyPair;
let emulator: OsdpPdEmulator;
let reader: EmulatedReader | null = null;
let panel: LibosdpPeer | null = null;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tapclock-osdp-'));
  pty = new PtyPair(dir);
  await pty.plug();
});
afterEach(async () => {
  await panel?.kill();
  await reader?.close();
  [panel, reader] = [null, null];
  await pty.unplug();
  rmSync(dir, { recursive: true });
});

/** Our reader at one end of the line, libosdp's panel at the other. */
async function connect(
  settings: { scbk?: string },
  knobs: OsdpPdKnobs,
  options: PeerOptions,
): Promise<LibosdpPeer> {
  emulator = createOsdpPdEmulator([{ address: ADDRESS, ...settings }], systemEntropy(), knobs);
  reader = await EmulatedReader.open(emulator, pty.readerEnd);
  panel = await LibosdpPeer.start('control_panel', pty.testEnd, { address: ADDRESS, ...options });
  return panel;
}

async function connectSecurely(knobs: OsdpPdKnobs = {}): Promise<LibosdpPeer> {
  const connected = await connect(
    { scbk: SCBK },
    { enforcesSecure: true, ...knobs },
    { scbk: SCBK, enforce: true },
  );
  await connected.is('secure', true);
  return connected;
}

/** An operator restarts the device on the panel; libosdp itself tries an offline one again after 300 s only. */
async function reconnect(peer: LibosdpPeer): Promise<void> {
  const before = peer.said({ event: 'online', active: true }).length;
  peer.tell({ do: 'reconnect' });
  await peer.says({ event: 'online', active: true }, before + 1);
}

describeWithLibosdp("our reader in software, with libosdp's control panel", () => {
  it('opens the secure channel, and the panel gets card and keys', async () => {
    const peer = await connectSecurely();
    emulator.present(CARD, 0);
    emulator.press('12*#');
    await peer.says({ event: 'keys', data: '31327f0d' });
    expect(peer.said({ event: 'card' })).toEqual([
      { event: 'card', reader: 0, format: 1, bits: 26, data: 'bd88eb80' },
    ]);
  });

  it('shows what the panel asks for', async () => {
    const peer = await connectSecurely();
    peer.tell({ do: 'led', color: 2 });
    peer.tell({ do: 'buzzer', count: 2 });
    peer.tell({ do: 'text', text: 'Ana' });
    await peer.says({ event: 'done', command: 'text', ok: true });
    expect(emulator.shown()).toBe('green, 2 beeps, "Ana"');
    emulator.tamper(true);
    await peer.says({ event: 'report', type: 2 });
    peer.tell({ do: 'status' });
    await peer.says({ event: 'done', command: 'status', ok: true });
  });

  it('takes a new key within the session, and opens the next one under it', async () => {
    const peer = await connectSecurely();
    peer.tell({ do: 'keyset', key: NEW_KEY });
    await peer.says({ event: 'done', command: 'keyset', ok: true });
    await peer.says({ event: 'secure', active: true }, 2);
    emulator.present(CARD, 0);
    await peer.says({ event: 'card' });
    await panel?.kill();
    panel = await LibosdpPeer.start('control_panel', pty.testEnd, {
      address: ADDRESS,
      scbk: SCBK,
      enforce: true,
    });
    await panel.says({ event: 'online', active: false });
    await expect(panel.is('secure', true, 1500)).rejects.toThrow(/is secure/);
    await panel.kill();
    panel = await LibosdpPeer.start('control_panel', pty.testEnd, {
      address: ADDRESS,
      scbk: NEW_KEY,
      enforce: true,
    });
    await panel.is('secure', true);
  });

  it('gets its first key under the public one while it has none', async () => {
    const peer = await connect({}, {}, { scbk: SCBK });
    await peer.is('secure', true);
    emulator.present(CARD, 0);
    await peer.says({ event: 'card' });
    await peer.kill();
    panel = await LibosdpPeer.start('control_panel', pty.testEnd, {
      address: ADDRESS,
      scbk: SCBK,
      enforce: true,
    });
    await panel.is('secure', true);
  });

  it('has nothing to say to a panel without the key, when it enforces the secure channel', async () => {
    const peer = await connect({ scbk: SCBK }, { enforcesSecure: true }, {});
    emulator.present(CARD, 0);
    await peer.is('online', false);
    await expect(peer.says({ event: 'card' }, 1, 1500)).rejects.toThrow(/card/);
    expect(peer.isActive('online')).toBe(false);
  });

  it('talks in the plain to a panel that asks for no more, when it does not', async () => {
    const peer = await connect({ scbk: SCBK }, {}, {});
    await peer.is('online', true);
    emulator.present(CARD, 0);
    await peer.says({ event: 'card', data: 'bd88eb80' });
    expect(peer.isActive('secure')).toBe(false);
    peer.tell({ do: 'keyset', key: NEW_KEY });
    await peer.says({ event: 'submitted', ok: false });
  });

  it('gives a card once and not less, though its reply came too late and the panel asked again', async () => {
    const knobs: OsdpPdKnobs = {};
    const peer = await connect({ scbk: SCBK }, knobs, { scbk: SCBK, enforce: true });
    await peer.is('secure', true);
    knobs.late = { ms: 300, times: 1 };
    emulator.present(CARD, 0);
    await peer.says({ event: 'card' });
    // A second card behind it shows that nothing else was waiting.
    emulator.present('26:80800100', 0);
    await peer.says({ event: 'card' }, 2);
    expect(peer.said({ event: 'card' }).map(({ data }) => data)).toEqual(['bd88eb80', '80800100']);
    expect(peer.isActive('secure')).toBe(true);
  });

  it('comes back after its power was cut', async () => {
    const peer = await connectSecurely();
    emulator.powerCycle();
    await peer.is('online', false);
    await reconnect(peer);
    await peer.is('secure', true);
    emulator.present(CARD, 0);
    await peer.says({ event: 'card' });
  });

  it('is found again by a panel that was restarted', async () => {
    const peer = await connectSecurely();
    await peer.kill();
    panel = await LibosdpPeer.start('control_panel', pty.testEnd, {
      address: ADDRESS,
      scbk: SCBK,
      enforce: true,
    });
    await panel.is('secure', true);
    emulator.present(CARD, 0);
    await panel.says({ event: 'card' });
  });
});
