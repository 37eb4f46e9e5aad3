import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Command,
  type KeyOffer,
  keyOfferText,
  NewLogin,
  SEAL_PURPOSES,
  type SealedBox,
} from '@tapclock/contracts';
import * as z from 'zod/mini';
import {
  type DeviceKey,
  deviceKeyOf,
  loadOrCreateDeviceKey,
  newDeviceKeyPem,
  replaceDeviceKey,
  syncDirectory,
  writePrivateFile,
} from '../journal/index.ts';
import type { Logger } from '../platform/index.ts';
import { exchangeKeyOf, openBox } from './open-box.ts';
import { PairingFileError, readJson, readPrivateFile } from './private-file.ts';

const NEXT_KEY_FILE = 'device-key-next.json';

const NextKey = z.object({
  version: z.literal(1),
  rotation: z.uuid(),
  pem: z.string(),
  /** PKCS8 PEM of the X25519 key that a new password is sealed to; null where the password is not the bridge's to change. */
  exchangePem: z.nullable(z.string()),
});
type NextKey = z.infer<typeof NextKey>;

type Taken = Extract<Command, { type: 'key-taken' }>;

/** The broker passwords of a paired kiosk. */
export interface KeptLogin {
  passwords(): readonly string[];
  changePassword(password: string): void;
}

/**
 * The terminal's key, and its change when the hub asks: a new key is kept beside the old one and offered, signed by both, until the hub says that it is
 * taken; only then it signs. Every step is on disk before anybody hears of it, so a power cut at any moment ends in the old key or the new one (R9).
 */
export class KeyChange {
  readonly #options: { dataDir: string; terminal: string; login: KeptLogin | null; log: Logger };
  #key: DeviceKey;
  #next: NextKey | null;
  #offer: KeyOffer | null = null;

  /** Throws DeviceKeyError and PairingFileError when a key file cannot be used. */
  constructor(options: { dataDir: string; terminal: string; login: KeptLogin | null; log: Logger }) {
    this.#options = options;
    this.#key = loadOrCreateDeviceKey(options.dataDir);
    this.#next = this.#readNext();
    this.#makeOffer();
  }

  /** The key that signs. */
  get key(): DeviceKey {
    return this.#key;
  }

  /** The new key for the hub to take; null while none is asked for. */
  offer(): KeyOffer | null {
    return this.#offer;
  }

  /** The hub asks for a new key. Asked again, it is the same one. */
  asked(rotation: string): void {
    if (this.#next?.rotation === rotation) return;
    const exchangePem =
      this.#options.login === null
        ? null
        : generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const next = { version: 1 as const, rotation, pem: newDeviceKeyPem(), exchangePem };
    writePrivateFile(this.#nextPath(), `${JSON.stringify(next)}\n`);
    this.#next = next;
    this.#makeOffer();
    this.#options.log.info({ rotation }, 'the hub asked for a new key');
  }

  /** The hub has taken the offered key: it signs from now on. Whatever else it says is ignored. */
  taken({ rotation, publicKey, login }: Taken): void {
    const next = this.#next;
    if (next === null || next.rotation !== rotation || this.#offer?.publicKey !== publicKey) return;
    if (!this.#takeLogin(next, login)) return;
    const { dataDir, log } = this.#options;
    this.#key = replaceDeviceKey(dataDir, next.pem);
    rmSync(this.#nextPath(), { force: true });
    syncDirectory(dataDir);
    this.#next = null;
    this.#offer = null;
    log.info({ rotation }, 'the key has changed');
  }

  /** Before the key: with the new key in use nobody offers the old one again, and the password would be lost. */
  #takeLogin({ exchangePem, rotation }: NextKey, login: SealedBox | null): boolean {
    const kept = this.#options.login;
    if (login === null || kept === null || exchangePem === null) return true;
    try {
      const text = openBox(exchangeKeyOf(createPrivateKey(exchangePem)), login, {
        purpose: SEAL_PURPOSES.rotation,
        context: rotation,
      });
      kept.changePassword(NewLogin.parse(readJson(text)).password);
      return true;
    } catch (error) {
      this.#options.log.error({ err: error, rotation }, 'the new broker password cannot be kept');
      return false;
    }
  }

  #makeOffer(): void {
    const next = this.#next;
    if (next === null) return;
    const key = deviceKeyOf(this.#nextPath(), next.pem);
    const offered = {
      rotation: next.rotation,
      publicKey: key.publicKeyRaw,
      exchangeKey:
        next.exchangePem === null ? null : exchangeKeyOf(createPrivateKey(next.exchangePem)).publicKeyRaw,
    };
    const text = keyOfferText(this.#options.terminal, this.#key.publicKeyRaw, offered);
    this.#offer = { ...offered, oldSig: this.#key.sign(text), newSig: key.sign(text) };
  }

  /** A next key that is the present one: the power failed between the last two steps. */
  #readNext(): NextKey | null {
    const text = readPrivateFile(this.#nextPath());
    if (text === null) return null;
    const parsed = NextKey.safeParse(readJson(text));
    if (!parsed.success) {
      throw new PairingFileError(
        `${this.#nextPath()} is damaged: remove it, and the hub will ask for a new key again`,
      );
    }
    if (deviceKeyOf(this.#nextPath(), parsed.data.pem).publicKeyRaw !== this.#key.publicKeyRaw) {
      return parsed.data;
    }
    rmSync(this.#nextPath(), { force: true });
    return null;
  }

  #nextPath(): string {
    return join(this.#options.dataDir, NEXT_KEY_FILE);
  }
}
