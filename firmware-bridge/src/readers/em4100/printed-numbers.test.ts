import { describe, expect, it } from '@jest/globals';
import { RECORDED_FRAMES } from '../rdm6300/frames.ts';
import { printedNumbers, rawFromPrinted } from './printed-numbers.ts';

describe('printed numbers', () => {
  it('give every view that proxmark3 lists for 1122334455', () => {
    expect(printedNumbers('1122334455')).toEqual({
      dez8: '03359829',
      dez10: '0573785173',
      dez55: '08755.17493',
      d3d5a: '017.17493',
      d3d5b: '034.17493',
      d3d5: '051,17493',
      dez14: '00073588229205',
      unique: '8844CC22AA',
      dez15: '000585269781162',
      zk: '08080404121202021010',
    });
  });

  it.each(RECORDED_FRAMES)('of $characters are the ones its source gives', ({ characters, dez10, d3d5 }) => {
    expect(printedNumbers(characters.slice(0, 10))).toMatchObject({ dez10, d3d5 });
  });

  it('hold at both ends of the range', () => {
    expect(printedNumbers('FFFFFFFFFF')).toMatchObject({
      dez10: '4294967295',
      dez14: '01099511627775',
      dez15: '001099511627775',
      unique: 'FFFFFFFFFF',
    });
    expect(printedNumbers('0000000000')).toMatchObject({ dez10: '0000000000', d3d5: '000,00000' });
    expect(() => printedNumbers('67003b51c6')).toThrow(RangeError);
  });
});

describe('raw from printed', () => {
  it.each([
    ['0003887558', undefined, '67003B51C6'],
    ['0003887558', 0x45, '45003B51C6'],
    ['67003b51c6', undefined, '67003B51C6'],
    ['4294967295', 0, '00FFFFFFFF'],
    ['4294967296', 0, null],
    ['388755', undefined, null],
    ['not a badge', undefined, null],
  ])('%s with version %p is %p', (text, version, raw) => expect(rawFromPrinted(text, version)).toBe(raw));
});
