import type { Language } from '@tapclock/contracts';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Navigation } from '../services/navigation.ts';
import type { Session } from '../services/session.ts';
import type { AppStores } from '../stores/app-stores.ts';

/** What components may ask of the world outside the stores. */
export interface AppActions {
  retryNow(): void;
  chooseSite(site: string): void;
  chooseLanguage(language: Language): void;
}

export interface App {
  stores: AppStores;
  actions: AppActions;
  session: Session;
  navigation: Navigation;
}

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error('components must stand inside an AppContext provider');
  return app;
}

/** Words and formats of the chosen language; the component is drawn again when either changes. */
export function useLanguage() {
  const { language } = useApp().stores;
  return { language: language.language.value, words: language.words.value, format: language.format.value };
}
