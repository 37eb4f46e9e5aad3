import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Language } from '@tapclock/contracts';
import { createFormat, type Format } from '../i18n/format.ts';
import { type Words, wordsOf } from '../i18n/words.ts';
import type { BoardStore } from './board.store.ts';

export interface LanguageStore {
  readonly language: ReadonlySignal<Language>;
  readonly words: ReadonlySignal<Words>;
  /** Times in the site's zone; UTC before the site is known, when nothing shows a time yet. */
  readonly format: ReadonlySignal<Format>;
  choose(language: Language): void;
}

export function createLanguageStore(initial: Language, board: BoardStore): LanguageStore {
  const language = signal(initial);
  // Its own signal, so that news about people do not build formats anew.
  const zone = computed(() => board.board.value?.site.zone ?? 'UTC');
  return {
    language,
    words: computed(() => wordsOf(language.value)),
    format: computed(() => createFormat(language.value, zone.value)),
    choose: next => {
      language.value = next;
    },
  };
}
