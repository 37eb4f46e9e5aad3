import { describe, expect, it } from '@jest/globals';
import { aPerson, aShift, at, type Tap } from '../../test/support/builders.ts';
import { BOARD_LIMITS } from '../domain/limits.ts';
import { factsOf } from '../domain/person-facts.ts';
import { statusOf } from '../domain/person-status.ts';
import { siteDay } from '../domain/site-day.ts';
import { createFormat } from './format.ts';
import { findingText, rowText, statusSentence } from './status-text.ts';
import { pickLanguage, wordsOf } from './words.ts';

const berlin = { en: createFormat('en', 'Europe/Berlin'), de: createFormat('de', 'Europe/Berlin') };

function texts(language: 'en' | 'de', taps: Tap[], nowMs: number) {
  const person = aPerson(taps, { shifts: [aShift('06:00', '14:00')] });
  const status = statusOf(factsOf(person), nowMs, siteDay(nowMs, 'Europe/Berlin'), BOARD_LIMITS);
  const words = wordsOf(language);
  const row = rowText(status, words, berlin[language]);
  return {
    row: `${row.time} ${row.state}, ${row.detail}`,
    sentence: statusSentence(status, nowMs, words, berlin[language]),
  };
}

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('words on the board', () => {
  it('speaks the first language of the browser that it knows, unless one was chosen', () => {
    expect(pickLanguage(null, ['fr-FR', 'de-AT', 'en'])).toBe('de');
    expect(pickLanguage('en', ['de'])).toBe('en');
    expect(pickLanguage('xx', ['pl'])).toBe('en');
  });

  it('writes times as people at the site do', () => {
    expect(berlin.en.time(at('06:07'))).toBe('06:07');
    expect(berlin.de.date(at('06:07'))).toBe('Montag, 23. November');
    const dayton = createFormat('en', 'America/New_York');
    expect(plain(dayton.time(at('18:07')).replace('\u202f', ' '))).toBe('12:07 PM');
    expect(dayton.hour(at('18:07'))).toBe('12');
    expect(berlin.en.hour(at('06:07'))).toBe('06');
  });

  it('names the weekday only of another day', () => {
    expect(berlin.en.moment(at('06:07'), at('10:00'))).toBe('06:07');
    expect(berlin.en.moment(at('22:00', -1), at('10:00'))).toBe('Sun 22:00');
  });

  it('never rounds minutes up', () => {
    expect([0, 59, 60, 3599, 3600, 4260].map(seconds => plain(berlin.en.span(seconds)))).toEqual([
      '0 min',
      '0 min',
      '1 min',
      '59 min',
      '1 h',
      '1 h 11 min',
    ]);
  });

  it('says it plainly in English', () => {
    const late = texts('en', [['clock-in', at('06:07')]], at('06:10'));
    expect(plain(late.row)).toBe('06:07 Late, 7 min');
    expect(plain(late.sentence)).toBe('Came at 06:07, 7 min late.');
    expect(plain(texts('en', [], at('06:10')).sentence)).toBe(
      'The shift began at 06:00, 10 min ago. No tap yet.',
    );
  });

  it('says it plainly in German', () => {
    const missing = texts('de', [], at('06:10'));
    expect(plain(missing.row)).toBe('06:00 Fehlt, 10 min');
    expect(plain(missing.sentence)).toBe('Die Schicht begann um 06:00, vor 10 min. Noch keine Stempelung.');
  });

  it('puts every finding into words', () => {
    const words = wordsOf('en');
    const say = (finding: Parameters<typeof findingText>[0]) =>
      plain(findingText(finding, at('10:00'), words, berlin.en));
    expect(say({ code: 'late', seconds: 420, shiftStartsAt: '2026-11-23T05:00:00.000Z' })).toBe('7 min late');
    expect(say({ code: 'clock-off', seconds: -190 })).toBe('terminal clock was 3 min slow');
    expect(say({ code: 'wrong-order', state: 'in' })).toBe('was already in');
    expect(say({ code: 'missing-clock-out', clockedInAt: '2026-11-22T05:00:00.000Z' })).toBe(
      'no clock-out since Sun 06:00',
    );
  });
});
