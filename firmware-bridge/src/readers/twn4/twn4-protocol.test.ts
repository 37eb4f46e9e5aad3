import { describe, expect, it } from '@jest/globals';
import { line as text } from './frames.ts';
import { OPTIONS, peers, raws, simulate, UID, WIRES } from './simulate.ts';
import { createTwn4Emulator } from './twn4-emulator.ts';
import { ANSWER_TIMEOUT_MS, RESYNC_MS, Twn4Protocol } from './twn4-protocol.ts';

describe('a TWN4 and its protocol', () => {
  it('begin with a lone CR, the version and the tag types, and then look', () => {
    const { line, said } = simulate();
    line.run(130);
    expect(said()).toEqual([
      '> .',
      '> 0004FF.',
      '< 001D54574E342F42312E30332F434346312E35372F505253312E30332F5049.',
      '> 0502FFFFFFFFFFFFFFFF.',
      '< 00.',
      '> 050010.',
      '< 0000.',
    ]);
    expect(peers(line.events)).toEqual(['opening', 'answering']);
    expect(line.events).toContainEqual({
      ...{ kind: 'note', level: 'info', text: 'reader found' },
      facts: { version: 'TWN4/B1.03/CCF1.57/PRS1.03/PI' },
    });
  });

  it('look again every pollMs, and not more often', () => {
    const { line, sent } = simulate({}, { pollMs: 200 });
    line.run(10_000);
    const times = sent('050010').map(({ atMs }) => atMs);
    const gaps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
    expect(times.length).toBeGreaterThan(45);
    expect(new Set(gaps)).toEqual(new Set([200]));
  });

  it.each(WIRES)('understand each other in %s', (_, wireOf) => {
    const { line } = simulate({}, wireOf);
    line.run(500);
    line.present(UID);
    line.run(500);
    const cards = line.takeCards();
    expect(cards[0]).toMatchObject({
      technology: 'iso14443a',
      raw: UID,
      integrity: wireOf.crc ? 'crc16' : 'none',
    });
    expect(line.events.filter(({ kind }) => kind === 'discarded')).toEqual([]);
  });

  it.each([
    ['66CF4DC2', 'iso14443a:66CF4DC2'],
    ['em4100:67003B51C6', 'em4100:67003B51C6'],
    ['26:BD88EB80', 'wiegand:BD88EB80'],
  ])('read %s', (card, read) => {
    const { line } = simulate();
    line.run(300);
    line.present(card);
    line.run(300);
    expect(raws(line)[0]).toBe(read);
    line.remove();
    line.run(500);
    line.takeCards();
    line.run(1000);
    expect(raws(line)).toEqual([]);
  });

  it('read a HID Prox card by the formats of the site', () => {
    const { line } = simulate({}, { formats: ['H10302'] });
    line.present('37:0000006430');
    line.run(500);
    expect(line.takeCards()[0]).toMatchObject({ technology: 'wiegand', bits: 37, cardNumber: 1603 });
  });

  it('tell of the reader once, however often it was away', () => {
    const { line } = simulate();
    line.run(1000);
    line.replace(createTwn4Emulator(OPTIONS, { isSilent: true }));
    line.run(5000);
    line.replace(createTwn4Emulator(OPTIONS));
    line.run(5000);
    expect(peers(line.events)).toEqual(['opening', 'answering', 'no-answer', 'answering']);
    expect(line.events.filter(({ kind }) => kind === 'note')).toHaveLength(1);
  });

  it('refuse a tag that is no card, once while it lies there', () => {
    const { line } = simulate();
    line.run(300);
    line.present('26:CD22C700');
    line.run(3000);
    expect(line.events.filter(({ kind }) => kind === 'refused')).toEqual([
      { kind: 'refused', reason: 'parity' },
    ]);
    line.remove();
    line.run(2000);
    line.present('26:CD22C700');
    line.run(300);
    expect(line.events.filter(({ kind }) => kind === 'refused')).toHaveLength(2);
  });

  it('begin anew with a lone CR when the reader could not parse a request', () => {
    const fresh = simulate({ parserErrors: 1 });
    fresh.line.run(400);
    expect(fresh.said().slice(1, 5)).toEqual(['> 0004FF.', '< 05.', '> .', '> 0004FF.']);
    const used = simulate();
    used.line.run(1000);
    used.line.replace(createTwn4Emulator(OPTIONS, { parserErrors: 1 }));
    used.line.run(400);
    const tail = used.said().slice(used.said().indexOf('< 05.'));
    expect(tail.slice(0, 4)).toEqual(['< 05.', '> .', '> 050010.', '< 0000.']);
    for (const { line } of [fresh, used]) expect(peers(line.events)).toEqual(['opening', 'answering']);
  });
});

describe('the protocol by itself', () => {
  const searching = () => {
    const protocol = new Twn4Protocol(OPTIONS);
    protocol.open(0);
    protocol.tick(100);
    protocol.receive(text('000454574E34\r'), 101);
    const events = protocol.receive(text('00\r'), 102);
    expect(events).toMatchObject([{ kind: 'write', bytes: text('050010\r') }]);
    return protocol;
  };

  it('says nothing before it is opened', () => {
    const protocol = new Twn4Protocol(OPTIONS);
    expect(protocol.dueMs()).toBeNull();
    expect(protocol.receive(text('0000\r'), 0)).toMatchObject([{ kind: 'discarded', reason: 'unexpected' }]);
  });

  it('takes what comes before its first request for no answer', () => {
    const protocol = new Twn4Protocol(OPTIONS);
    protocol.open(0);
    expect(protocol.receive(text('05\r'), 1)).toMatchObject([{ kind: 'discarded', reason: 'resync' }]);
    expect(protocol.dueMs()).toBe(RESYNC_MS);
  });

  it('takes an answer in single bytes', () => {
    const protocol = searching();
    const events = [...text('000180200466CF4DC2\r')].flatMap(byte =>
      protocol.receive(Uint8Array.of(byte), 110),
    );
    expect(events).toMatchObject([{ kind: 'read', card: { raw: '66CF4DC2' } }]);
  });

  it('takes the first answer only', () => {
    const events = searching().receive(text('000180200466CF4DC2\r000180200466CF4DC3\r'), 110);
    expect(events).toMatchObject([{ kind: 'read' }, { kind: 'discarded', reason: 'unexpected' }]);
  });

  it('reads no card from an answer that is not whole, and asks again', () => {
    const spoilt = [
      '000180200466CF4D\r',
      '00018020000180200466CF4DC2\r',
      '0001x0200466CF4DC2\r',
      '0700\r',
      '0100\r',
    ];
    for (const answer of spoilt) {
      const protocol = searching();
      const events = protocol.receive(text(answer), 110);
      expect(events.filter(({ kind }) => kind === 'read')).toEqual([]);
      expect(events.filter(({ kind }) => kind === 'discarded').length).toBeGreaterThan(0);
      expect(events.filter(({ kind }) => kind === 'write')).toEqual([{ kind: 'write', bytes: text('\r') }]);
      expect(protocol.tick(110 + RESYNC_MS)).toMatchObject([{ kind: 'write', bytes: text('050010\r') }]);
    }
  });

  it('takes a CR that stands alone for nothing', () => {
    const protocol = searching();
    expect(protocol.receive(text('\r0000\r'), 110)).toMatchObject([{ kind: 'discarded', reason: 'empty' }]);
    expect(protocol.dueMs()).toBe(252);
  });

  it('waits a second and a half for an answer', () => {
    const protocol = searching();
    expect(protocol.dueMs()).toBe(102 + ANSWER_TIMEOUT_MS);
    expect(protocol.tick(101 + ANSWER_TIMEOUT_MS)).toEqual([]);
    expect(protocol.tick(102 + ANSWER_TIMEOUT_MS)).toEqual([{ kind: 'write', bytes: text('\r') }]);
  });
});
