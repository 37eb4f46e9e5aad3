import { describe, expect, it } from '@jest/globals';
import { createPresentations } from './presentation.ts';

describe('presentation', () => {
  it('is one for as long as the badge is seen again within the window, counted from the last sighting', () => {
    const presentations = createPresentations(400);
    const seen = [0, 65, 465, 865, 1266].map(atMs => presentations.isNew('67003B51C6', atMs));
    expect(seen).toEqual([true, false, false, false, true]);
  });

  it('is one each for two badges that lie on the reader together', () => {
    const presentations = createPresentations(400);
    const seen = [0, 60, 120, 180, 240].map((atMs, index) =>
      presentations.isNew(index % 2 ? 'A' : 'B', atMs),
    );
    expect(seen).toEqual([true, true, false, false, false]);
  });

  it('begins anew when its last sighting is taken back', () => {
    const presentations = createPresentations(400);
    presentations.isNew('A', 0);
    presentations.forget('A');
    expect([presentations.isNew('A', 10), presentations.isNew('A', 20)]).toEqual([true, false]);
  });

  it('remembers a bounded number of badges and forgets the one unseen longest', () => {
    const presentations = createPresentations(400);
    for (let badge = 0; badge < 9; badge += 1) presentations.isNew(`badge-${badge}`, badge);
    expect(presentations.isNew('badge-8', 10)).toBe(false);
    expect(presentations.isNew('badge-1', 10)).toBe(false);
    expect(presentations.isNew('badge-0', 10)).toBe(true);
  });
});
