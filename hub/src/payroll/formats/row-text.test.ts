import { describe, expect, it } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { csvRow } from './row-text.ts';

describe('a row of CSV', () => {
  it.each([',', '"', '\r\n'])('has quotes around a cell with %j in it', special => {
    const cells = ['plain', `one${special}two`];
    expect(csvRow(cells)).toBe(stringify([cells], { record_delimiter: '\r\n' }));
    expect(csvRow(cells)).toContain('"one');
  });

  it('is what the CSV library writes, whether a cell needs quotes or not', () => {
    const cell = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom('a', 'ß', ' ', ',', '"', '\r', '\n', ';', "'", '=', '\u2028') }),
    );
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), cells => {
        expect(csvRow(cells)).toBe(stringify([cells], { record_delimiter: '\r\n' }));
      }),
    );
  });
});
