import { describe, expect, it } from '@jest/globals';
import { isBorn, readBirthDate } from './birth-date.ts';

describe('a date of birth in a file', () => {
  it.each([
    ['2009-05-31', '2009-05-31'],
    ['31.05.2009', '2009-05-31'],
    ['1.5.2009', '2009-05-01'],
    ['29.2.2008', '2008-02-29'],
  ])('%s is %s', (text, date) => {
    expect(readBirthDate(text)).toBe(date);
  });

  it.each(['05/31/2009', '31.5.09', '31.4.2009', '29.2.2009', '31.12.1899', '39964', 'May 31, 2009', ''])(
    'is not %j',
    text => {
      expect(readBirthDate(text)).toBeNull();
    },
  );
});

describe('somebody', () => {
  it('is born on the day on which their site has that date', () => {
    const nowMs = Date.parse('2026-06-14T22:30:00.000Z');
    expect(isBorn('2026-06-15', nowMs, 'Europe/Berlin')).toBe(true);
    expect(isBorn('2026-06-15', nowMs, 'Europe/London')).toBe(false);
    expect(isBorn('2026-06-16', nowMs, 'Europe/Berlin')).toBe(false);
  });
});
