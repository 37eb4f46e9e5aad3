import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { HandOut } from '@tapclock/contracts';
import * as z from 'zod/mini';
import { syncDirectory, writePrivateFile } from '../journal/index.ts';
import { PairingFileError, readJson, readPrivateFile } from './private-file.ts';

export const PAIRING_FILE = 'pairing.json';
/** The copy of the roster, which belongs to the site that the kiosk leaves. */
const ROSTER_FILES = ['roster.db', 'roster.db-wal', 'roster.db-shm'];

const PairingText = z.object({
  version: z.literal(1),
  handOut: HandOut,
  /** Good until the hub knows that the new one is here. */
  previousPassword: z.nullable(z.string()),
});
type PairingText = z.infer<typeof PairingText>;

/** What a paired kiosk was handed, kept beside its journal: readable by its owner only, safe from power cuts. */
export class PairingFile {
  readonly #dataDir: string;

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  /** Null while the kiosk is not paired. Throws PairingFileError for a file that cannot be used; it is never replaced. */
  read(): HandOut | null {
    return this.#read()?.handOut ?? null;
  }

  /** Keeps what was handed out; durable when this returns. */
  keep(handOut: HandOut): void {
    this.#write({ version: 1, handOut, previousPassword: null });
  }

  /** Broker passwords to try, the newest first; at most two. */
  passwords(): readonly string[] {
    const kept = this.#read();
    if (kept === null) return [];
    const { handOut, previousPassword } = kept;
    return previousPassword === null
      ? [handOut.broker.password]
      : [handOut.broker.password, previousPassword];
  }

  /** Keeps a new broker password and, for the moment, the one before. The same again changes nothing. */
  changePassword(password: string): void {
    const kept = this.#read();
    if (kept === null || kept.handOut.broker.password === password) return;
    const { handOut } = kept;
    this.#write({
      version: 1,
      handOut: { ...handOut, broker: { ...handOut.broker, password } },
      previousPassword: handOut.broker.password,
    });
  }

  /** Forgets the pairing and the people of its site; key and journal stay. False when there was none. */
  forget(): boolean {
    const wasPaired = readPrivateFile(this.#path()) !== null;
    for (const name of [PAIRING_FILE, ...ROSTER_FILES]) rmSync(join(this.#dataDir, name), { force: true });
    if (wasPaired) syncDirectory(this.#dataDir);
    return wasPaired;
  }

  #path(): string {
    return join(this.#dataDir, PAIRING_FILE);
  }

  #read(): PairingText | null {
    const text = readPrivateFile(this.#path());
    if (text === null) return null;
    const parsed = PairingText.safeParse(readJson(text));
    if (parsed.success) return parsed.data;
    throw new PairingFileError(
      `${this.#path()} is damaged: restore it from a copy, or run the bridge with --unpair and pair the kiosk again`,
    );
  }

  #write(text: PairingText): void {
    writePrivateFile(this.#path(), `${JSON.stringify(text)}\n`);
  }
}
