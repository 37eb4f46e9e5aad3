import { type Comset, decodeComset, encodeComset } from './osdp-payloads.ts';
import type { OsdpSettings } from './osdp-settings.ts';

/** How often a reader that has gone silent is asked again where it was last heard, before the other place is tried. */
const SILENCES_BEFORE_LEAVING = 3;
/** How often in a row the speed is changed in search of a reader: three times there and back. Each change opens the port anew. */
export const SPEED_CHANGES_MAX = 6;

/**
 * Address and speed of a reader: as configured, and as COMSET makes them. A reader that was moved in an earlier life of this process is
 * found at its new place, one that did not move at its old one: where nobody answers, the other place is tried.
 */
export class Whereabouts {
  readonly #places: [Comset] | [Comset, Comset];
  #index: 0 | 1 = 0;
  #isMoved = false;
  /** Where the reader was last heard; as configured while it was not. */
  #home: 0 | 1 = 0;
  #isHeardHere = false;
  #speedChanges = 0;
  #hasGivenUp = false;
  readonly #isLineShared: boolean;

  /** On a shared line the speed stays: the others would not follow. */
  constructor({ address, baudRate, comset }: OsdpSettings, isLineShared: boolean) {
    this.#isLineShared = isLineShared;
    const here: Comset = { address, baudRate };
    const there: Comset = {
      address: comset?.address ?? address,
      baudRate: isLineShared ? baudRate : (comset?.baudRate ?? baudRate),
    };
    this.#places = isSamePlace(here, there) ? [here] : [here, there];
  }

  get here(): Comset {
    return this.#places[this.#index] ?? this.#places[0];
  }

  /** Payload of the COMSET that is still to be sent; null when there is none. */
  wanted(): Uint8Array | null {
    const there = this.#places[1];
    return there === undefined || this.#isMoved || this.#index === 1 ? null : encodeComset(there);
  }

  /** Takes COM, which says where the reader will be, asked for or not. False when it says nothing of use. */
  move(com: Uint8Array): boolean {
    this.#isMoved = true;
    const decoded = decodeComset(com);
    if (!decoded.ok || this.#places.length === 1) return false;
    const { address, baudRate } = decoded.value;
    this.#places[1] = { address, baudRate: this.#isLineShared ? this.#places[0].baudRate : baudRate };
    this.#go(1);
    return true;
  }

  /** The reader does not want to move. */
  stay(): void {
    this.#isMoved = true;
  }

  /** The reader answers here. */
  heard(): void {
    this.#home = this.#index;
    this.#isHeardHere = true;
    this.#speedChanges = 0;
    this.#hasGivenUp = false;
  }

  /** Nobody answers here, `silences` times in a row. True when the search at the other speed ends with this. */
  lookElsewhere(silences: number): boolean {
    if (this.#places.length === 1 || this.#hasGivenUp) return false;
    if (this.#isHeardHere && silences < SILENCES_BEFORE_LEAVING) return false;
    if (this.#isAtOneSpeed || this.#speedChanges < SPEED_CHANGES_MAX) {
      this.#speedChanges += 1;
      this.#go(this.#elsewhere);
      return false;
    }
    this.#hasGivenUp = true;
    this.#go(this.#home);
    return true;
  }

  /** The port is opened anew in any case: the search goes on at that pace where it was given up. */
  lookAgain(): void {
    if (this.#hasGivenUp) this.#go(this.#elsewhere);
  }

  get #elsewhere(): 0 | 1 {
    return this.#index === 0 ? 1 : 0;
  }

  get #isAtOneSpeed(): boolean {
    return this.#places[0].baudRate === this.#places[1]?.baudRate;
  }

  #go(index: 0 | 1): void {
    this.#index = index;
    this.#isHeardHere = false;
  }
}

function isSamePlace(left: Comset, right: Comset): boolean {
  return left.address === right.address && left.baudRate === right.baudRate;
}
