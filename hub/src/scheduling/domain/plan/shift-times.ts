import type { Instant, Zone } from '@tapclock/contracts';
import { shiftWindow } from '../shift-window.ts';

/** The wall-clock times of a template. */
export interface ShiftClock {
  id: string;
  /** `HH:MM` */
  startsLocal: string;
  endsLocal: string;
}

/** Instants of templates on dates in one zone; each pair is reckoned once, however many people work it. */
export class ShiftTimes {
  readonly #zone: Zone;
  readonly #known = new Map<string, { startsAt: Instant; endsAt: Instant }>();

  constructor(zone: Zone) {
    this.#zone = zone;
  }

  of({ id, startsLocal, endsLocal }: ShiftClock, date: string): { startsAt: Instant; endsAt: Instant } {
    const key = `${id}/${date}`;
    let window = this.#known.get(key);
    if (window === undefined) {
      window = shiftWindow(date, startsLocal, endsLocal, this.#zone);
      this.#known.set(key, window);
    }
    return window;
  }
}
