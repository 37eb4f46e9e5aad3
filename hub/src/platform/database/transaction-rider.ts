import { AsyncLocalStorage } from 'node:async_hooks';
import type { Sql } from './database.ts';

/** Something that is written with whatever a piece of work commits. */
export type Rider = (sql: Sql) => Promise<void>;

const riders = new AsyncLocalStorage<Rider>();

/** Runs work; every transaction that begins in it lets the rider write too, last of all before its commit. */
export function withRider<T>(rider: Rider, work: () => T): T {
  return riders.run(rider, work);
}

/** The rider of the work that asks; null when there is none. */
export function riderOfNow(): Rider | null {
  return riders.getStore() ?? null;
}
