import { describe, expect, it } from '@jest/globals';
import { blocker, blockersKnowing } from './blockers.ts';

const missing = blocker('MISSING_OUT', '2026-11-03', ['a']);
const pending = blocker('PENDING');
const codes = (...given: Parameters<typeof blockersKnowing>) =>
  blockersKnowing(...given).map(({ code }) => code);
const knowing = (accepted: string[], datesNotAttested: string[] = []) => ({
  acceptedFindings: new Set(accepted),
  datesNotAttested,
});

describe('blockers, when one knows what was decided elsewhere', () => {
  it('are without what was accepted in the inbox, of that date and punch and no other', () => {
    expect(codes([missing, pending], knowing(['2026-11-03 MISSING_OUT a']), [])).toEqual(['PENDING']);
    const others = ['2026-11-04 MISSING_OUT a', '2026-11-03 MISSING_IN a', '2026-11-03 MISSING_OUT b'];
    expect(codes([missing], knowing(others), [])).toEqual(['MISSING_OUT']);
  });

  it('have one for hours that are not attested, unless the approval accepts it', () => {
    const unattested = knowing([], ['2026-11-04', '2026-11-05']);
    expect(blockersKnowing([], unattested, [])).toEqual([blocker('NOT_ATTESTED', '2026-11-04')]);
    expect(codes([missing], unattested, ['NOT_ATTESTED'])).toEqual(['MISSING_OUT']);
  });
});
