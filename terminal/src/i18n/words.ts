import type { Language } from '@tapclock/contracts';
import { de } from './de.ts';
import { en } from './en.ts';
import type { Messages } from './messages.ts';

/** All languages; adding one to the contracts makes this fail to compile until its words are here. */
export const LANGUAGES: Record<Language, Messages> = { en, de };

/** The language to start in when no site has said one yet: the browser's if we speak it, else English. */
export function languageOf(browserLanguage: string): Language {
  return browserLanguage.toLowerCase().startsWith('de') ? 'de' : 'en';
}
