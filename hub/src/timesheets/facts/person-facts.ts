import type { SheetPerson } from '@tapclock/contracts';
import type { HoursFacts, LocalDay } from '../domain/index.ts';

/** Dates, both included, that one policy answers for. The facts reach further on both sides: an hour never stands alone. */
export interface Stretch {
  facts: HoursFacts;
  from: LocalDay;
  to: LocalDay;
}

/** Everything that hours of one person follow from on the dates that were asked for. */
export interface PersonFacts {
  person: SheetPerson;
  /** IANA zone of the site: dates and wall clocks are meant in it. */
  zone: string;
  /** In order; dates on which no policy is in effect are in none of them. */
  stretches: readonly Stretch[];
}
