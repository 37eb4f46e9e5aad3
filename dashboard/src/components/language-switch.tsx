import type { Language } from '@tapclock/contracts';
import { useApp, useLanguage } from './app-context.ts';

const NAMES: Record<Language, string> = { en: 'English', de: 'Deutsch' };
const LANGUAGES: readonly Language[] = ['en', 'de'];

export function LanguageSwitch() {
  const { actions } = useApp();
  const { language, words } = useLanguage();
  return (
    <fieldset class="languages">
      <legend class="for-readers">{words.language}</legend>
      {LANGUAGES.map(option => (
        <button
          key={option}
          type="button"
          lang={option}
          aria-label={`${option.toUpperCase()}, ${NAMES[option]}`}
          aria-pressed={language === option}
          data-testid={`language-${option}`}
          onClick={() => actions.chooseLanguage(option)}
        >
          {option.toUpperCase()}
        </button>
      ))}
    </fieldset>
  );
}
