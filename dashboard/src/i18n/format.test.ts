import { describe, expect, it } from '@jest/globals';
import { createFormat } from './format.ts';

describe('moments within a text of the hub', () => {
  it('are read on the clock of the site, and the rest stays', () => {
    const text = 'Anna was quicker and let it go (2026-11-23T23:05:09.120Z). Read it again.';
    expect(createFormat('en', 'Europe/Berlin').moments(text)).toBe(
      'Anna was quicker and let it go (Tue 24 Nov, 00:05). Read it again.',
    );
    expect(createFormat('de', 'Europe/Berlin').moments('um 2026-11-23T23:05:09Z erledigt')).toBe(
      'um Di., 24. Nov., 00:05 erledigt',
    );
  });

  it('are dates that have no zone, too', () => {
    const { moments } = createFormat('en', 'America/Los_Angeles');
    expect(moments('8:00 h of rest after the shift of 2026-12-08; 11:00 h are needed.')).toBe(
      '8:00 h of rest after the shift of Tue 8 Dec; 11:00 h are needed.',
    );
  });
});
