import type { LivingSession } from './sessions.repository.ts';

/** What was read is good for so long, should the announcement of a change be lost. */
export const FRESH_MS = 5_000;
/** Sessions remembered at once; beyond it the one that was read longest ago is forgotten. */
export const REMEMBERED_MAX = 10_000;

interface Entry {
  account: string;
  readAtMs: number;
  session: LivingSession;
}

/** Remembers living sessions for some seconds, so that a page of twenty requests reads its session once. */
export class SessionCache {
  readonly #entries = new Map<string, Entry>();
  readonly #reading = new Map<string, Promise<LivingSession | null>>();
  #generation = 0;

  /** The session as it was a moment ago at most; `read` is asked once for everybody who waits. What is over is not remembered. */
  async get(
    id: string,
    nowMs: number,
    read: () => Promise<LivingSession | null>,
  ): Promise<LivingSession | null> {
    const entry = this.#entries.get(id);
    if (entry && nowMs - entry.readAtMs < FRESH_MS) return entry.session;
    const shared = this.#reading.get(id);
    if (shared) return await shared;
    const reading = this.#read(id, nowMs, read);
    this.#reading.set(id, reading);
    try {
      return await reading;
    } finally {
      if (this.#reading.get(id) === reading) this.#reading.delete(id);
    }
  }

  /** Forgets what is known of an account, or everything. What is being read at this moment is not remembered either. */
  forget(account: string | null): void {
    this.#generation += 1;
    // Whoever asks from now on must not wait for an answer from before.
    this.#reading.clear();
    if (account === null) this.#entries.clear();
    for (const [id, entry] of this.#entries) if (entry.account === account) this.#entries.delete(id);
  }

  async #read(
    id: string,
    nowMs: number,
    read: () => Promise<LivingSession | null>,
  ): Promise<LivingSession | null> {
    const generation = this.#generation;
    const session = await read();
    if (generation !== this.#generation) return session;
    this.#entries.delete(id);
    if (session === null) return null;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined && this.#entries.size >= REMEMBERED_MAX) this.#entries.delete(oldest);
    this.#entries.set(id, { account: session.account.id, readAtMs: nowMs, session });
    return session;
  }
}
