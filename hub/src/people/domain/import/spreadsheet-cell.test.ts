import { describe, expect, it } from '@jest/globals';
import { repairedBadge } from './spreadsheet-cell.ts';

describe('the number of a badge in a spreadsheet', () => {
  it.each([
    ['0003887558', '0003887558'],
    ['387558123', '0387558123'],
    ['442385519046', '00442385519046'],
    ['00442385519046', '00442385519046'],
    ['67003B51C6', '67003B51C6'],
    ['123456E789', '123456E789'],
  ])('%s is %s', (text, printed) => {
    expect(repairedBadge(text, 'em4100')).toEqual({ printed });
  });

  it.each(['3887558', '3,89E+09', '4.42386E+11'])('%s lacks digits that nobody can guess', text => {
    expect(repairedBadge(text, 'em4100')).toMatchObject({ problem: { code: 'PRINT_NOT_UNDERSTOOD' } });
  });

  it('stays as it is on other kinds of badge', () => {
    expect(repairedBadge('12', 'barcode')).toEqual({ printed: '12' });
  });
});
