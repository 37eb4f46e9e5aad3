import { describe, expect, it } from '@jest/globals';
import { PAIRING_CODE_ALPHABET, PairingCode } from '@tapclock/contracts';
import { pairingCodeFrom } from './pairing-code.ts';
import { type PairingMarks, pairingStateAt } from './pairing-state.ts';

const T0 = Date.parse('2026-11-23T06:00:00.000Z');
const at = (ms: number) => new Date(T0 + ms).toISOString();
const open: PairingMarks = {
  expiresAt: at(600_000),
  supersededAt: null,
  approvedAt: null,
  acknowledgedAt: null,
};

describe('a pairing', () => {
  it.each([
    ['is open until the moment its time is up', open, 599_999, 'open'],
    ['is expired from that moment on', open, 600_000, 'expired'],
    ['can be fetched once it is approved', { ...open, approvedAt: at(1) }, 2, 'approved'],
    ['is expired when nobody fetched it', { ...open, approvedAt: at(1) }, 600_000, 'expired'],
    ['is done when the kiosk says so', { ...open, approvedAt: at(1), acknowledgedAt: at(2) }, 3, 'done'],
    ['stays done for ever', { ...open, approvedAt: at(1), acknowledgedAt: at(2) }, 9e9, 'done'],
    ['is superseded by the next of its kiosk', { ...open, supersededAt: at(1) }, 2, 'superseded'],
    ['is superseded though approved', { ...open, approvedAt: at(1), supersededAt: at(2) }, 3, 'superseded'],
  ] as const)('%s', (_case, marks, ms, state) => {
    expect(pairingStateAt(marks, T0 + ms)).toBe(state);
  });
});

describe('a code', () => {
  it('has no two characters that look alike', () => {
    for (const alike of ['0OQ', '1IL', '2Z', '5S', '6G', '8B', 'UV']) {
      const present = [...alike].filter(character => PAIRING_CODE_ALPHABET.includes(character));
      expect(present.length).toBeLessThanOrEqual(1);
    }
    expect(new Set(PAIRING_CODE_ALPHABET).size).toBe(PAIRING_CODE_ALPHABET.length);
  });

  it('gives every character the same number of bytes', () => {
    const times = new Map<string, number>();
    for (let byte = 0; byte < 256; byte += 1) {
      const code = pairingCodeFrom(new Uint8Array(8).fill(byte));
      if (code === null) continue;
      expect(PairingCode.parse(code)).toBe(code);
      times.set(code, (times.get(code) ?? 0) + 1);
    }
    expect(times.size).toBe(PAIRING_CODE_ALPHABET.length);
    expect(new Set(times.values()).size).toBe(1);
  });

  it('is not made of too few fair bytes', () => {
    expect(pairingCodeFrom(new Uint8Array(32).fill(255))).toBeNull();
    expect(pairingCodeFrom(new Uint8Array(7))).toBeNull();
  });
});
