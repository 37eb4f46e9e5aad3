import { describe, expect, it } from '@jest/globals';
import { attachment } from './attachment.ts';

describe('the name of a download', () => {
  it.each([
    ['hours-2026-06.csv', 'hours-2026-06.csv'],
    ['Löhne Juni.csv', 'L_hne_Juni.csv'],
    ['../../etc/passwd', '__.._etc_passwd'],
    ['a"; filename="b.exe', 'a___filename__b.exe'],
    ['a\r\nset-cookie: x', 'a__set-cookie__x'],
    ['', 'export'],
  ])('%j becomes %s', (name, safe) => {
    expect(attachment(name)).toBe(`attachment; filename="${safe}"`);
  });

  it('R11: keeps its end, which says what it is', () => {
    expect(attachment(`${'a'.repeat(1_000)}.csv`)).toMatch(/^attachment; filename="a{146}\.csv"$/);
  });
});
