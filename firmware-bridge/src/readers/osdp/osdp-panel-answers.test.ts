import { describe, expect, it } from '@jest/globals';
import { NAK, REPLY } from './osdp-codes.ts';
import { AT_ODDS } from './osdp-peripheral.ts';
import {
  answersOf,
  askedOn,
  CARD,
  changes,
  conversationOn,
  eventsOf,
  lineOf,
  plainly,
  repeatedOn,
  SECURED_READ,
  SITE_KEY,
  statesOn,
} from './testing/panel-line.ts';

describe('a reader that is gone', () => {
  it('is told as silent after four times the reply timeout, and found when it is back', () => {
    const { line, knobs } = lineOf();
    line.run(1000);
    knobs.isSilent = true;
    line.run(700);
    expect(statesOn(line)).toEqual(['answering']);
    line.run(400);
    expect(statesOn(line)).toEqual(['answering', 'no-answer']);
    line.run(60_000);
    knobs.isSilent = false;
    line.run(12_000);
    expect(statesOn(line)).toEqual(['answering', 'no-answer', 'answering']);
    line.present(CARD);
    line.run(500);
    expect(line.takeCards()).toHaveLength(1);
  });

  it('and comes back is a new acquaintance: its long silence is not held against it', () => {
    const { line, knobs } = lineOf({ knobs: { isSilent: true } });
    line.run(300_000);
    knobs.isSilent = false;
    line.run(11_000);
    knobs.nak = { code: NAK.sequence, times: 1 };
    line.run(1000);
    expect(statesOn(line)).toEqual(['no-answer', 'answering']);
    expect(conversationOn(line).at(-1)?.mac).toBe('valid');
    knobs.isSilent = true;
    line.run(1500);
    knobs.isSilent = false;
    line.run(1500);
    expect(statesOn(line)).toEqual(['no-answer', 'answering', 'no-answer', 'answering']);
  });

  it('is asked ever more seldom', () => {
    const { line } = lineOf({ knobs: { isSilent: true } });
    line.run(120_000);
    expect(statesOn(line)).toEqual(['no-answer']);
    const times = line.messages.map(({ atMs }) => atMs);
    expect(times.slice(0, 4).map((atMs, index) => atMs - (times[index - 1] ?? 0))).toEqual([
      0, 710, 1210, 2210,
    ]);
    expect(times.length).toBeLessThan(20);
  });

  it('does not slow the others on its line', () => {
    const panel = [0, 1, 2].map(address => ({ scbk: SITE_KEY, address }));
    const count = (readers: { address: number; scbk: string }[]) => {
      const { line } = lineOf({ panel, readers });
      line.run(60_000);
      return answersOf(line, 0);
    };
    const everyone = panel.map(({ address, scbk }) => ({ address, scbk }));
    const alone = count(everyone.slice(0, 1));
    expect(count(everyone)).toBeGreaterThan(900);
    expect(alone).toBeGreaterThan(count(everyone) * 0.9);
  });

  it('had its power cut: it is met again as after the start', () => {
    const { line, emulator } = lineOf();
    line.run(500);
    emulator.powerCycle();
    line.run(2000);
    line.present(CARD);
    line.run(500);
    expect(line.takeCards()).toHaveLength(1);
    expect(conversationOn(line).filter(({ view }) => view.name === 'CHLNG')).toHaveLength(2);
  });
});

describe('what a reader answers instead', () => {
  it('BUSY: the same command again later, with the same bytes, until it is done', () => {
    const { line, knobs } = lineOf();
    line.run(500);
    line.present(CARD);
    knobs.busyTimes = 3;
    line.run(2000);
    expect(repeatedOn(line)).toHaveLength(3);
    expect(line.takeCards()).toHaveLength(1);
    expect(statesOn(line)).toEqual([]);
  });

  it('BUSY for ever: told, and begun anew', () => {
    const { line, knobs } = lineOf();
    line.run(500);
    knobs.busyTimes = 1_000_000;
    line.run(60_000);
    expect(statesOn(line).at(-1)).toBe('busy');
    knobs.busyTimes = 0;
    line.run(120_000);
    expect(statesOn(line).at(-1)).toBe('answering');
  });

  it('NAK 01 to the first CRC: the checksum from then on', () => {
    const { line } = lineOf({ knobs: { isChecksumOnly: true } });
    line.run(1000);
    expect(statesOn(line)).toEqual(['answering']);
    expect(
      new Set(
        conversationOn(line)
          .slice(2)
          .map(({ frame }) => frame.isCrc),
      ),
    ).toEqual(new Set([false]));
    line.present(CARD);
    line.run(500);
    expect(line.takeCards()).toMatchObject([SECURED_READ]);
  });

  it('NAK 01 where the CRC was asked for, or later on: the same again, a few times', () => {
    const strict = lineOf({ panel: [{ scbk: SITE_KEY, checksum: 'crc' }], knobs: { isChecksumOnly: true } });
    strict.line.run(5000);
    expect(statesOn(strict.line)).toEqual(['check-refused']);
    let times = 0;
    let isPoll = false;
    const { line } = lineOf({
      fault: (bytes, direction) => {
        if (direction === 'to-reader') isPoll = bytes.length === 14;
        if (direction === 'to-reader' || !isPoll || times === 0) return [{ bytes }];
        times -= 1;
        return changes('to-host', frame => plainly(frame, REPLY.NAK, NAK.check))(bytes, direction);
      },
    });
    line.run(500);
    times = 2;
    line.run(1000);
    expect(repeatedOn(line)).toHaveLength(2);
    expect(statesOn(line)).toEqual(['answering']);
    expect(conversationOn(line).at(-1)?.frame.isCrc).toBe(true);
  });

  it('is asked with the checksum at once where that is set', () => {
    const { line } = lineOf({ panel: [{ scbk: SITE_KEY, checksum: 'sum' }] });
    line.run(500);
    expect(new Set(conversationOn(line).map(({ frame }) => frame.isCrc))).toEqual(new Set([false]));
    expect(statesOn(line)).toEqual(['answering']);
  });

  it('NAK 04: from sequence 0 again, at once', () => {
    const { line, knobs } = lineOf();
    line.run(500);
    knobs.nak = { code: NAK.sequence, times: 1 };
    line.run(500);
    expect(statesOn(line)).toEqual(['answering']);
    expect(askedOn(line).filter(name => name === 'ID')).toHaveLength(2);
    expect(eventsOf(line, 'note').at(-1)).toMatchObject({ facts: { problem: 'bad-sequence' } });
  });

  it('NAK 06 inside a session: from sequence 0 again; ever later if it goes on, and told', () => {
    const { line, knobs } = lineOf();
    line.run(500);
    knobs.nak = { code: NAK.securityConditions, times: 1 };
    line.run(500);
    expect(statesOn(line)).toEqual(['answering']);
    knobs.nak = { code: NAK.securityConditions, times: 1000 };
    line.run(60_000);
    expect(statesOn(line).length).toBeGreaterThan(1);
    knobs.nak = { code: 0, times: 0 };
    line.run(70_000);
    expect(statesOn(line).at(-1)).toBe('answering');
  });

  it('another sequence number: dropped, and begun anew', () => {
    const { line, knobs } = lineOf();
    line.run(500);
    line.present(CARD);
    knobs.wrongSequenceTimes = 1;
    line.run(1000);
    expect(line.takeCards()).toEqual([]);
    expect(askedOn(line).filter(name => name === 'ID')).toHaveLength(2);
  });

  it('a wrong MAC: nothing of it is believed, and a new session is made', () => {
    const { line, knobs } = lineOf();
    line.run(500);
    line.present(CARD);
    knobs.badMacTimes = 1;
    line.run(1000);
    expect(eventsOf(line, 'read')).toEqual([]);
    expect(eventsOf(line, 'note').at(-1)).toMatchObject({ level: 'warn', facts: { problem: 'bad-mac' } });
    expect(conversationOn(line).filter(({ view }) => view.name === 'CHLNG')).toHaveLength(2);
    line.present(CARD);
    line.run(500);
    expect(line.takeCards()).toMatchObject([SECURED_READ]);
  });

  it('a wrong MAC each time: told, and tried ever more seldom', () => {
    const { line, knobs } = lineOf();
    line.run(500);
    knobs.badMacTimes = 1_000_000;
    line.run(300_000);
    expect(statesOn(line)).toContain('bad-mac');
    const handshakes = askedOn(line).filter(name => name === 'CHLNG').length;
    expect(handshakes).toBeLessThan(20);
    knobs.badMacTimes = 0;
    line.run(AT_ODDS.maxMs + 1000);
    expect(statesOn(line).at(-1)).toBe('answering');
  });

  it('a card in plain, from whoever is on the wire: not read, and the session is made anew', () => {
    let isArmed = false;
    const { line } = lineOf({
      fault: changes('to-host', frame => {
        if (!isArmed || frame.code !== REPLY.ACK) return null;
        isArmed = false;
        return plainly(frame, REPLY.RAW, 0, 1, 26, 0, 0x9d, 0xa8, 0xe3, 0);
      }),
    });
    line.run(500);
    isArmed = true;
    line.run(1000);
    expect(isArmed).toBe(false);
    expect(eventsOf(line, 'read')).toEqual([]);
    expect(eventsOf(line, 'note').at(-1)).toMatchObject({ facts: { problem: 'unexpected-plain' } });
    expect(statesOn(line)).toEqual(['answering']);
  });
});
