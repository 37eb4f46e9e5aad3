import { describe, expect, it } from '@jest/globals';
import { judgePassword, normalisePassword } from './password-rules.ts';

const OWNER = ['maria.schneider@werk-nord.example', 'Maria Schneider'];

describe('a password that somebody chooses', () => {
  it.each([
    'correct horse battery staple',
    'vier Affen tanzen Tango',
    'Zwiebelkuchen im Regen',
    'lilac-tundra-oboe',
    'k7#pQ2vLx9!m',
    'aaaaaaaaaab-Grüße aus Ulm',
    'монгольские степи',
    '密码安全很重要的一句话呢',
  ])('is taken: %s', password => expect(judgePassword(password, OWNER)).toBeNull());

  it.each([
    'password1234',
    'Passw0rd!2026',
    'P@$$w0rdP@$$w0rd',
    'Sommer2026!!',
    'willkommen123',
    'qwertzuiop123',
    '1234567890123',
    'abcdefghijklm',
    '1qaz2wsx3edc',
    'aaaaaaaaaaaaaaaa',
    'abcabcabcabcabc',
    'iloveyou12345',
    'AdminAdmin2026',
    'letmeinletmein1',
    'Tapclock2026!',
    'MariaSchneider1',
    'werk-nord-2026',
    'Geheimnis_1984',
    'fussball-bayern',
  ])('is among the first that are tried: %s', password => {
    expect(judgePassword(password, OWNER)).toBe('PASSWORD_TOO_COMMON');
  });

  it('has 12 characters or more, counted as people count', () => {
    expect(judgePassword('k7#pQ2vLx9!', OWNER)).toBe('PASSWORD_TOO_SHORT');
    expect(judgePassword('🐎🔋📎🐎🔋', OWNER)).toBe('PASSWORD_TOO_SHORT');
  });

  it('is refused when it is longer than bcrypt reads, instead of cut', () => {
    const own = 'lilac tundra oboe ';
    expect(judgePassword(own.repeat(4), OWNER)).toBe('PASSWORD_TOO_COMMON');
    expect(judgePassword(`${own.repeat(3)}${'ü'.repeat(9)}`, OWNER)).toBeNull();
    expect(judgePassword(`${own.repeat(3)}${'ü'.repeat(9)}x`, OWNER)).toBe('PASSWORD_TOO_LONG');
  });

  it('has no characters that no keyboard types', () => {
    expect(judgePassword('lilac\u0000tundra oboe', OWNER)).toBe('PASSWORD_NOT_TYPABLE');
  });

  it('is the same from every keyboard', () => {
    expect(normalisePassword('Gru\u0308ße')).toBe(normalisePassword('Gr\u00fcße'));
  });
});
