import { createHash } from 'node:crypto';
import { REFUSALS_SHOWN_MAX, type Refusals, type Sheet } from '@tapclock/contracts';
import { hoursOf, type PersonHours } from '../domain/hours-line.ts';
import { placeOf, refusal } from '../formats/fields.ts';

/** Sheets of a lock in order of employee ids. */
type Sheets = AsyncIterable<{ sheet: Sheet }>;

/** One of two files of a period: its sheets, and what it names of a person. */
export interface NamingFile {
  sheets: Sheets;
  named: (hours: PersonHours) => readonly string[];
}

/**
 * What an earlier file of a period named and the new one does not, where the payroll system keeps what a file leaves blank: somebody
 * has to take it out by hand. Goes through both side by side, one person at a time.
 */
export async function findLeftovers(
  earlier: NamingFile & { revision: number },
  present: NamingFile,
): Promise<Refusals> {
  const list = new LeftoverList(earlier.revision);
  const now = present.sheets[Symbol.asyncIterator]();
  let next = await now.next();
  for await (const { sheet } of earlier.sheets) {
    while (!next.done && next.value.sheet.person.employee < sheet.person.employee) next = await now.next();
    const isSame = !next.done && next.value.sheet.person.employee === sheet.person.employee;
    const kept = new Set(isSame ? present.named(hoursOf(next.value.sheet)) : []);
    for (const name of earlier.named(hoursOf(sheet))) if (!kept.has(name)) list.add(sheet.person, name);
  }
  return list.list();
}

/** Nothing was left over. */
export function noLeftovers(): Refusals {
  return new LeftoverList(0).list();
}

class LeftoverList {
  readonly #revision: number;
  readonly #hash = createHash('sha256');
  readonly #shown: Refusals['shown'] = [];
  #total = 0;

  constructor(revision: number) {
    this.#revision = revision;
  }

  add(person: Sheet['person'], name: string): void {
    const found = refusal(
      placeOf(person),
      name,
      `revision ${this.#revision} of the file has hours here and this one has none: the payroll system keeps what a file leaves blank, so take them out there by hand`,
    );
    this.#hash.update(`${JSON.stringify(found)}\n`);
    if (this.#total < REFUSALS_SHOWN_MAX) this.#shown.push(found);
    this.#total += 1;
  }

  list(): Refusals {
    return { total: this.#total, digest: this.#hash.digest('hex'), shown: this.#shown };
  }
}
