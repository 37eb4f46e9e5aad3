import { describe, expect, it } from '@jest/globals';
import type { Finding, KioskWarning, Language } from '@tapclock/contracts';
import { aCard, anUnknownBadge, aRecorded, aVerdict } from '../testing/builders.ts';
import { announcement } from './announce.ts';
import { createFormat } from './format.ts';
import { findingText, NOTES_MAX, recordedNotes, warningText } from './notes.ts';
import { LANGUAGES, languageOf } from './words.ts';

const NOW = Date.parse('2026-11-23T04:58:12.345Z');
const FRIDAY = '2026-11-20T04:57:00.000Z';
const languages = Object.keys(LANGUAGES) as Language[];
const plain = (text: string) => text.replace(/\s/g, ' ');

const FINDINGS: { [Code in Finding['code']]: Extract<Finding, { code: Code }> } = {
  late: { code: 'late', seconds: 430, shiftStartsAt: '2026-11-23T05:00:00.000Z' },
  early: { code: 'early', seconds: 2_760, shiftEndsAt: '2026-11-23T13:00:00.000Z' },
  unscheduled: { code: 'unscheduled' },
  'unknown-badge': { code: 'unknown-badge' },
  duplicate: { code: 'duplicate', of: '0198c0de-0000-7000-8000-000000000001' },
  'wrong-order': { code: 'wrong-order', state: 'break' },
  'clock-off': { code: 'clock-off', seconds: -190 },
  'missing-clock-out': { code: 'missing-clock-out', clockedInAt: FRIDAY },
};
const WARNINGS: { [Code in KioskWarning['code']]: Extract<KioskWarning, { code: Code }> } = {
  late: { code: 'late', seconds: 430 },
  early: { code: 'early', seconds: 2_760 },
  unscheduled: { code: 'unscheduled' },
  'missing-clock-out': { code: 'missing-clock-out', clockedInAt: FRIDAY },
  'clock-suspect': { code: 'clock-suspect' },
};

describe.each(languages)('the words in %s', language => {
  const words = LANGUAGES[language];
  const format = createFormat(language, 'Europe/Berlin');

  it.each(Object.values(FINDINGS))('name the finding $code', finding => {
    expect(findingText(finding, words, format, NOW)).toMatch(/\S{3,}/);
  });

  it.each(Object.values(WARNINGS))('name the warning $code', warning => {
    expect(warningText(warning, words, format, NOW)).toMatch(/\S{3,}/);
  });

  it('fit on a kiosk: no remark is longer than three short lines', () => {
    for (const finding of Object.values(FINDINGS))
      expect(findingText(finding, words, format, NOW).length).toBeLessThanOrEqual(75);
  });

  it('never blame and never cheer', () => {
    const all = [...texts(words)].join('\n');
    expect(all).not.toMatch(
      /\b(error|failed|invalid|wrong|forgot|success|fehler|falsch(e|er)? eingabe|ungültig|vergessen)\b|!{2}/i,
    );
  });

  it('are never empty where something must be read', () => {
    const { farewell, ...rest } = words;
    for (const text of texts(rest)) expect(text.trim()).not.toBe('');
    expect(farewell['clock-out']).not.toBe('');
  });
});

describe('two languages', () => {
  it('differ in what a worker reads first', () => {
    expect(LANGUAGES.de.tapBadge).not.toBe(LANGUAGES.en.tapBadge);
    for (const action of ['clock-in', 'clock-out', 'break-start', 'break-end', 'job-change'] as const)
      expect(LANGUAGES.de.actions[action]).not.toBe(LANGUAGES.en.actions[action]);
  });

  it('start from the browser when no site is known', () => {
    expect(languageOf('de-AT')).toBe('de');
    expect(languageOf('pl')).toBe('en');
  });
});

describe('remarks on a recorded punch', () => {
  const { en } = LANGUAGES;
  const format = createFormat('en', 'Europe/Berlin');
  const codes = (over: Parameters<typeof aRecorded>[0]) =>
    recordedNotes(aRecorded(over), en, format, NOW).map(note => note.code);

  it('are the bridge’s own until the hub has spoken, then the hub’s', () => {
    const warnings = [WARNINGS.late];
    expect(codes({ warnings })).toEqual(['late']);
    expect(codes({ warnings, verdict: aVerdict() })).toEqual(['on-time']);
    expect(codes({ warnings, verdict: aVerdict({ findings: [FINDINGS.unscheduled] }) })).toEqual([
      'unscheduled',
    ]);
  });

  it('praise nothing before the verdict and nothing without a shift', () => {
    expect(codes({})).toEqual([]);
    expect(codes({ verdict: aVerdict({ shift: null }) })).toEqual([]);
    expect(codes({ action: 'break-start', verdict: aVerdict() })).toEqual([]);
    expect(codes({ action: 'clock-out', verdict: aVerdict() })).toEqual(['as-planned']);
  });

  it('put first what the person can act on, and are few', () => {
    const findings = [FINDINGS['clock-off'], FINDINGS.late, FINDINGS['missing-clock-out']];
    expect(codes({ verdict: aVerdict({ findings }) })).toEqual(['missing-clock-out', 'late']);
    expect(codes({ verdict: aVerdict({ findings }) }).length).toBe(NOTES_MAX);
  });

  it('say that a person will look when the hub has put a punch aside', () => {
    expect(codes({ delivery: 'quarantined', verdict: aVerdict() })).toEqual(['quarantined']);
  });

  it('tell what to do about a missing clock-out also without the hub', () => {
    const [note] = recordedNotes(aRecorded({ warnings: [WARNINGS['missing-clock-out']] }), en, format, NOW);
    expect(plain(note?.text ?? '')).toBe('No clock-out since Fri 05:57. Tell your supervisor when you left.');
  });

  it('read “7 min late” for 430 seconds', () => {
    expect(plain(findingText(FINDINGS.late, en, format, NOW))).toBe('7 min late');
  });
});

describe('the sentence for screen readers', () => {
  const { en } = LANGUAGES;
  const format = createFormat('en', 'Europe/Berlin');
  const said = (screen: Parameters<typeof announcement>[0]) => plain(announcement(screen, en, format, NOW));

  it('says result, name, time and remark', () => {
    expect(said(aRecorded({ verdict: aVerdict() }))).toBe('Clocked in, Maria S., 05:58. On time');
    expect(said(aCard())).toBe('Maria S., Clocked out. Clock in?');
    expect(said({ screen: 'refused', reason: 'journal-full' })).toContain('Not recorded');
    expect(said(anUnknownBadge())).toContain('Your tap is kept');
    expect(said(anUnknownBadge({ verdict: aVerdict() }))).toContain('Your tap counts');
  });

  it('is empty when nothing happened to anybody', () => {
    expect(said({ screen: 'idle' })).toBe('');
  });
});

function* texts(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'function') yield String((value as (...args: string[]) => string)('1', '2'));
  else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) yield* texts(inner);
}
