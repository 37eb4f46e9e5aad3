import type { BoardPerson } from '@tapclock/contracts';
import { type Stay, staysOf } from './attendance.ts';
import { type Shift, shiftsOf } from './shifts.ts';

/** What a person's record says whatever the time is; worked out once per record, then asked each time the clock moves on. */
export interface PersonFacts {
  person: BoardPerson;
  shifts: readonly Shift[];
  stays: readonly Stay[];
}

export function factsOf(person: BoardPerson): PersonFacts {
  return { person, shifts: shiftsOf(person.shifts), stays: staysOf(person) };
}
