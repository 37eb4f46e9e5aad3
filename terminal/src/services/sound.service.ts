import { effect } from '@preact/signals';
import { MELODIES, type Sound, soundBetween } from '../domain/sound.ts';
import type { KioskStore } from '../stores/kiosk.store.ts';

const VOLUME = 0.5;
/** Fade at both ends of a note, so that it does not click. */
const FADE_SECONDS = 0.012;

export type Sounds = { start: (signal: AbortSignal) => void; play: (sound: Sound) => void };

/** Makes the kiosk's sounds with Web Audio: no files, nothing to load. */
export function createSounds(store: KioskStore): Sounds {
  let context: AudioContext | null = null;

  const play = (sound: Sound) => {
    document.body.dataset.sound = sound;
    context ??= new AudioContext();
    // A browser that was not told to allow sound keeps it suspended until the first touch; an old sound played then would
    // belong to somebody else, so it is dropped.
    if (context.state === 'running') sing(context, sound);
    else void context.resume().catch(ignoreSuspended);
  };

  return {
    play,
    start: signal => {
      let before = store.shown.peek();
      const stop = effect(() => {
        const after = store.shown.value;
        const sound = soundBetween(before, after);
        before = after;
        if (sound !== null) play(sound);
      });
      const wake = () => {
        context ??= new AudioContext();
        if (context.state === 'suspended') void context.resume().catch(ignoreSuspended);
      };
      wake();
      document.addEventListener('pointerdown', wake, { signal });
      signal.addEventListener('abort', stop, { once: true });
    },
  };
}

function sing(context: AudioContext, sound: Sound): void {
  let at = context.currentTime + 0.01;
  for (const { hertz, ms, wave } of MELODIES[sound]) {
    const length = ms / 1_000;
    if (hertz > 0) {
      const oscillator = new OscillatorNode(context, { frequency: hertz, type: wave });
      const gain = new GainNode(context, { gain: 0 });
      gain.gain.setValueAtTime(0, at);
      gain.gain.linearRampToValueAtTime(VOLUME, at + FADE_SECONDS);
      gain.gain.setValueAtTime(VOLUME, at + Math.max(FADE_SECONDS, length - FADE_SECONDS));
      gain.gain.linearRampToValueAtTime(0, at + length);
      oscillator.connect(gain).connect(context.destination);
      oscillator.start(at);
      oscillator.stop(at + length);
    }
    at += length;
  }
}

/** The browser says no until the first touch; the screen says everything without sound too. */
function ignoreSuspended(error: unknown): void {
  if (error instanceof DOMException) return;
  throw error;
}
