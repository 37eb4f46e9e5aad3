import { describe, expect, it } from '@jest/globals';
import { BirthDate, BirthDatePut, EmployeeChange, EmployeeDetail, NewEmployeeRequest } from './people.ts';

describe('a date of birth', () => {
  it.each(['1900-01-01', '2009-05-31', '2008-02-29'])('may be %s', bornOn => {
    expect(BirthDatePut.parse({ bornOn })).toEqual({ bornOn });
  });

  it.each(['1899-12-31', '2009-02-29', '2009-13-01', '31.05.2009', '2009-5-31', '', null, 20090531])(
    'is not %j',
    bornOn => {
      expect(BirthDatePut.safeParse({ bornOn }).success).toBe(false);
    },
  );

  it('comes alone, and is taken away by a DELETE', () => {
    expect(BirthDatePut.safeParse({}).success).toBe(false);
    expect(BirthDatePut.safeParse({ bornOn: '2009-05-31', age: 17 }).success).toBe(false);
  });

  it('may be unknown', () => {
    const nobodyKnows = { employee: '0197c2f0-3b1e-7c55-9a40-5d0f2c6b8e11', bornOn: null, version: 1 };
    expect(BirthDate.parse(nobodyKnows)).toEqual(nobodyKnows);
  });

  it('is in no answer and no request about master data', () => {
    for (const { shape } of [EmployeeDetail, NewEmployeeRequest, EmployeeChange])
      expect(Object.keys(shape)).not.toContain('bornOn');
  });
});
