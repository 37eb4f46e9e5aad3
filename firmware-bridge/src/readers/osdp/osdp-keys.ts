import { KEY_DEFAULT, KEY_OWN } from './osdp-handshake-payloads.ts';
import { SCBK_DEFAULT } from './osdp-secure-channel.ts';
import { keyBytes, type OsdpSettings } from './osdp-settings.ts';

/** How long after the start a new key may be sent. A reader that comes later, or back as one from the factory, is not given it. */
export const INSTALL_WINDOW_MS = 10 * 60_000;

export interface PanelKey {
  name: 'own' | 'new' | 'default';
  scbk: Uint8Array;
  /** What a handshake says of it. */
  block: number;
  /** A key that is not used is tried all the same, to tell a reader from the factory from one with another key. */
  isUsed: boolean;
}

/** The keys to try on a reader, in this order; none when no key is set and the default one is not allowed. */
export function keysToTry(settings: OsdpSettings, mayInstall: boolean): PanelKey[] {
  const { scbk, installKey, allowDefaultKey } = settings;
  const keys: PanelKey[] = [];
  if (installKey !== undefined) keys.push(ownKey('new', installKey));
  if (scbk !== undefined) keys.push(ownKey('own', scbk));
  const isDefaultUsed = allowDefaultKey || (installKey !== undefined && mayInstall);
  if (keys.length > 0 || isDefaultUsed)
    keys.push({ name: 'default', scbk: SCBK_DEFAULT, block: KEY_DEFAULT, isUsed: isDefaultUsed });
  return keys;
}

function ownKey(name: 'own' | 'new', hex: string): PanelKey {
  return { name, scbk: keyBytes(hex), block: KEY_OWN, isUsed: true };
}

/**
 * The sending of a new key, a site's explicit wish. Once the reader has proved the new key it is never sent again: a reader that is then
 * found with the default one is another reader, or somebody who would like to be told the key.
 */
export class Installation {
  readonly #key: Uint8Array | null;
  #state: 'wanted' | 'sent' | 'done' | 'refused' = 'wanted';
  #startedMs: number | null = null;

  constructor({ installKey }: OsdpSettings) {
    this.#key = installKey === undefined ? null : keyBytes(installKey);
  }

  /** The window opens with the line, and once only. */
  start(nowMs: number): void {
    this.#startedMs ??= nowMs;
  }

  /** The key to send now; null when there is none, or no longer. */
  pending(nowMs: number): Uint8Array | null {
    const isOpen = this.#startedMs !== null && nowMs - this.#startedMs <= INSTALL_WINDOW_MS;
    return isOpen && (this.#state === 'wanted' || this.#state === 'sent') ? this.#key : null;
  }

  get isRefused(): boolean {
    return this.#state === 'refused';
  }

  /** Sent, taken, and not proved yet: the first handshake under it is given a second chance. */
  get isFresh(): boolean {
    return this.#state === 'sent';
  }

  taken(): void {
    this.#state = 'sent';
  }

  /** Its second chance is used up. */
  stale(): void {
    this.#state = 'wanted';
  }

  refused(): void {
    this.#state = 'refused';
  }

  proved(): void {
    this.#state = 'done';
  }
}
