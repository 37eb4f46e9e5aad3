import { type Comset, decodeComset, encodeComset } from './osdp-payloads.ts';
import type { OsdpSettings } from './osdp-settings.ts';

/**
 * Address and speed of a reader: as configured, and as COMSET makes them. A reader that was moved in an earlier life of this process is
 * found at its new place, one that did not move at its old one: where nobody answers, the other place is tried.
 */
export class Whereabouts {
  readonly #places: [Comset] | [Comset, Comset];
  #index: 0 | 1 = 0;
  #isMoved = false;
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
    this.#index = 1;
    return true;
  }

  /** The reader does not want to move. */
  stay(): void {
    this.#isMoved = true;
  }

  /** Nobody answers here. */
  lookElsewhere(): void {
    if (this.#places.length === 2) this.#index = this.#index === 0 ? 1 : 0;
  }
}

function isSamePlace(left: Comset, right: Comset): boolean {
  return left.address === right.address && left.baudRate === right.baudRate;
}
