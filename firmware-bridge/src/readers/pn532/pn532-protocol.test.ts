import { describe, expect, it } from '@jest/globals';
import { SimulatedLine } from '../testing/simulated-line.ts';
import { ACK, NACK } from './frame.ts';
import { createPn532Emulator } from './pn532-emulator.ts';
import { FAILURES_MAX, Pn532Protocol, RETRY_PAUSE_MS, SILENCE_MS } from './pn532-protocol.ts';
import { hex, LIST, OPTIONS, peers, RELEASE, SAM, simulate, UID, uids } from './simulate.ts';

describe('a PN532 and its protocol', () => {
  it('wake, get to know each other and look into the field, one command at a time', () => {
    const { line } = simulate();
    line.run(120);
    const said = line.messages.map(
      ({ direction, bytes }) => (direction === 'to-host' ? '< ' : '> ') + hex(bytes),
    );
    expect(said.slice(0, 12)).toEqual([
      '> 5555000000000000000000000000000000FF05FBD4140114010200',
      '< 0000FF00FF00',
      '< 0000FF02FED5151600',
      '> 0000FF02FED4022A00',
      '< 0000FF00FF00',
      '< 0000FF06FAD50332010607E800',
      '> 0000FF06FAD43205FF0101F400',
      '< 0000FF00FF00',
      '< 0000FF02FED533F800',
      '> 0000FF04FCD44A0200E000',
      '< 0000FF00FF00',
      '< 0000FF03FDD54B00E000',
    ]);
    expect(peers(line.events)).toEqual(['opening', 'answering']);
    expect(line.events.filter(({ kind }) => kind === 'discarded')).toEqual([]);
    expect(line.events).toContainEqual({
      ...{ kind: 'note', level: 'info', text: 'reader chip found' },
      facts: { ic: 'PN532', version: '1.6' },
    });
  });

  it('look again every pollMs, and not more often', () => {
    const { line, sent } = simulate({}, { pollMs: 200 });
    line.run(10_000);
    const times = sent(LIST).map(({ atMs }) => atMs);
    expect(times.length).toBeGreaterThanOrEqual(49);
    const gaps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
    expect(new Set(gaps)).toEqual(new Set([200]));
  });

  it.each(['9D44A346', UID, '04112233445566778899'])('read a card of UID %s and let go of it', uid => {
    const { line, sent } = simulate();
    line.run(500);
    line.takeCards();
    line.present(uid);
    line.run(300);
    const cards = line.takeCards();
    expect(cards.length).toBeGreaterThanOrEqual(1);
    expect(cards[0]).toMatchObject({ technology: 'iso14443a', raw: uid, integrity: 'dcs' });
    expect(sent(RELEASE)).toHaveLength(cards.length);
    line.remove();
    line.run(1000);
    line.takeCards();
    line.run(1000);
    expect(line.takeCards()).toEqual([]);
  });

  it('see a held card often enough to know it for held', () => {
    const { line } = simulate({}, { pollMs: 250 });
    line.present(UID);
    line.run(500);
    line.takeCards();
    const seenMs: number[] = [];
    for (let step = 0; step < 500; step += 1) {
      line.run(10);
      if (line.takeCards().length > 0) seenMs.push(line.nowMs);
    }
    const gaps = seenMs.slice(1).map((atMs, index) => atMs - (seenMs[index] ?? 0));
    // The usual hold time is 400 ms; one look may fail.
    expect(Math.max(...gaps)).toBeLessThan(300);
  });

  it('read each of two cards in the field', () => {
    const { line } = simulate();
    line.present(`9D44A346+${UID}`);
    line.run(200);
    expect(uids(line).slice(0, 2)).toEqual(['9D44A346', UID]);
  });

  it('mark a random UID, which is another at the next tap', () => {
    const { line } = simulate();
    line.present('08A1B2C3');
    line.run(200);
    expect(line.takeCards()[0]).toMatchObject({ raw: '08A1B2C3', unusable: 'random-uid' });
  });

  it('ask once more for a response whose checksum is wrong', () => {
    const { line, sent } = simulate({ badChecksums: 1 });
    line.present(UID);
    line.run(300);
    expect(line.messages.filter(({ bytes }) => hex(bytes) === hex(NACK))).toHaveLength(1);
    expect(sent(SAM)).toHaveLength(1);
    expect(line.events).toContainEqual(expect.objectContaining({ kind: 'discarded', reason: 'dcs' }));
    expect(uids(line)[0]).toBe(UID);
  });

  it('recover when the chip loses its power and wakes as it came from the factory', () => {
    const { line, sent } = simulate();
    line.run(1000);
    line.events.length = 0;
    line.replace(createPn532Emulator());
    line.run(1000);
    expect(sent(SAM)).toHaveLength(2);
    expect(peers(line.events)).toEqual([]);
    line.present(UID);
    line.run(300);
    expect(uids(line)[0]).toBe(UID);
  });

  it('keep a chip that is no PN532 at work and say so', () => {
    const { line } = simulate({ ic: 0x33 });
    line.present(UID);
    line.run(500);
    expect(peers(line.events)).toEqual(['opening', 'answering', 'wrong-firmware']);
    expect(line.events).toContainEqual(
      expect.objectContaining({ kind: 'note', level: 'warn', facts: { ic: '33', version: '1.6' } }),
    );
    expect(uids(line)[0]).toBe(UID);
    // Another board on the same port.
    line.replace(createPn532Emulator());
    line.open();
    line.run(500);
    expect(peers(line.events)).toEqual(['opening', 'answering']);
  });

  it('tell of the chip once, however often it is woken', () => {
    const { line } = simulate();
    line.run(1000);
    line.replace(createPn532Emulator());
    line.run(1000);
    expect(line.events.filter(({ kind }) => kind === 'note')).toHaveLength(1);
  });
});

describe('a chip that does not answer', () => {
  it('counts as gone after some tries, and has its port opened anew after ten seconds', () => {
    const { line, sent } = simulate({ isSilent: true });
    line.run(SILENCE_MS - 1);
    expect(peers(line.events)).toEqual(['opening', 'no-answer']);
    // First 1.5 s for a port that is slow to get ready, then quickly, then now and then.
    const times = sent(SAM).map(({ atMs }) => atMs);
    expect(times.slice(0, FAILURES_MAX + 1)).toEqual([0, 1500, 1600, 1700 + RETRY_PAUSE_MS]);
    line.run(1);
    expect(line.events).toContainEqual({ kind: 'reopen', problem: 'no-answer' });
    line.run(35_000);
    expect(line.events.filter(({ kind }) => kind === 'reopen')).toHaveLength(4);
    // A port that was opened anew is given the same time to get ready.
    const again = sent(SAM).flatMap(({ atMs }) => (atMs >= SILENCE_MS ? [atMs - SILENCE_MS] : []));
    expect(again.slice(0, 3)).toEqual(times.slice(0, 3));
  });

  it('answers again when it is back, whenever that is', () => {
    for (const awayMs of [50, 700, 3000, 25_000]) {
      const { line } = simulate();
      line.run(1000);
      line.replace(createPn532Emulator({ isSilent: true }));
      line.run(awayMs);
      line.replace(createPn532Emulator());
      line.present(UID);
      line.run(3000);
      expect(peers(line.events).at(-1)).toBe('answering');
      expect(uids(line).at(-1)).toBe(UID);
    }
  });

  it('is called stuck when it only acknowledges, is told to stop and woken again, and the port stays open', () => {
    const { line, sent } = simulate({ isStuck: true });
    line.run(60_000);
    expect(peers(line.events)).toEqual(['opening', 'stuck']);
    expect(line.events.filter(({ kind }) => kind === 'reopen')).toEqual([]);
    const aborts = sent(hex(ACK)).length;
    expect(aborts).toBeGreaterThan(10);
    expect(Math.abs(sent(SAM).length - aborts)).toBeLessThanOrEqual(1);
    line.replace(createPn532Emulator());
    line.run(3000);
    expect(peers(line.events).at(-1)).toBe('answering');
  });

  it('stays called stuck when it answers everything but looks', () => {
    // As a chip does that will not be talked out of looking for ever.
    const fault = new SimulatedLine(new Pn532Protocol(OPTIONS), createPn532Emulator(), (bytes, direction) =>
      direction === 'to-host' && hex(bytes).includes('D54B') ? [] : [{ bytes }],
    );
    fault.open();
    fault.run(30_000);
    expect(peers(fault.events)).toEqual(['opening', 'answering', 'stuck']);
  });

  it('is not understood when it refuses to be configured', () => {
    const { line } = simulate({ unknownCommands: [0x32] });
    line.run(5000);
    expect(peers(line.events)).toEqual(['opening', 'answering', 'not-understood']);
  });

  it('costs nothing but time when bytes are lost, doubled or spoilt on the way', () => {
    let count = 0;
    const line = new SimulatedLine(new Pn532Protocol(OPTIONS), createPn532Emulator(), bytes => {
      count += 1;
      const spoilt = Uint8Array.from(bytes);
      spoilt[count % spoilt.length] = 0xa5;
      if (count % 7 === 0) return [{ bytes: spoilt }];
      if (count % 11 === 0) return [];
      if (count % 13 === 0) return [{ bytes }, { bytes }];
      return [{ bytes: bytes.subarray(0, 3) }, { bytes: bytes.subarray(3) }];
    });
    line.open();
    line.present(UID);
    line.run(60_000);
    const read = uids(line);
    expect(read.length).toBeGreaterThan(20);
    expect(new Set(read)).toEqual(new Set([UID]));
  });
});
