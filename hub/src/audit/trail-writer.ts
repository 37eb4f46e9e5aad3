import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database } from '../platform/database/database.ts';
import { Turns } from '../platform/http/turns.ts';
import { SealsRepository } from './seals.repository.ts';
import { lineOf } from './trail-line.ts';

/** Links read at once: what an export of any length needs of memory. */
const PAGE_ROWS = 500;

/** Writes the sealed part of the trail as lines that `npm run -s verify -- audit` reads. */
@Injectable()
export class TrailWriter {
  readonly #database: Database;
  readonly #seals: SealsRepository;
  /** One trail is written at a time: each reads the whole table. */
  readonly #turns = new Turns({
    en: 'Another audit trail is being written. Try again in a minute.',
    de: 'Ein anderes Prüfprotokoll wird gerade geschrieben. Versuchen Sie es in einer Minute noch einmal.',
  });

  constructor(@Inject(DATABASE) database: Database, @Inject(SealsRepository) seals: SealsRepository) {
    this.#database = database;
    this.#seals = seals;
  }

  /** The lines up to the newest seal of now. Throws RATE_LIMITED while another trail is being written. */
  async open(): Promise<AsyncGenerator<string>> {
    const turn = this.#turns.take();
    try {
      const head = await this.#seals.head(this.#database.primary);
      return turn.during(this.#write(head?.number ?? 0));
    } catch (error) {
      turn.end();
      throw error;
    }
  }

  async *#write(last: number): AsyncGenerator<string> {
    yield lineOf({ kind: 'trail', version: 1, writtenAt: new Date().toISOString() });
    let after = 0;
    while (after < last) {
      const limit = Math.min(PAGE_ROWS, last - after);
      const links = await this.#seals.page(this.#database.primary, after, limit);
      const next = links.at(-1)?.seal.number;
      // Fewer than the head says: somebody took them away. The verifier says which.
      if (next === undefined) break;
      yield links.map(link => lineOf({ kind: 'sealed', ...link })).join('');
      after = next;
    }
    yield lineOf({ kind: 'end', sealed: last, unsealed: 0 });
  }
}
