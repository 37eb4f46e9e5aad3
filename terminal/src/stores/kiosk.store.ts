import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Language } from '@tapclock/contracts';
import { secondsLeft } from '../domain/countdown.ts';
import {
  type Hello,
  initialState,
  type KioskEvent,
  type KioskState,
  reduce,
  remainingMs,
  type Shown,
  shownAt,
} from '../domain/kiosk-state.ts';
import { createFormat, type Format } from '../i18n/format.ts';
import type { Messages } from '../i18n/messages.ts';
import { LANGUAGES } from '../i18n/words.ts';

/** All that is drawn, as signals. `apply` is the only way to change what the page knows. */
export type KioskStore = {
  state: ReadonlySignal<KioskState>;
  /** Milliseconds of the page's monotonic clock, moved on four times a second. */
  nowMs: Signal<number>;
  /** Wall clock in epoch milliseconds, moved on once a second. */
  wallMs: Signal<number>;
  shown: ReadonlySignal<Shown>;
  language: ReadonlySignal<Language>;
  words: ReadonlySignal<Messages>;
  format: ReadonlySignal<Format>;
  secondsLeft: ReadonlySignal<number>;
  apply: (event: KioskEvent) => void;
};

/** Makes the store. `remembered` is the site that an earlier load knew; until one is known `fallback` is spoken. */
export function createKioskStore(remembered: Hello | null, fallback: Language, startMs: number): KioskStore {
  const state = signal(initialState(remembered));
  const nowMs = signal(0);
  const wallMs = signal(startMs);
  const shown = computed(() => shownAt(state.value, nowMs.value));
  const language = computed(() =>
    'person' in shown.value ? shown.value.person.language : (state.value.hello?.site.language ?? fallback),
  );
  const zone = computed(() => state.value.hello?.site.zone);
  return {
    state,
    nowMs,
    wallMs,
    shown,
    language,
    words: computed(() => LANGUAGES[language.value]),
    format: computed(() => createFormat(language.value, zone.value)),
    secondsLeft: computed(() => secondsLeft(remainingMs(state.value, nowMs.value))),
    apply: event => {
      state.value = reduce(state.value, event);
    },
  };
}
