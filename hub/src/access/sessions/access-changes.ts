import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DATABASE, type Database } from '../../platform/database/database.ts';

/** Announced by triggers (`announce_access`), so that nobody who changes an account or a session can forget to. */
const CHANNEL = 'tapclock_access';

type Handler = (account: string | null) => void;

/** Hears that what an account may do has changed, in whichever hub: a session ended, a role, a team, a second factor. */
@Injectable()
export class AccessChanges implements OnModuleInit {
  readonly #database: Database;
  readonly #handlers = new Set<Handler>();

  constructor(@Inject(DATABASE) database: Database) {
    this.#database = database;
  }

  async onModuleInit(): Promise<void> {
    await this.#database.listen(CHANNEL, payload => this.tell(payload === '' ? null : payload));
  }

  /**
   * Says it in this hub, at once: after the commit and before the answer, so that whoever is told of a change asks nothing that it forbids. The
   * announcement of the database comes a moment later, here too.
   */
  tell(account: string | null): void {
    for (const handler of this.#handlers) handler(account);
  }

  /** Calls `handler` with the account; with null after something may have been missed. Returns what ends it. */
  onChange(handler: Handler): () => void {
    this.#handlers.add(handler);
    return () => this.#handlers.delete(handler);
  }
}
