import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Instant } from './primitives.ts';

describe('Instant', () => {
  it('takes every moment that a Date can name, as the Date spells it', () => {
    const years = { min: new Date('0000-01-01T00:00:00.000Z'), max: new Date('9999-12-31T23:59:59.999Z') };
    fc.assert(
      fc.property(fc.date({ ...years, noInvalidDate: true }), date => {
        expect(Instant.safeParse(date.toISOString()).success).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('agrees with Date about fields of any size', () => {
    const field = (max: number) => fc.integer({ min: 0, max });
    const two = (value: number) => String(value).padStart(2, '0');
    fc.assert(
      fc.property(
        field(9999),
        field(14),
        field(33),
        field(25),
        field(61),
        field(61),
        (y, mo, d, h, mi, s) => {
          const text = `${String(y).padStart(4, '0')}-${two(mo)}-${two(d)}T${two(h)}:${two(mi)}:${two(s)}.000Z`;
          const epochMs = Date.parse(text);
          const isReal = Number.isFinite(epochMs) && new Date(epochMs).toISOString() === text;
          expect(Instant.safeParse(text).success).toBe(isReal);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it.each(['2024-02-29T00:00:00.000Z', '2000-02-29T00:00:00.000Z'])('knows the leap day %s', text =>
    expect(Instant.parse(text)).toBe(text),
  );

  it.each([
    '2026-02-29T00:00:00.000Z',
    '1900-02-29T00:00:00.000Z',
    '2026-04-31T00:00:00.000Z',
    '2026-01-01T24:00:00.000Z',
    '2026-01-01T00:00:60.000Z',
    '+02026-01-01T00:00:00.000Z',
    '2026-01-01T00:00:00.000+00:00',
  ])('refuses %s', text => expect(Instant.safeParse(text).success).toBe(false));
});
