import { describe, expect, it } from '@jest/globals';
import { boardWindow } from './day-window.ts';

describe('boardWindow', () => {
  it("counts days on the site's calendar, over a change of clocks too", () => {
    expect(boardWindow(Date.parse('2026-10-24T23:30:00Z'), 'Europe/Berlin')).toEqual({
      from: '2026-10-23T22:00:00.000Z',
      to: '2026-10-26T23:00:00.000Z',
    });
  });
});
