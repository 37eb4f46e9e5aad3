import { describe, expect, it } from '@jest/globals';
import { NotificationKind } from '@tapclock/contracts';
import { MAIL_SENTENCES_MAX, mailText } from './mail-text.ts';
import { sentenceOf } from './sentences.ts';

const DAY = { from: '2026-11-26', to: '2026-11-26' };
const LINK = 'https://clock.example';

describe('a sentence', () => {
  it.each(NotificationKind.options)('says what happened in every language: %s', kind => {
    const told = { kind, site: 'werk-nord', about: { ...DAY, group: 'weekly', terminal: 'gate-1' } };
    const [en, de] = [sentenceOf(told, 'en'), sentenceOf(told, 'de')];
    expect(en).toMatch(/^[A-Z][^{}]{15,}\.$/);
    expect(de).toMatch(/^[A-Z][^{}]{15,}\.$/);
    expect(en).not.toBe(de);
    expect(`${en}${de}`).not.toContain('undefined');
  });

  it('has dates as its readers write them', () => {
    const told = {
      kind: 'schedule-published' as const,
      site: null,
      about: { from: '2026-11-02', to: '2026-11-08' },
    };
    expect(sentenceOf(told, 'en')).toBe('Your schedule from 2 Nov 2026 to 8 Nov 2026 was published.');
    expect(sentenceOf(told, 'de')).toBe('Ihr Dienstplan vom 02.11.2026 bis 08.11.2026 wurde veröffentlicht.');
  });

  it('says what was decided', () => {
    const about = { ...DAY, what: 'leave', state: 'refused' };
    expect(sentenceOf({ kind: 'request-decided', site: null, about }, 'en')).toBe(
      'Your request for leave on 26 Nov 2026 was refused.',
    );
  });
});

describe('a mail', () => {
  const told = { kind: 'question-asked' as const, site: 'werk-nord', about: DAY };

  it('has the same sentences as text and as HTML, the way in, and where to choose', () => {
    const { subject, text, html } = mailText([told, { ...told, kind: 'shift-offered' }], 'de', LINK);
    expect(subject).toBe('Tapclock: 2 Mitteilungen');
    for (const part of ['Sie wurden etwas gefragt am 26.11.2026', LINK, 'Einstellungen']) {
      expect(text).toContain(part);
      expect(html).toContain(part);
    }
    expect(html).toContain('<html lang="de">');
  });

  it('has no link where nobody knows the address', () => {
    const { text, html } = mailText([told], 'en', null);
    expect(`${text}${html}`).not.toMatch(/http|href|null/);
  });

  it('lets nothing through that means something in HTML', () => {
    const about = { ...DAY, group: '<img src=x onerror=alert(1)>"&\'' };
    const { subject, html } = mailText([{ kind: 'period-changed', site: null, about }], 'en', LINK);
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&amp;&#39;');
    expect(html).not.toContain('<img');
    expect(subject).toBe('Tapclock: a notification');
  });

  it('names so many things and no more', () => {
    const many = Array.from({ length: MAIL_SENTENCES_MAX + 3 }, () => told);
    const { subject, text } = mailText(many, 'en', null);
    expect(text.match(/^- /gm)).toHaveLength(MAIL_SENTENCES_MAX + 1);
    expect(text).toContain('- and 3 more');
    expect(subject).toBe(`Tapclock: ${MAIL_SENTENCES_MAX + 3} notifications`);
  });
});
