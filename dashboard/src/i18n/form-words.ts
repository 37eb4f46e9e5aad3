import type { Language } from '@tapclock/contracts';

const en = {
  hubAway: 'The hub does not answer. Check the network and try again.',
  wait: (span: string) => `Too many tries. You can try again in ${span}.`,
  seconds: (count: number) => (count < 60 ? `${count} s` : `${Math.ceil(count / 60)} min`),
  showPassword: 'Show the password',
  show: 'Show',
  hide: 'Hide',
  passwordLong: 'Long enough',
  passwordMore: (missing: number) =>
    `12 characters or more, ${missing} to go. A few words in a row are easy to remember.`,
  passwordTooLong: 'Too long: choose a shorter one.',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Could not be copied: mark it and copy it by hand.',
  cancel: 'Cancel',
  retry: 'Try again',
  day: 'Day',
  page: (from: number, to: number, total: number) => `${from}–${to} of ${total}`,
  before: 'Before',
  next: 'Next',
};

export type FormWords = typeof en;

const de: FormWords = {
  hubAway: 'Die Zentrale antwortet nicht. Prüfen Sie das Netz und versuchen Sie es noch einmal.',
  wait: span => `Zu viele Versuche. In ${span} können Sie es wieder versuchen.`,
  seconds: count => (count < 60 ? `${count} s` : `${Math.ceil(count / 60)} min`),
  showPassword: 'Passwort zeigen',
  show: 'Zeigen',
  hide: 'Verbergen',
  passwordLong: 'Lang genug',
  passwordMore: missing =>
    `Mindestens 12 Zeichen, noch ${missing}. Einige Wörter hintereinander lassen sich gut merken.`,
  passwordTooLong: 'Zu lang: Wählen Sie ein kürzeres.',
  copy: 'Kopieren',
  copied: 'Kopiert',
  copyFailed: 'Ließ sich nicht kopieren: markieren Sie es und kopieren Sie es von Hand.',
  cancel: 'Abbrechen',
  retry: 'Noch einmal versuchen',
  day: 'Tag',
  page: (from, to, total) => `${from}–${to} von ${total}`,
  before: 'Zurück',
  next: 'Weiter',
};

/** Words that every form uses. */
export function formWords(language: Language): FormWords {
  return { en, de }[language];
}
