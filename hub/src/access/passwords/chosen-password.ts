import type { Said } from '@tapclock/contracts';
import { HubError } from '../../platform/http/hub-error.ts';
import { judgePassword, type PasswordProblem } from '../domain/password-rules.ts';

const WORDS: Record<PasswordProblem, Said> = {
  PASSWORD_TOO_SHORT: {
    en: 'The password must have 12 characters or more. Some words in a row are easy to remember.',
    de: 'Das Passwort muss mindestens 12 Zeichen haben. Einige Wörter hintereinander lassen sich gut merken.',
  },
  PASSWORD_TOO_LONG: {
    en: 'The password is longer than 72 bytes: choose a shorter one.',
    de: 'Das Passwort ist länger als 72 Byte: Wählen Sie ein kürzeres.',
  },
  PASSWORD_NOT_TYPABLE: {
    en: 'The password has characters that cannot be typed.',
    de: 'Das Passwort enthält Zeichen, die sich nicht eingeben lassen.',
  },
  PASSWORD_TOO_COMMON: {
    en: 'This password is among the first that are guessed: common words, rows of keys, your name or the name of the product. Choose another one.',
    de: 'Dieses Passwort wird als eines der ersten geraten: gängige Wörter, Tastenreihen, Ihr Name oder der Name des Produkts. Wählen Sie ein anderes.',
  },
};

/** Throws VALIDATION_ERROR with the reason at `path` unless this password may be chosen by this person. */
export function requireGoodPassword(
  password: string,
  owner: { email: string; name: string },
  path = 'password',
): void {
  const problem = judgePassword(password, [owner.email, owner.name]);
  if (problem === null) return;
  const message = WORDS[problem];
  throw new HubError('VALIDATION_ERROR', message, { details: [{ path, code: problem, message }] });
}
