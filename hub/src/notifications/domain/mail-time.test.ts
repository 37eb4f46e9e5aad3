import { describe, expect, it } from '@jest/globals';
import { MAILS_PER_DAY_MAX, MAILS_RESERVED } from '@tapclock/contracts';
import { type MailQuestion, mailTime } from './mail-time.ts';

const BERLIN = 'Europe/Berlin';
const NIGHT = { from: '22:00', to: '06:00', exceptUrgent: true };

function timeOf(now: string, more: Partial<MailQuestion> = {}): string {
  const question = {
    zone: BERLIN,
    quiet: NIGHT,
    urgent: false,
    fromColleagues: false,
    mailsToday: 0,
    ...more,
  };
  return new Date(mailTime({ nowMs: Date.parse(now), ...question })).toISOString();
}

describe('a mail', () => {
  it('goes at once outside of quiet hours, and where there are none', () => {
    expect(timeOf('2026-11-26T12:00:00.000Z')).toBe('2026-11-26T12:00:00.000Z');
    expect(timeOf('2026-11-26T23:00:00.000Z', { quiet: null })).toBe('2026-11-26T23:00:00.000Z');
  });

  it('waits for the end of quiet hours across midnight', () => {
    // 22:00, 23:30 and 05:59 in Berlin
    for (const now of ['2026-11-26T21:00:00.000Z', '2026-11-26T22:30:00.000Z', '2026-11-27T04:59:59.999Z'])
      expect(timeOf(now)).toBe('2026-11-27T05:00:00.000Z');
  });

  it('goes in the minute before they begin and in the one at which they end', () => {
    for (const now of ['2026-11-26T20:59:59.999Z', '2026-11-27T05:00:00.000Z']) expect(timeOf(now)).toBe(now);
  });

  it('waits for the end of quiet hours within a day', () => {
    const quiet = { from: '12:00', to: '13:30', exceptUrgent: false };
    expect(timeOf('2026-11-26T11:15:00.000Z', { quiet })).toBe('2026-11-26T12:30:00.000Z');
    expect(timeOf('2026-11-26T10:59:00.000Z', { quiet })).toBe('2026-11-26T10:59:00.000Z');
  });

  it('that is urgent breaks through only where that was chosen', () => {
    const now = '2026-11-26T22:30:00.000Z';
    expect(timeOf(now, { urgent: true })).toBe(now);
    expect(timeOf(now, { urgent: true, quiet: { ...NIGHT, exceptUrgent: false } })).toBe(
      '2026-11-27T05:00:00.000Z',
    );
  });

  it('waits for the wall clock when the clocks are put forward or back', () => {
    // 29 March 2026: 02:00 to 03:00; the night is an hour shorter
    expect(timeOf('2026-03-28T22:00:00.000Z')).toBe('2026-03-29T04:00:00.000Z');
    // 25 October 2026: 03:00 to 02:00; an hour longer
    expect(timeOf('2026-10-24T21:00:00.000Z')).toBe('2026-10-25T05:00:00.000Z');
  });

  it('waits for the second time where quiet hours end at one that comes twice, and until after the gap', () => {
    const quiet = { from: '22:00', to: '02:30', exceptUrgent: false };
    expect(timeOf('2026-10-24T22:00:00.000Z', { quiet })).toBe('2026-10-25T01:30:00.000Z');
    expect(timeOf('2026-10-25T01:15:00.000Z', { quiet })).toBe('2026-10-25T01:30:00.000Z');
    expect(timeOf('2026-03-29T00:30:00.000Z', { quiet })).toBe('2026-03-29T01:30:00.000Z');
  });

  it('beyond those of a day goes on the next morning, after quiet hours', () => {
    const mailsToday = MAILS_PER_DAY_MAX;
    expect(timeOf('2026-11-26T12:00:00.000Z', { mailsToday })).toBe('2026-11-27T06:00:00.000Z');
    expect(timeOf('2026-11-26T12:00:00.000Z', { mailsToday: mailsToday - 1 })).toBe(
      '2026-11-26T12:00:00.000Z',
    );
    const quiet = { ...NIGHT, to: '08:00' };
    expect(timeOf('2026-11-26T12:00:00.000Z', { mailsToday, quiet })).toBe('2026-11-27T07:00:00.000Z');
  });

  it('of what colleagues bring about leaves some of a day for the rest', () => {
    const [now, mailsToday] = ['2026-11-26T12:00:00.000Z', MAILS_PER_DAY_MAX - MAILS_RESERVED];
    expect(timeOf(now, { mailsToday, fromColleagues: true })).toBe('2026-11-27T06:00:00.000Z');
    expect(timeOf(now, { mailsToday: mailsToday - 1, fromColleagues: true })).toBe(now);
    expect(timeOf(now, { mailsToday })).toBe(now);
  });

  it('is never quiet where both times are the same', () => {
    const quiet = { from: '08:00', to: '08:00', exceptUrgent: false };
    expect(timeOf('2026-11-26T07:00:00.000Z', { quiet })).toBe('2026-11-26T07:00:00.000Z');
  });
});
