import { setTimeout as delay } from 'node:timers/promises';
import type { Database, Lsn, Sql } from '../../platform/database/database.ts';
import { codeOfError, isConflict } from '../../platform/database/errors.ts';
import { HubError } from '../../platform/http/hub-error.ts';

/**
 * Runs one person's decision about a period. Serializable, so that what two people decide at once comes out as if one had waited
 * for the other: an approval cannot be taken back while the period is being locked by it. A loser tries again and then sees what
 * was decided: one of those who meet always wins, so ten team leaders at once are done within seconds. CONFLICT where it is not so.
 */
export async function decide<T>(
  database: Database,
  work: (sql: Sql) => Promise<T>,
): Promise<{ value: T; lsn: Lsn }> {
  const giveUpMs = performance.now() + RETRY_FOR_MS;
  for (;;) {
    try {
      return await database.transaction(async sql => {
        await sql.query('set transaction isolation level serializable');
        return work(sql);
      });
    } catch (error) {
      if (!isConflict(error) && codeOfError(error) !== UNIQUE_VIOLATION) throw error;
      if (performance.now() > giveUpMs)
        throw new HubError(
          'CONFLICT',
          {
            en: 'Somebody else decided about this period at the same moment. Look at it again.',
            de: 'Im selben Moment hat jemand anders über diese Periode entschieden. Sehen Sie sie noch einmal an.',
          },
          { cause: error },
        );
    }
    // Not all at the same moment again.
    await delay(Math.random() * RETRY_WAIT_MAX_MS);
  }
}

/** How long a loser goes on trying; somebody waits for the answer. */
const RETRY_FOR_MS = 10_000;
const RETRY_WAIT_MAX_MS = 200;

const UNIQUE_VIOLATION = '23505';
