import type { Language } from '@tapclock/contracts';

const en = {
  about: 'About you',
  email: 'E-mail address',
  role: 'Role',
  teams: 'Teams you lead',
  password: 'Password',
  passwordLead: 'Afterwards you are logged out everywhere else.',
  current: 'Current password',
  next: 'New password',
  change: 'Change the password',
  changed: 'The password is changed.',
  factor: 'Second step',
  factorOn: 'Set up: logging in takes a code of your phone.',
  factorOff: 'Not set up. With it, a stolen password opens nothing.',
  setUp: 'Set up',
  remove: 'Remove',
  code: 'Code of your phone, or a recovery code',
  removed: 'The second step is removed.',
  sessions: 'Where you are logged in',
  thisOne: 'here',
  lastUsed: (when: string) => `last used ${when}`,
  unknownBrowser: 'Unknown program',
  end: 'Log out there',
  endOthers: 'Log out everywhere else',
  browserOn: (browser: string, system: string) => `${browser} on ${system}`,
};

export type AccountWords = typeof en;

const de: AccountWords = {
  about: 'Über Sie',
  email: 'E-Mail-Adresse',
  role: 'Rolle',
  teams: 'Ihre Teams',
  password: 'Passwort',
  passwordLead: 'Danach sind Sie überall sonst abgemeldet.',
  current: 'Jetziges Passwort',
  next: 'Neues Passwort',
  change: 'Passwort ändern',
  changed: 'Das Passwort ist geändert.',
  factor: 'Zweiter Schritt',
  factorOn: 'Eingerichtet: Die Anmeldung braucht einen Code Ihres Telefons.',
  factorOff: 'Nicht eingerichtet. Mit ihm öffnet ein gestohlenes Passwort nichts.',
  setUp: 'Einrichten',
  remove: 'Entfernen',
  code: 'Code Ihres Telefons, oder ein Wiederherstellungscode',
  removed: 'Der zweite Schritt ist entfernt.',
  sessions: 'Wo Sie angemeldet sind',
  thisOne: 'hier',
  lastUsed: when => `zuletzt benutzt ${when}`,
  unknownBrowser: 'Unbekanntes Programm',
  end: 'Dort abmelden',
  endOthers: 'Überall sonst abmelden',
  browserOn: (browser, system) => `${browser} auf ${system}`,
};

export function accountWords(language: Language): AccountWords {
  return { en, de }[language];
}
