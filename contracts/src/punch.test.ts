import { describe, expect, it } from '@jest/globals';
import type { PersonState, Punch } from './index.ts';
import { mayFollow, PunchAction, receiptCode, signedText, stateAfter } from './index.ts';

describe('stateAfter', () => {
  it.each<[PunchAction, PersonState | null]>([
    ['clock-in', 'in'],
    ['clock-out', 'out'],
    ['break-start', 'break'],
    ['break-end', 'in'],
    ['job-change', 'in'],
    ['auto', null],
  ])('after %s a person is %p', (action, state) => expect(stateAfter(action)).toBe(state));
});

describe('mayFollow', () => {
  it.each<[PersonState, PunchAction[]]>([
    ['out', ['clock-in', 'auto']],
    ['in', ['clock-out', 'break-start', 'job-change', 'auto']],
    ['break', ['clock-out', 'break-end', 'auto']],
  ])('allows from %s exactly %p', (state, allowed) => {
    expect(PunchAction.options.filter(action => mayFollow(state, action)).sort()).toEqual(allowed.sort());
  });

  it('leaves a way out of every state', () => {
    for (const state of ['in', 'break', 'out'] as const) {
      expect(PunchAction.options.some(action => action !== 'auto' && mayFollow(state, action))).toBe(true);
    }
  });
});

describe('receiptCode', () => {
  // Worked by hand: 40 bits are eight groups of five, the first group in the first letter.
  it.each([
    ['0000000000', '0000-0000'],
    ['ffffffffff', 'ZZZZ-ZZZZ'],
    ['0000000001', '0000-0001'],
    ['8000000000', 'G000-0000'],
    ['00443214c7', '0123-4567'],
    ['4254b635cf', '89AB-CDEF'],
  ])('of %s... is %s', (start, code) => expect(receiptCode(start.padEnd(64, 'a'))).toBe(code));

  it('uses no letter that is mistaken for another', () => {
    const codes = Array.from({ length: 32 }, (_, n) =>
      receiptCode((n << 3).toString(16).padStart(2, '0').padEnd(64, '0')),
    );
    expect(codes.map(code => code.charAt(0)).join('')).toBe('0123456789ABCDEFGHJKMNPQRSTVWXYZ');
  });
});

describe('signedText', () => {
  it('has one line for each thing that must not be changed', () => {
    const batch = {
      terminal: 'gate-2',
      boot: 1_795_327_200,
      from: 7,
      punches: [aPunch(7), aPunch(8)],
      head: 'b5'.repeat(32),
      sent: { at: '2026-11-23T05:58:14.010Z', uptimeMs: null },
    };
    expect(signedText(batch)).toBe(
      `tapclock punch batch 1\ngate-2\n1795327200\n7\n2\n${'b5'.repeat(32)}\n2026-11-23T05:58:14.010Z\n-`,
    );
    expect(signedText({ ...batch, sent: { ...batch.sent, uptimeMs: 0 } })).toMatch(/\n0$/);
  });
});

function aPunch(sequence: number): Punch {
  return {
    punchId: '019ab000-0000-7000-8000-000000000001',
    sequence,
    action: 'clock-in',
    employee: null,
    credential: null,
    identifiedBy: 'pin',
    assurance: 'knowledge',
    reader: null,
    occurredAt: '2026-11-23T05:58:12.345Z',
    utcOffsetMinutes: 60,
    zone: 'Europe/Berlin',
    uptimeMs: 1,
    clockOffsetMs: null,
    offline: false,
    chosenBy: 'worker',
  };
}
